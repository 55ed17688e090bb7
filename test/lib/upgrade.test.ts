import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { APPS, writeTemplate } from './fixtures/apps-of-0.1.0';

/** What release 0.1.0 wrote for these apps: `writeTemplate` of the fixtures, run in a checkout of that release. */
const TEMPLATES = JSON.parse(readFileSync(join(__dirname, 'fixtures', 'templates-of-0.1.0.json'), 'utf8')) as Record<
  string,
  string
>;

describe('An upgrade from 0.1.0', () => {
  test.each(Object.keys(APPS))('An upgrade from 0.1.0 changes no byte of a template that was right: %s', (name) => {
    expect(writeTemplate(name)).toBe(TEMPLATES[name]);
  });
});
