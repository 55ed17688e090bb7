import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUpCommand, type CleanUpOptions } from '../../../review/command/clean-up-command';
import { LEFT_PAD } from '../../fixtures/packages';
import { ReviewedRegistry } from '../review-of-app';
import { captureStderr } from './captured-stderr';

let reviewedRegistry: ReviewedRegistry;
let directory: string;
let stderr: string[];

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
  directory = reviewedRegistry.directory();
  stderr = captureStderr();
  publish({}, '1.0.0', '1.1.0', '2.0.0', '3.0.0-rc.1');
  publish({ format: 'pypi', namespace: undefined, package: 'my-tool' }, '1.0', '2.0');
});
afterEach(async () => {
  jest.restoreAllMocks();
  await reviewedRegistry.stop();
});

function publish(pkg: Partial<typeof LEFT_PAD>, ...versions: string[]) {
  versions.forEach((version) => reviewedRegistry.registry.publish({ ...LEFT_PAD, ...pkg }, version));
}

function run(rules: string, others: Partial<CleanUpOptions> = {}) {
  const policy = join(directory, 'clean-up.yaml');
  writeFileSync(policy, `domain: my-domain\nrepositories: my-repo\n${rules}`);
  const paces = { maxListsPerSecond: 1_000, maxReadsPerSecond: 1_000 };
  return cleanUpCommand(policy, { output: directory, concurrency: 4, ...paces, ...others });
}

const manifestExists = () => existsSync(join(directory, 'my-repo.disposals'));

describe('A brake in the policy', () => {
  const rules = "rules: [{ format: npm, select: { match: '<2' } }]\n";

  test.each(['limits: { versions: 2 }\n', 'limits: { share: 50% }\n'])('A run within %j writes', async (limits) => {
    await run(limits + rules);
    expect(manifestExists()).toBe(true);
  });

  test.each([
    [
      'limits: { versions: 1 }\n',
      /limits\.versions must be at least what the run selects, 2; got 1\. Nothing was written/,
    ],
    [
      'limits: { share: 49% }\n',
      /got 49%, and more of 1 package: my-repo npm @my-scope\/left-pad \(2 of 4\)\. Nothing/,
    ],
  ])('A run beyond %j writes nothing', async (limits, message) => {
    await expect(run(limits + rules)).rejects.toThrow(message);
    expect(manifestExists()).toBe(false);
  });
});

describe('A rule that only keeps', () => {
  test.each(['package: lift-pad', 'package: [left-pad, lift-pad]', 'namespace: other-scope'])(
    'A rule that only keeps stops the run where %s matches no package',
    async (names) => {
      const rules = (more: string) =>
        `rules:\n  - select: { match: '*' }\n  - { ${names}, ${more}keep: { versions: '*' } }\n`;
      await expect(run(rules(''))).rejects.toThrow(/the rule of line 5 matches no package.*Nothing was written/);
      expect(manifestExists()).toBe(false);
      await run(rules('optional: true, '));
      expect(manifestExists()).toBe(true);
    },
  );
});

test.each([
  ['package: lift-pad', 'npm @my-scope/left-pad'],
  ['package: [left-pad, lift-pad]', 'npm @my-scope/left-pad'],
  ['package: Left_Pad', 'npm @my-scope/left-pad'],
  ['package: "LEFT-*"', 'npm @my-scope/left-pad'],
  ['namespace: My_Scope', 'npm @my-scope/left-pad'],
  ['namespace: other, package: left-pad', 'npm @my-scope/left-pad'],
  ['format: npm, package: my-tool', 'pypi my-tool'],
])('The error about a rule that only keeps, of %s, names the package that is near', async (names, near) => {
  const rules = `rules:\n  - select: { match: '*' }\n  - { ${names}, keep: { versions: '*' } }\n`;
  await expect(run(rules)).rejects.toThrow(new RegExp(`matches no package.*, and ${near} is near`));
});

test('The summary begins with what loses its last release, a major or everything', async () => {
  publish({ package: 'whole' }, '1.0.0');
  publish({ package: 'majors' }, '1.0.0', '2.0.0');
  await run(
    "rules:\n  - { package: whole, select: { match: '1.0.0' } }\n" +
      "  - { package: left-pad, select: { match: ['1.0.0', '1.1.0', '2.0.0'] } }\n" +
      "  - { package: majors, select: { match: '1.0.0' } }\n",
  );
  expect(stderr.join('').split('\n').slice(0, 3)).toEqual([
    'my-repo: npm @my-scope/whole loses every version',
    'my-repo: npm @my-scope/left-pad loses its last release',
    'my-repo: npm @my-scope/majors loses the last release of major 1',
  ]);
});

test('--explain writes why each version stays beside the manifest', async () => {
  await run("rules:\n  - { name: old, format: npm, select: { match: '<3' }, keep: { latest: 1 } }\n", {
    explain: true,
  });
  expect(readFileSync(join(directory, 'my-repo.disposals.explain.tsv'), 'utf8').split('\n')).toEqual([
    'format\tpackage\tversion\tstatus\tstays',
    'npm\t@my-scope/left-pad\t2.0.0\tPublished\tkept: one of the latest 1 releases (the rule old)',
    'npm\t@my-scope/left-pad\t3.0.0-rc.1\tPublished\tnot selected: not in match of the rule old',
    'pypi\tmy-tool\t*\t\tnot selected: no rule that selects matches the package',
    '',
  ]);
});
