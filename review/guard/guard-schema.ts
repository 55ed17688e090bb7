import { mappingSchema } from '../declare/policy/policy-schema';
import { GUARD_FIELDS } from './guard-fields';

/** The JSON Schema of a guard, for completion and checks in editors. */
export function guardSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Guard of cdk-codeartifact-disposal',
    description: 'Limits that `plan --guard` holds a change to.',
    ...mappingSchema(GUARD_FIELDS),
  };
}
