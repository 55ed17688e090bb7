import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cleanUpCommand } from '../../../review/command/clean-up-command';
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
  publish({}, '1.0.0', '1.1.0', '2.0.0');
  publish({ format: 'ruby', namespace: undefined, package: 'nokogiri' }, '1.15.4', '1.15.4-java', '1.16.0');
});
afterEach(async () => {
  jest.restoreAllMocks();
  await reviewedRegistry.stop();
});

function publish(pkg: Partial<typeof LEFT_PAD>, ...versions: string[]) {
  versions.forEach((version) => reviewedRegistry.registry.publish({ ...LEFT_PAD, ...pkg }, version));
}

function write(file: string, text: string) {
  mkdirSync(dirname(join(directory, file)), { recursive: true });
  writeFileSync(join(directory, file), text);
}

/** The versions that a policy selects with some evidence. */
async function run(key: string, select = "match: '*'"): Promise<string[]> {
  write('clean-up.yaml', `domain: my-domain\nrepositories: my-repo\n${key}\nrules: [{ select: { ${select} } }]\n`);
  const paces = { maxListsPerSecond: 1_000, maxReadsPerSecond: 1_000 };
  await cleanUpCommand(join(directory, 'clean-up.yaml'), { output: directory, concurrency: 4, ...paces });
  const lines = readFileSync(join(directory, 'my-repo.disposals'), 'utf8').split('\n').slice(1, -1);
  return lines.filter((line) => !line.startsWith('#')).map((line) => line.split('\t').slice(1, 3).join(' '));
}

const GEMFILE = 'GEM\n  remote: https://rubygems.org/\n  specs:\n    nokogiri (1.15.4)\n\nPLATFORMS\n  ruby\n';
const SBOM = JSON.stringify({
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  components: [{ purl: 'pkg:npm/%40my-scope/left-pad@1.0.0' }, { purl: 'pkg:golang/a/b@v1' }, { name: 'os' }],
});

describe.each(['inUse', 'holds'])('%s takes files as they are', (key) => {
  test('The versions of an SBOM and of a lock file stay, and the summary counts the entries of each', async () => {
    write('app.cdx.json', SBOM);
    write('Gemfile.lock', GEMFILE);
    expect(await run(`${key}: [app.cdx.json, Gemfile.lock]`)).toEqual(['@my-scope/left-pad 1.1.0']);
    expect(stderr.join('')).toContain(
      'app.cdx.json: CycloneDX 1.5, 1 component, 1 match versions; not read: 1 without a package URL, 1 golang',
    );
    expect(stderr.join('')).toContain('Gemfile.lock: Gemfile.lock, 1 component, 1 match versions');
  });

  test.each(['evidence', 'evidence/**/*.{json,lock}', './evidence/**'])('%s means every file there', async (path) => {
    write('evidence/app/app.cdx.json', SBOM);
    write('evidence/web/Gemfile.lock', GEMFILE);
    write('evidence/web/node_modules/a/README.md', 'text');
    expect(await run(`${key}: '${path}'`)).toEqual(['@my-scope/left-pad 1.1.0']);
  });

  test.each([
    ['empty.txt', '', 'empty.txt cannot be read: a file must have at least one line'],
    ['none.txt', undefined, 'The file none.txt cannot be read'],
    ['folder/*.json', undefined, 'must have at least one file; got none'],
    ['hostile.json', `{"a":${'['.repeat(10_000)}`, 'hostile.json cannot be read: the file begins like JSON'],
  ])('The run stops at %s, and writes nothing', async (path, text, message) => {
    if (text !== undefined) {
      write(path, text);
    }
    await expect(run(`${key}: '${path}'`)).rejects.toThrow(message);
    expect(existsSync(join(directory, 'my-repo.disposals'))).toBe(false);
  });
});

test('The summary names formats with selected versions for which no file of inUse says anything', async () => {
  write('in-use.txt', 'npm @my-scope/left-pad 1.0.0\n');
  await run('inUse: in-use.txt');
  expect(stderr.join('')).toContain(
    'note: 2 versions of ruby are selected, and no file of inUse names any package of ruby.',
  );
  expect(stderr.join('')).not.toContain('versions of npm are selected, and');
});

test('The summary notes the names of an SBOM that only look like packages of the repository', async () => {
  const components = ['pkg:npm/left-pad@1.0.0', 'pkg:npm/%40my_scope/left-pad@1.0.0', 'pkg:npm/other@1'];
  write(
    'app.cdx.json',
    JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', components: components.map((purl) => ({ purl })) }),
  );
  await run('inUse: app.cdx.json');
  const text = stderr.join('');
  expect(text).toContain(
    'note: in use by app.cdx.json names packages that no repository has, and protects none of those whose names are near: ',
  );
  expect(text).toContain('npm left-pad (near npm @my-scope/left-pad)');
  expect(text).toContain('npm @my_scope/left-pad (near npm @my-scope/left-pad)');
});
