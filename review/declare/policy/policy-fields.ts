import { FIELDS } from '../../../declaration/fields';
import { RULE_NAME } from '../../../declaration/manifest';
import { FORMATS } from '../../../declaration/package-format';
import { AGE_PATTERN, AGE_RULE } from '../age';
import { CAPTURE_PATTERN } from '../capture-pattern';
import { SELECTABLE_STATUSES } from '../why-not-selected';

/** The rule of a text. */
interface TextRule {
  readonly pattern: RegExp;
  /** Completes the sentence "the key must be …". */
  readonly rule: string;
}

/** The value that a key of a policy takes. */
export type PolicyValue =
  | { readonly kind: 'text'; readonly text: TextRule }
  /** One text, or a list of at least one. */
  | { readonly kind: 'texts'; readonly text: TextRule }
  /** One of these texts, or a list of some of them. */
  | { readonly kind: 'choices'; readonly values: readonly string[] }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'flag' }
  | { readonly kind: 'count'; readonly min: number }
  | { readonly kind: 'mapping'; readonly fields: PolicyFields }
  | { readonly kind: 'list'; readonly fields: PolicyFields };

export type PolicyField = PolicyValue & { readonly description: string; readonly required?: boolean };
export type PolicyFields = Readonly<Record<string, PolicyField>>;

const GLOB: TextRule = {
  pattern: /^[^#/\s]{1,255}$/,
  rule: 'a glob of 1 to 255 characters without "#", "/" or white space',
};
/** Every registry but npm's has namespaces without "@", and npm's are given without it. */
const NAMESPACE: TextRule = {
  pattern: /^(?!@[^(])[^#/\s]{1,255}$/,
  rule: 'a glob of 1 to 255 characters without "#", "/" or white space, and without the "@" that npm writes before a scope',
};
const PATTERN: TextRule = {
  pattern: /^\S[^\p{C}]{0,999}$/u,
  rule: 'a version, a range or a glob of at most 1,000 characters',
};
const FILE: TextRule = { pattern: /^[^\p{C}]{1,1000}$/u, rule: 'the path of a file' };
/** As `--older-than` reads it. */
const AGE: TextRule = {
  pattern: AGE_PATTERN,
  rule: AGE_RULE,
};
const DAYS: TextRule = { pattern: /^(?!0+d)[0-9]{1,5}d$/, rule: 'a number of days, such as 180d and not 0d' };
const PART: TextRule = {
  pattern: new RegExp(`^(?:major|minor|${CAPTURE_PATTERN.source.slice(1, -1)})$`),
  rule: 'major, minor, or a pattern whose parentheses capture the part to count by, such as nightly-*-(*)',
};
const SHARE: TextRule = { pattern: /^(?:[1-9]\d?|100)%$/, rule: 'a share from 1% to 100%' };

const SELECT: PolicyFields = {
  match: {
    kind: 'texts',
    text: PATTERN,
    description: 'Versions in a range of the format\'s own notation, by a glob or by name; "*" is every version.',
  },
  olderThan: {
    kind: 'text',
    text: AGE,
    description: 'Versions that were published before: a number of days, such as 90d, or a date.',
  },
  notRequestedFor: {
    kind: 'text',
    text: DAYS,
    description:
      'Versions that were published before, and that the log of CloudTrail shows not to be requested since: a number of days, such as 180d.',
  },
  status: {
    kind: 'choices',
    values: SELECTABLE_STATUSES,
    description: 'Versions of these statuses; default: all but Unfinished.',
  },
  origin: {
    kind: 'choices',
    values: ['INTERNAL', 'EXTERNAL', 'UNKNOWN'],
    description: 'Versions of these origins; default: every origin.',
  },
  prerelease: { kind: 'flag', description: 'Pre-releases only.' },
  snapshotBuilds: { kind: 'flag', description: 'Builds of Maven SNAPSHOTs only.' },
};

const KEEP: PolicyFields = {
  latest: {
    kind: 'count',
    min: 1,
    description:
      'As many of the latest releases of each package; in a rule that selects, of the kind that it selects, whatever their age.',
  },
  latestPrereleases: {
    kind: 'count',
    min: 0,
    description:
      'As many of the latest pre-releases, of the latest SNAPSHOTs, and of the builds of each; default: as latest.',
  },
  latestBy: {
    kind: 'choice',
    values: ['published', 'version'],
    description: "The latest by publication, or by the format's order of versions; default: published.",
  },
  per: {
    kind: 'text',
    text: PART,
    description:
      'Counts the latest of each part apart: of every major or minor, or of what the parentheses of a pattern such as "nightly-*-(*)" capture; default: of the whole package.',
  },
  versions: { kind: 'texts', text: PATTERN, description: 'Versions in a range, by a glob or by name.' },
};

const LIMIT_FIELDS: PolicyFields = {
  versions: { kind: 'count', min: 1, description: 'As many versions of all repositories together.' },
  share: { kind: 'text', text: SHARE, description: 'Such a share of the versions of each package, such as "50%".' },
};

const RULE: PolicyFields = {
  name: {
    kind: 'text',
    text: RULE_NAME,
    description:
      'A name, which the manifest carries in the line of each version that the rule selects, and the plan shows.',
  },
  format: { kind: 'choices', values: FORMATS, description: 'Packages of these formats; default: every format.' },
  namespace: {
    kind: 'texts',
    text: NAMESPACE,
    description: 'Globs of namespaces; default: every namespace, and packages without one.',
  },
  package: { kind: 'texts', text: GLOB, description: 'Globs of names, without the namespace; default: every name.' },
  select: {
    kind: 'mapping',
    fields: SELECT,
    description: 'Selects versions of which all of this is true. Without it the rule only keeps.',
  },
  optional: {
    kind: 'flag',
    description: 'A rule that only keeps may match no package; default: that is an error, since it protects nothing.',
  },
  keep: {
    kind: 'mapping',
    fields: KEEP,
    description: 'Keeps versions of which any of this is true, whatever a rule selects.',
  },
};

/** Every key of a policy. The parser and the JSON Schema are made of this. */
export const POLICY_FIELDS: PolicyFields = {
  domain: { kind: 'text', text: FIELDS.domain, required: true, description: 'The domain.' },
  domainOwner: {
    kind: 'text',
    text: FIELDS.domainOwner,
    description: 'The account that owns the domain, in quotes; default: that of the credentials.',
  },
  repositories: {
    kind: 'texts',
    text: FIELDS.repository,
    required: true,
    description: 'Repositories of the domain; each gets a manifest.',
  },
  holds: {
    kind: 'texts',
    text: FILE,
    description: 'Hold lists: files of packages, versions and ranges that no rule may select, relative to this file.',
  },
  inUse: {
    kind: 'texts',
    text: FILE,
    description:
      'Files of versions that are known to be in use, in the notation of hold lists, relative to this file. They are kept.',
  },
  use: {
    kind: 'text',
    text: FILE,
    description: 'The folder that the command use writes, relative to this file, for notRequestedFor; default: use.',
  },
  limits: {
    kind: 'mapping',
    fields: LIMIT_FIELDS,
    description: 'The most that one run may select. Beyond it nothing is written.',
  },
  rules: {
    kind: 'list',
    fields: RULE,
    required: true,
    description: 'A version is selected if any rule selects it and none that matches its package keeps it.',
  },
};
