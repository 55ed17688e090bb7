import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';

const FOLDER = join(__dirname, '..', '..', 'schema');

/** The places of a document that do not fit a published schema; `npm run schemas` writes the schemas. */
export function findSchemaErrors(name: 'check' | 'plan' | 'report', document: unknown): string[] {
  const schema = JSON.parse(readFileSync(join(FOLDER, `${name}.schema.json`), 'utf8')) as object;
  const isValid = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
  return isValid(document)
    ? []
    : (isValid.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
