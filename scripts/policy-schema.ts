import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { policySchema } from '../review/declare/policy/policy-schema';

const file = join(__dirname, '..', 'schema', 'clean-up-policy.schema.json');

format(JSON.stringify(policySchema()), { parser: 'json', printWidth: 120 })
  .then((text) => writeFileSync(file, text))
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
