import { mappingSchema } from '../declare/policy/policy-schema';
import { SETTINGS_FIELDS } from './settings-fields';

/** The JSON Schema of the settings, for completion and checks in editors. */
export function settingsSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Settings of cdk-codeartifact-disposal',
    description: 'Options of `plan` and `check` that stay, in cdk-codeartifact-disposal.yaml beside cdk.json.',
    ...mappingSchema(SETTINGS_FIELDS),
  };
}
