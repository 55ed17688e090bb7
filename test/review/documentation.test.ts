import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Stack } from 'aws-cdk-lib';
import { DisposedPackageVersions, PackageVersionStatus } from '../../lib';
import { FORMATS } from '../../declaration/package-format';
import { VersionPatternReader } from '../../review/declare/version-pattern';
import { renderJson } from '../../review/render/json/render-json';
import { ENV, leftPad, ReviewedRegistry } from './review-of-app';

const run = promisify(execFile);
const root = join(__dirname, '..', '..');
const read = (name: string) => readFileSync(join(root, 'docs', name), 'utf8');
const page = read('review.md');
const jsonPage = read('plan-json.md');
const declarePage = read('declare.md');

/** Every key of a value, at any depth. */
function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const own = Array.isArray(value) ? [] : Object.keys(value);
  return [...own, ...Object.values(value).flatMap(keysOf)];
}

/** Every key that the type of a JSON Schema names, at any depth. */
function schemaKeysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) {
    return [];
  }
  const { properties } = schema as { readonly properties?: object };
  return [...Object.keys(properties ?? {}), ...Object.values(schema).flatMap(schemaKeysOf)];
}

describe('docs/plan-json.md, docs/plan-options.md and the pages of the other commands', () => {
  test('docs/plan-json.md explains every key of the JSON', async () => {
    const registry = await ReviewedRegistry.start();
    try {
      registry.registry.createRepository('my-domain', 'store');
      registry.registry.createRepository('my-domain', 'my-repo', { upstreams: ['store'] });
      registry.publish('1.0.0', '1.1.0');
      const assembly = registry.synth((app) => {
        const stack = new Stack(app, 'Disposal', { env: ENV });
        new DisposedPackageVersions(
          stack,
          'Disposes',
          leftPad(['1.0.0'], { versionRevisions: { '1.0.0': registry.revision('1.0.0') } }),
        );
        new DisposedPackageVersions(
          stack,
          'Refused',
          leftPad(['1.1'], { expectedStatus: PackageVersionStatus.ARCHIVED }),
        );
        new DisposedPackageVersions(stack, 'Unread', leftPad(['1.1'], { repository: 'no-such-repo' }));
      });
      const keys = new Set(keysOf(JSON.parse(renderJson(await registry.plan(assembly)))));
      expect(keys).toContain('didYouMean');
      expect(keys).toContain('problem');
      expect([...keys].filter((key) => !jsonPage.includes(`\`${key}\``) && !jsonPage.includes(`\`${key}[]\``))).toEqual(
        [],
      );
    } finally {
      await registry.stop();
    }
  });

  test('docs/plan-json.md explains every key that the published schema of the JSON has', () => {
    const schema: unknown = JSON.parse(readFileSync(join(root, 'schema', 'plan.schema.json'), 'utf8'));
    const keys = new Set(schemaKeysOf(schema));
    expect(keys).toContain('loweredGuards');
    expect([...keys].filter((key) => !jsonPage.includes(`\`${key}\``) && !jsonPage.includes(`\`${key}[]\``))).toEqual(
      [],
    );
  });

  test.each([
    ['docs/plan-options.md', 'plan', read('plan-options.md')],
    ['docs/declare.md', 'declare', declarePage],
    ['docs/clean-up.md and docs/archive.md', 'clean-up', read('clean-up.md') + read('archive.md')],
    ['docs/take-down.md', 'take-down', read('take-down.md')],
  ])('%s explains every option of %s', async (_pages, command, text) => {
    const { stdout } = await run(process.execPath, [
      join(root, 'dist', 'bin', 'cdk-codeartifact-disposal.js'),
      command,
      '--help',
    ]);
    const rows = stdout.split('\n').filter((line) => /^ {2}-/.test(line));
    const options = rows.flatMap((row) => row.slice(0, 40).match(/--[a-z-]+/g)!);
    expect(options.length).toBeGreaterThan(7);
    expect(options.filter((option) => option !== '--help' && !text.includes(option))).toEqual([]);
  });

  test.each(FORMATS)('docs/declare.md shows three patterns of %s that take in and leave out what it says', (format) => {
    const [, section = ''] =
      new RegExp(`^### ${format}$([^#]*)`, 'im').exec(declarePage.replace('### RubyGems', '### ruby')) ?? [];
    const rows = [...section.matchAll(/^\| (`.*`) \| (.*) \| (.*) \|$/gm)].map(([, ...cells]) =>
      cells.map((cell) => [...cell.replaceAll('\\|', '|').matchAll(/`([^`]+)`/g)].map(([, text]) => text!)),
    );
    expect(rows).toHaveLength(3);
    for (const [[text = ''] = [], takesIn, leavesOut] of rows) {
      const pattern = new VersionPatternReader(format, []).readRangeOrGlob(text);
      const selects = (version: string) => pattern.selects(version, { includePrereleases: false });
      expect(pattern.kind).toBe(format === 'generic' ? 'glob' : 'range');
      expect([text, takesIn!.length > 0, leavesOut!.length > 0]).toEqual([text, true, true]);
      expect([text, takesIn!.filter((version) => selects(version) !== true)]).toEqual([text, []]);
      expect([text, leavesOut!.filter((version) => selects(version) !== false)]).toEqual([text, []]);
    }
  });

  test('docs/review.md shows what the demo prints', async () => {
    // Jest asks its workers for colour, and they the processes that they start.
    const env = { ...process.env, FORCE_COLOR: '', NO_COLOR: '1' };
    const demo = ['--import', 'tsx', join('local', 'demo-plan.ts')];
    const { stdout } = await run(process.execPath, demo, { cwd: root, env });
    const [, , comment, refusal] = stdout.split(/^── .*$/m).map((part) => part.trim());
    expect(comment).toContain('<!-- cdk-codeartifact-disposal plan -->');
    expect(page).toContain(comment);
    expect(page).toContain(refusal);
  });
});
