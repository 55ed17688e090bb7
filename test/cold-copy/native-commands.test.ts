import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ColdCopy } from '../../declaration/cold-copy';
import { nativeCommands } from '../../review/restore/native-commands';

const CLIENTS = ['aws', 'npm', 'twine', 'dotnet', 'gem', 'curl'];
const PLACE = { domain: 'my-domain', domainOwner: '111122223333', repository: 'my-repo' };
const REPOSITORY = '--domain my-domain --domain-owner 111122223333 --repository my-repo';
const SHA_256 = 'a'.repeat(64);

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'native-'));
  mkdirSync(join(directory, 'bin'));
  for (const client of CLIENTS) {
    const file = join(directory, 'bin', client);
    // Writes down its words, and answers as the AWS CLI does.
    writeFileSync(
      file,
      `#!/bin/sh
{ printf '%s\\036' "$(basename "$0")" "$@" \${GEM_HOST_API_KEY:+"$GEM_HOST_API_KEY"}; printf '\\035'; } >> "$LOG"
case "$2" in
  get-repository-endpoint) echo https://registry.example/my-repo/ ;;
  get-authorization-token) echo TOKEN ;;
esac
`,
    );
    chmodSync(file, 0o755);
  }
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

type Version = Pick<ColdCopy, 'format' | 'namespace' | 'package'> & Partial<ColdCopy>;

/** The words of each program that the commands of a version run. */
function run({ version = '1.0.0', ...names }: Version, assets: readonly string[]): string[][] {
  const files = assets.map((name, n) => ({ asset: { name, size: n, sha256: SHA_256 }, path: `restored/file ${n}` }));
  const copy: ColdCopy = {
    ...{ ...PLACE, ...names, version, revision: 'r' },
    ...{ assets: files.map(({ asset }) => asset), description: {}, dependencies: [] },
  };
  const { commands, notes } = nativeCommands({ copy, files });
  const script = [...commands, ...notes.map((note) => `# ${note}`)].join('\n');
  const log = join(directory, 'log');
  writeFileSync(log, '');
  execFileSync('sh', ['-eu', '-c', script], {
    cwd: directory,
    env: { PATH: `${join(directory, 'bin')}:${process.env.PATH}`, LOG: log },
  });
  // A file that a name made would be beside them.
  expect(readdirSync(directory).sort()).toEqual(['bin', 'log']);
  return readFileSync(log, 'utf8')
    .split('\x1d')
    .slice(0, -1)
    .map((words) => words.split('\x1e').slice(0, -1));
}

/** Words that a shell, an option parser or a URL would take for something else. */
const HOSTILE = '$(touch${IFS}pwned)`touch${IFS}pwned`\'";&|%2F..\\';
const escaped = encodeURIComponent(HOSTILE);

const words = (text: string) => text.split(' ');

