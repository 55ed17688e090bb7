import type { PolicyFields } from '../declare/policy/policy-fields';

const PAIR = { pattern: /^[^=\p{C}]{1,512}=[^\p{C}]{0,4096}$/u, rule: 'Name=value or Stack:Name=value' };
const BUCKET = { pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, rule: 'the name of a bucket' };
const TEXT_FIELD = { pattern: /^\S[^\p{C}]{0,999}$/u, rule: 'a text of 1 to 1,000 characters' };

/** Every key of the settings, each named as its option. The reader and the JSON Schema are made of this. */
export const SETTINGS_FIELDS: PolicyFields = {
  stack: { kind: 'texts', text: TEXT_FIELD, description: 'Only stacks of these names, such as `Prod/**`.' },
  parameter: {
    kind: 'texts',
    text: PAIR,
    description: 'Values of parameters, each as `Name=value` or `Stack:Name=value`.',
  },
  baseParameter: { kind: 'texts', text: PAIR, description: 'Values of parameters that the base is deployed with.' },
  acknowledge: {
    kind: 'list',
    fields: {
      problem: {
        kind: 'text',
        text: TEXT_FIELD,
        required: true,
        description: 'The name that the plan gives to the problem.',
      },
      reason: {
        kind: 'text',
        text: { pattern: /^\S[^\p{C}]{9,499}$/u, rule: 'a sentence of 10 to 500 characters' },
        required: true,
        description: 'The reason why it disposes nothing, which the plan shows.',
      },
    },
    description: 'Problems that are known to dispose nothing, each with the reason.',
  },
  account: {
    kind: 'text',
    text: { pattern: /^[0-9]{12}$/, rule: 'the 12 digits of an AWS account' },
    description: 'The account of environment-agnostic stacks, in quotes.',
  },
  region: {
    kind: 'text',
    text: { pattern: /^[a-z]{2,4}(-[a-z]+)+-[0-9]$/, rule: 'a Region, such as eu-west-1' },
    description: 'The Region of environment-agnostic stacks.',
  },
  currentEnv: {
    kind: 'flag',
    description: 'True to take the account and the Region of the credentials for environment-agnostic stacks.',
  },
  recordBucket: {
    kind: 'text',
    text: BUCKET,
    description: 'The bucket with the times of archiving; default: that of the deployed stack.',
  },
  copyBucket: {
    kind: 'text',
    text: BUCKET,
    description: 'The bucket of the cold copies; default: that of the deployed stack.',
  },
  guard: { kind: 'text', text: TEXT_FIELD, description: 'The file of the guard, relative to this file.' },
};
