import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { createGenerator } from 'ts-json-schema-generator';
import { policySchema } from '../review/declare/policy/policy-schema';
import { guardSchema } from '../review/guard/guard-schema';
import { settingsSchema } from '../review/settings/settings-schema';

const root = join(__dirname, '..');

/** The schemas by which editors complete and check files of users, and programs read the output of commands. */
const SCHEMAS: Readonly<Record<string, () => object>> = {
  'clean-up-policy.schema.json': policySchema,
  'disposal-guard.schema.json': guardSchema,
  'settings.schema.json': settingsSchema,
  'plan.schema.json': () => makeTypeSchema('review/plan/plan-model.ts', 'Plan'),
  'check.schema.json': () => makeTypeSchema('review/check/check-report.ts', 'CheckReport'),
  'report.schema.json': () => makeTypeSchema('review/deployment/deployment-report.ts', 'DeploymentReport'),
};

/** The type is the only source, so that the schema cannot differ from the output. */
function makeTypeSchema(path: string, type: string): object {
  const options = { path: join(root, path), tsconfig: join(root, 'tsconfig.json'), type };
  return createGenerator({ ...options, skipTypeCheck: true, additionalProperties: false }).createSchema(type);
}

async function writeSchemas() {
  for (const [name, schema] of Object.entries(SCHEMAS)) {
    const text = await format(JSON.stringify(schema()), { parser: 'json', printWidth: 120 });
    writeFileSync(join(root, 'schema', name), text);
  }
}

writeSchemas().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
