import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { writeManifest } from '../../../declaration/manifest';
import { packageName } from '../../../declaration/package-name';
import { COMMAND } from '../command/start-command';

const POLICY = `
domain: my-domain
repositories: my-repo
holds: hold.txt
rules: [{ name: old, select: { olderThan: 365d } }]
`;

let directory: string;
const file = (...names: string[]) => join(directory, ...names);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lint-'));
  mkdirSync(file('disposals'));
  const entry = (version: string) => ({ ...packageName('npm', '@my-scope/left-pad'), version, revision: 'R' });
  writeFileSync(
    file('disposals', 'my-repo.disposals'),
    writeManifest([entry('1.0.0'), entry('1.1.0')], { domain: 'my-domain', repository: 'my-repo' }),
  );
  writeFileSync(file('clean-up.yaml'), POLICY);
  writeFileSync(file('hold.txt'), 'npm @my-scope/left-pad 2.0.0\n');
  writeFileSync(file('disposal-guard.yaml'), 'protect: npm @my-scope/core\nrequirePins: true\n');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Runs the bundled command without any configuration of AWS. */
function lint(...paths: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, 'lint', ...paths], {
    cwd: directory,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  return { status, lines: stdout.trim().split('\n'), stderr };
}

test('Files without a broken rule pass, and their count is printed', () => {
  expect(lint('.')).toEqual({ status: 0, lines: ['4 files read, 0 broken rules.'], stderr: '' });
});

test('A manifest that names a held version is reported with its line and that of the hold', () => {
  writeFileSync(file('hold.txt'), '# stays\nnpm @my-scope/left-pad >=1.1.0 <2\n');
  const { status, lines } = lint('disposals', 'hold.txt');
  expect(status).toBe(1);
  expect(lines).toEqual([
    'disposals/my-repo.disposals:3: npm @my-scope/left-pad 1.1.0 is held by line 2 of hold.txt. Take it out of the manifest, or out of hold.txt',
    '2 files read, 1 broken rule.',
  ]);
});

test('A manifest that names a version which the guard protects is reported', () => {
  writeFileSync(file('disposal-guard.yaml'), 'protect: npm @my-scope/left-pad 1.0.0\n');
  expect(lint('.').lines[0]).toMatch(/^disposals\/my-repo\.disposals:2: .* is held by line 1 of disposal-guard\.yaml/);
});

test.each([
  [
    'disposals/my-repo.disposals',
    '# cdk-codeartifact-disposal manifest 1\nnpm\tx\n',
    /my-repo\.disposals:2: a line must have/,
  ],
  ['empty.disposals', '', /empty\.disposals:1: a manifest must begin with its header/],
  ['hold.txt', 'nmp left-pad\n', /hold\.txt:1: /],
  ['disposal-guard.yaml', 'requirePins: 1\n', /disposal-guard\.yaml:1: requirePins must be true or false/],
  ['clean-up.yaml', 'domain: my-domain\n', /clean-up\.yaml:1: a policy must have the keys/],
  [
    'clean-up.yaml',
    POLICY.replace('hold.txt', 'gone.txt'),
    /clean-up\.yaml: holds and inUse must name files that are there; got gone\.txt/,
  ],
])('A broken %s is reported with its line', (path, content, message) => {
  writeFileSync(file(path), content);
  const { status, lines } = lint('.');
  expect(status).toBe(1);
  expect(lines[0]).toMatch(message);
});

test('A folder is searched for the names of the hook, and other files may have any content', () => {
  writeFileSync(file('workflow.yml'), 'on: push\n');
  writeFileSync(file('notes.txt'), 'not a hold list\n');
  expect(lint('.').lines).toEqual(['4 files read, 0 broken rules.']);
});

test('A path that is not there is an error', () => {
  expect(lint('gone')).toMatchObject({
    status: 1,
    stderr: 'The command lint must get files and folders that are there; got gone.\n',
  });
});

test('The hook of pre-commit takes the files that the documents name', () => {
  const [hook] = parse(readFileSync(join(__dirname, '..', '..', '..', '.pre-commit-hooks.yaml'), 'utf8')) as [
    { files: string; entry: string },
  ];
  const pattern = new RegExp(hook.files);
  const names = [
    'disposals/my-repo.disposals',
    'hold.txt',
    'clean-up.yaml',
    'disposal-guard.yaml',
    'README.md',
    'package.json',
  ];
  expect(names.filter((name) => pattern.test(name))).toEqual(names.slice(0, 4));
  expect(hook.entry).toMatch(/cdk-codeartifact-disposal lint$/);
});