describe('The commands of the native clients', () => {
  const ENDPOINT = (format: string) =>
    words(
      `aws codeartifact get-repository-endpoint ${REPOSITORY} --format ${format} --query repositoryEndpoint --output text`,
    );
  const TOKEN = words(
    'aws codeartifact get-authorization-token --domain my-domain --domain-owner 111122223333 --query authorizationToken --output text',
  );
  const record = (...pkg: readonly string[]) => [
    ...words(`aws codeartifact delete-package-versions ${REPOSITORY}`),
    ...pkg,
    ...words('--versions 1.0.0 --expected-status Disposed'),
  ];

  test('npm publishes to the endpoint of the repository, under a tag of the version', () => {
    expect(run({ format: 'npm', namespace: 'my-scope', package: 'left-pad' }, ['package.tgz'])).toEqual([
      record(...words('--format npm --namespace my-scope --package left-pad')),
      words(`aws codeartifact login --tool npm ${REPOSITORY}`),
      ENDPOINT('npm'),
      [
        ...['npm', 'publish', 'restored/file 0', '--registry', 'https://registry.example/my-repo/'],
        ...words('--tag restored-1.0.0'),
      ],
    ]);
  });

  test('The AWS CLI publishes each asset of a generic version, Unfinished until the last', () => {
    const pkg = ['--format', 'generic', '--namespace', HOSTILE, '--package', HOSTILE];
    const publish = (n: number, name: string) => [
      ...words(`aws codeartifact publish-package-version ${REPOSITORY}`),
      ...[...pkg, '--package-version', '1.0.0', '--asset-content', `restored/file ${n}`, '--asset-name', name],
      ...['--asset-sha256', SHA_256],
    ];
    expect(run({ format: 'generic', namespace: HOSTILE, package: HOSTILE }, ['a  b', HOSTILE])).toEqual([
      record(...pkg),
      [...publish(0, 'a  b'), '--unfinished'],
      publish(1, HOSTILE),
    ]);
  });

  test('curl puts each file of a Maven version to its place, and the version is Published at the end', () => {
    const pkg = ['--format', 'maven', '--namespace', `com.${HOSTILE}`, '--package', 'tool'];
    const put = (n: number, name: string) => [
      ...words('curl --fail --globoff --user aws:TOKEN --header'),
      ...['Content-Type: application/octet-stream', '--upload-file', `restored/file ${n}`],
      `https://registry.example/my-repo/com/${pathOf(`com.${HOSTILE}`)}/tool/1.0.0/${name}`,
    ];
    expect(run({ format: 'maven', namespace: `com.${HOSTILE}`, package: 'tool' }, ['tool-1.0.0.jar', HOSTILE])).toEqual(
      [
        record(...pkg),
        ENDPOINT('maven'),
        TOKEN,
        put(0, 'tool-1.0.0.jar'),
        put(1, escaped),
        [
          ...words(`aws codeartifact update-package-versions-status ${REPOSITORY}`),
          ...[...pkg, '--versions', '1.0.0', '--target-status', 'Published'],
        ],
      ],
    );
  });

  test('curl sends the archive of a Swift version by the protocol of its registry', () => {
    const [, , , put] = run({ format: 'swift', namespace: 'my-scope', package: HOSTILE }, ['tool.zip']);
    expect(put).toEqual([
      ...words('curl --fail --globoff --user aws:TOKEN --request PUT --header'),
      ...['Accept: application/vnd.swift.registry.v1+json', '--form', 'source-archive=@"restored/file 0"'],
      `https://registry.example/my-repo/my-scope/${escaped}/1.0.0`,
    ]);
  });

  test('twine uploads each file, and a version of 350 files has no command that is too long', () => {
    const assets = Array.from({ length: 350 }, (_, n) => `tool-1.0.0-${n}.whl`);
    const [, login, ...uploads] = run({ format: 'pypi', package: 'tool' }, assets);
    expect(login).toEqual(words(`aws codeartifact login --tool twine ${REPOSITORY}`));
    expect(uploads).toEqual(
      assets.map((_, n) => ['twine', 'upload', '--repository', 'codeartifact', `restored/file ${n}`]),
    );
  });

  test('dotnet pushes the .nupkg to the source that the login names', () => {
    expect(run({ format: 'nuget', package: 'tool' }, ['tool.nuspec', 'tool.nupkg']).slice(1)).toEqual([
      words(`aws codeartifact login --tool dotnet ${REPOSITORY}`),
      ['dotnet', 'nuget', 'push', 'restored/file 1', '--source', 'my-domain/my-repo'],
    ]);
  });

  test('gem pushes the .gem to the endpoint of the repository, with the token as its key', () => {
    expect(run({ format: 'ruby', package: 'tool' }, ['tool.gem']).slice(1)).toEqual([
      ENDPOINT('ruby'),
      TOKEN,
      ['gem', 'push', 'restored/file 0', '--host', 'https://registry.example/my-repo', 'Bearer TOKEN'],
    ]);
  });

  test('A name that begins with a hyphen is no option', () => {
    const [deletion, publication] = run({ format: 'generic', namespace: '-n', package: '--debug', version: '-v' }, [
      '--no-sign-request',
    ]);
    expect(deletion).toEqual(expect.arrayContaining(['--namespace=-n', '--package=--debug', '--versions=-v']));
    expect(publication).toEqual(expect.arrayContaining(['--package-version=-v', '--asset-name=--no-sign-request']));
  });

  test('An asset whose name the AWS CLI takes for that of a file has a note', () => {
    const copy = { ...PLACE, format: 'generic', package: 'tool', version: '1.0.0', revision: 'r' } as const;
    const asset = { name: 'file:///etc/hosts', size: 1, sha256: SHA_256 };
    const { notes } = nativeCommands({
      copy: { ...copy, assets: [asset], description: {}, dependencies: [] },
      files: [{ asset, path: 'restored/file' }],
    });
    expect(notes.join('\n')).toContain('The AWS CLI takes the name file:///etc/hosts for that of a file');
  });
});

/** The folders of a namespace, without its first part. */
function pathOf(namespace: string): string {
  return namespace.split('.').slice(1).map(encodeURIComponent).join('/');
}
