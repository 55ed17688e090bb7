import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { cleanUpCommand } from '../../../review/command/clean-up-command';
import { takeDownCommand } from '../../../review/command/take-down-command';
import { LEFT_PAD } from '../../fixtures/packages';
import { ReviewedRegistry } from '../review-of-app';
import { captureStderr } from './captured-stderr';

let registry: ReviewedRegistry;
let state: string | undefined;

beforeEach(async () => {
  registry = await ReviewedRegistry.start();
  registry.publish('1.0.0', '1.1.0', '2.0.0');
  registry.registry.publish({ ...LEFT_PAD, namespace: undefined, package: 'tool' }, '1.0.0');
  state = process.env['XDG_STATE_HOME'];
  process.env['XDG_STATE_HOME'] = registry.directory();
  captureStderr();
});
afterEach(async () => {
  process.env['XDG_STATE_HOME'] = state;
  jest.restoreAllMocks();
  await registry.stop();
});

const PACES = { concurrency: 4, maxListsPerSecond: 1_000, maxReadsPerSecond: 1_000 };
const BEFORE = 'what an earlier run wrote\n';

/** Runs into a folder with the files of an earlier run. */
async function outcome(run: (output: string) => Promise<number>) {
  const output = join(registry.directory(), 'out');
  mkdirSync(output, { recursive: true });
  ['my-repo.disposals', 'my-repo.disposals.explain.tsv'].forEach((name) => writeFileSync(join(output, name), BEFORE));
  const status = await run(output).catch(() => 'refused');
  const files = readdirSync(output).sort();
  return { status, files, texts: files.map((name) => readFileSync(join(output, name), 'utf8')) };
}

const UNTOUCHED = {
  files: ['my-repo.disposals', 'my-repo.disposals.explain.tsv'],
  texts: [BEFORE, BEFORE],
};

const goodLine = fc.constantFrom('npm @my-scope/left-pad 1.0.0', 'npm tool', 'pkg:npm/tool@1.0.0', '# a comment');
const badLine = fc.constantFrom(
  ...['npm left-pad 1.0.0', 'npm @my-scope/left-pad 1.0.0 1.1.0', 'npm tool@', 'npm Tool', 'rpm tool 1', '{', '\r'],
);
const line = fc.oneof({ weight: 9, arbitrary: goodLine }, { weight: 1, arbitrary: badLine });
const file = fc.array(line, { maxLength: 3 }).map((lines) => `${['npm tool', ...lines].join('\n')}\n`);
const policyPart = fc.constantFrom(
  ...["rules: [{ select: { match: '*' } }]", "rules: [{ format: npm, select: { match: '<2' }, keep: { latest: 1 } }]"],
  ...["rules: [{ select: { match: '*' } }, { package: toll, keep: { versions: '*' } }]", 'rules: []'],
  ...["rules: [{ select: { match: '1.*' } }]", "rules: [{ package: tool, select: { match: '*' } }]"],
  "rules: [{ select: { olderThan: '3000-01-01' } }]",
);
const limits = fc.constantFrom('', '', 'limits: { versions: 1 }', 'limits: { share: 10% }', 'limits: { versions: 0 }');

test('Whatever clean-up refuses writes nothing, and leaves the files of an earlier run', async () => {
  const counts = { refused: 0, written: 0 };
  await fc.assert(
    fc.asyncProperty(
      policyPart,
      limits,
      fc.tuple(file, file, fc.boolean()),
      async (rules, limit, [hold, used, fails]) => {
        const folder = registry.directory();
        writeFileSync(join(folder, 'hold.txt'), hold);
        writeFileSync(join(folder, 'used.txt'), used);
        const policy = [
          'domain: my-domain',
          'repositories: my-repo',
          'holds: hold.txt',
          'inUse: used.txt',
          limit,
          rules,
        ];
        writeFileSync(join(folder, 'clean-up.yaml'), policy.join('\n'));
        registry.service.faults.clear();
        if (fails) {
          registry.service.faults.inject({ fault: 'access-denied', operation: 'ListPackageVersions', times: 1 });
        }
        const { status, ...after } = await outcome((output) =>
          cleanUpCommand(join(folder, 'clean-up.yaml'), { output, explain: true, ...PACES }),
        );
        if (status === 'refused') {
          counts.refused += 1;
          expect(after).toEqual(UNTOUCHED);
        } else {
          counts.written += 1;
          expect(after.texts).not.toContain(BEFORE);
        }
      },
    ),
    { numRuns: 120 },
  );
  expect(Math.min(counts.refused, counts.written)).toBeGreaterThan(5);
});

test('Whatever take-down refuses writes nothing, and leaves the files of an earlier run', async () => {
  const counts = { refused: 0, written: 0 };
  const listed = fc.constantFrom(
    ...[
      'pkg:npm/%40my-scope/left-pad@1.0.0',
      'npm @my-scope/left-pad 2.0.0',
      'pkg:npm/absent@1.0.0',
      '@my-scope/left-pad@1.0.0',
    ],
    ...['tool@all', 'pkg:golang/a/b@1', 'npm @my-scope/left-pad@', 'npm tool', '{"a":'],
  );
  await fc.assert(
    fc.asyncProperty(fc.array(listed, { maxLength: 3 }), async (lines) => {
      const list = join(registry.directory(), 'list.txt');
      writeFileSync(list, lines.join('\n'));
      const { status, ...after } = await outcome((output) =>
        takeDownCommand(list, 'npm', { domain: 'my-domain', output, ...PACES }),
      );
      if (status === 'refused') {
        counts.refused += 1;
        expect(after).toEqual(UNTOUCHED);
      } else {
        counts.written += 1;
      }
    }),
    { numRuns: 60 },
  );
  expect(Math.min(counts.refused, counts.written)).toBeGreaterThan(5);
});
