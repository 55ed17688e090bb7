import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { policySchema } from '../review/declare/policy/policy-schema';
import { guardSchema } from '../review/guard/guard-schema';

/** The schemas by which editors complete and check files of users. */
const SCHEMAS: Readonly<Record<string, () => object>> = {
  'clean-up-policy.schema.json': policySchema,
  'disposal-guard.schema.json': guardSchema,
};

async function writeSchemas() {
  for (const [name, schema] of Object.entries(SCHEMAS)) {
    const text = await format(JSON.stringify(schema()), { parser: 'json', printWidth: 120 });
    writeFileSync(join(__dirname, '..', 'schema', name), text);
  }
}

writeSchemas().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
