import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NpmClient } from '../../local/npm-client';
import { CopyAccount, LEFT_PAD, REPOSITORY } from './copy-account';
import { PUBLISH, runRestore } from './run-restore';

const NAME = 'npm @my-scope/left-pad 1.0.0';

let account: CopyAccount;
let npm: NpmClient;
beforeEach(async () => {
  account = await CopyAccount.open();
  account.isPerson = true;
  account.registry.createRepository(REPOSITORY.domain, REPOSITORY.repository);
  npm = await NpmClient.login(account.codeArtifact, REPOSITORY, join(account.directory, 'npm'));
});
afterEach(() => account.close());

const leftPad = (version = '1.0.0') => account.registry.version({ ...REPOSITORY, ...LEFT_PAD }, version);

/** Publishes two versions, and disposes the first one. */
async function dispose(packageJson: object = {}): Promise<void> {
  for (const version of ['1.0.0', '2.0.0']) {
    await publishAsItIs({ name: '@my-scope/left-pad', version, ...(version === '1.0.0' && packageJson) });
  }
  account.isPerson = false;
  expect(await account.deploy({ disposed: [account.entry(LEFT_PAD, '1.0.0')] })).toMatchObject({
    status: 'CREATE_COMPLETE',
  });
}

/** Publishes a package, whatever its manifest would make npm do: a registry takes what another client sends. */
async function publishAsItIs(packageJson: { readonly name: string; readonly version: string }): Promise<void> {
  const folder = `package-${packageJson.version}`;
  mkdirSync(join(npm.directory, folder), { recursive: true });
  writeFileSync(join(npm.directory, folder, 'package.json'), JSON.stringify(packageJson));
  const { stdout } = await npm.run(['pack', '--json'], folder);
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  const { version, ...rest } = packageJson;
  const assets = [{ name: 'package.tgz', ...readTarball(join(npm.directory, folder, filename)) }];
  account.registry.publish({ ...REPOSITORY, ...LEFT_PAD }, version, { assets, metadata: { packageJson: rest } });
  account.registry.tag({ ...REPOSITORY, ...LEFT_PAD }, 'latest', version);
}

function readTarball(path: string): { readonly size: number; readonly bytes: Buffer } {
  const bytes = readFileSync(path);
  return { size: bytes.length, bytes };
}

const tags = () => Object.fromEntries(account.registry.package({ ...REPOSITORY, ...LEFT_PAD })!.tags);

describe('restore --publish of an npm version', () => {
  test('The bytes are the same, no tag moves, and its own tag is set', async () => {
    await dispose();
    const [copy] = account.documents;
    const { status, lines } = await runRestore(account, NAME, PUBLISH);
    expect([status, lines.length]).toEqual([0, 1]);
    account.isPerson = true;
    const { stdout } = await npm.run(['dist-tag', 'ls', '@my-scope/left-pad']);
    account.isPerson = false;
    expect(stdout.trim().split('\n')).toEqual(['latest: 2.0.0', 'restored-1.0.0: 1.0.0']);
    await account.deploy({ disposed: [account.entry(LEFT_PAD, '1.0.0')] });
    expect(account.documents[1]!.assets).toEqual(copy!.assets);
  });

  test('A registry that moves latest is reported with the command that moves it back', async () => {
    await dispose();
    account.codeArtifact.variants = { ...account.codeArtifact.variants, npmLatest: 'moves' };
    const { status, lines } = await runRestore(account, NAME, PUBLISH);
    expect(status).toBe(0);
    expect(lines[1]).toBe(
      '# The registry moved the tag latest from 2.0.0. Move it back: npm dist-tag add @my-scope/left-pad@2.0.0 latest',
    );
  });

  test('A version that is private, or names another registry and tag, comes back to its repository and moves no tag', async () => {
    const publishConfig = { registry: 'http://127.0.0.1:9/', tag: 'latest' };
    await dispose({ private: true, publishConfig });
    expect((await runRestore(account, NAME, PUBLISH)).status).toBe(0);
    expect(leftPad()?.status).toBe('Published');
    expect(tags()).toEqual({ latest: '2.0.0', 'restored-1.0.0': '1.0.0' });
  });

  test('A version whose number the registry does not give again is refused, with the answer of the registry', async () => {
    account.codeArtifact.variants = { ...account.codeArtifact.variants, publishOverDeleted: 'refused' };
    await dispose();
    const { status, lines } = await runRestore(account, NAME, PUBLISH);
    expect(status).toBe(1);
    expect(lines[0]).toContain('refused: the registry answered 409');
  });

  test.each([
    ['publishOverDisposed', 'accepted'],
    ['revisionAfterRestore', 'unchanged'],
  ] as const)('A version is restored where %s is %s', async (variant, answer) => {
    account.codeArtifact.variants = { ...account.codeArtifact.variants, [variant]: answer };
    await dispose();
    expect((await runRestore(account, NAME, PUBLISH)).status).toBe(0);
    expect(leftPad()?.status).toBe('Published');
  });
});

describe('The commands of npm that restore prints', () => {
  /** Runs the printed commands with the real npm, and an AWS CLI that knows the endpoint. */
  async function runCommands(lines: readonly string[]): Promise<string> {
    const bin = join(account.directory, 'bin');
    mkdirSync(bin);
    const endpoint = `${account.codeArtifact.endpoint}/npm/${REPOSITORY.domain}/${REPOSITORY.repository}/`;
    writeFileSync(join(bin, 'aws'), `#!/bin/sh\ntest "$2" != get-repository-endpoint || echo ${endpoint}\n`);
    chmodSync(join(bin, 'aws'), 0o755);
    account.registry.delete({ ...REPOSITORY, ...LEFT_PAD }, '1.0.0');
    account.isPerson = true;
    const inherited = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
    const env = {
      ...Object.fromEntries(inherited),
      PATH: `${bin}:${process.env.PATH}`,
      NPM_CONFIG_USERCONFIG: join(npm.directory, '.npmrc'),
      NPM_CONFIG_CACHE: join(npm.directory, '.cache'),
    };
    try {
      await promisify(execFile)('sh', ['-eu', '-c', lines.slice(1).join('\n')], { cwd: account.directory, env });
      return '';
    } catch (error) {
      return (error as { stderr: string }).stderr;
    } finally {
      account.isPerson = false;
    }
  }

  test('The real npm publishes the same bytes to the repository, whatever publishConfig says, and latest stays', async () => {
    await dispose({ publishConfig: { registry: 'http://127.0.0.1:9/', tag: 'latest' } });
    const [copy] = account.documents;
    const { lines } = await runRestore(account, NAME);
    expect(lines).toContain('# Its publishConfig names the tag latest, which --tag overrides.');
    expect(lines.join('\n')).toContain('# Its publishConfig names the registry http://127.0.0.1:9/');
    expect(await runCommands(lines)).toBe('');
    expect(tags()).toEqual({ latest: '2.0.0', 'restored-1.0.0': '1.0.0' });
    await account.deploy({ disposed: [account.entry(LEFT_PAD, '1.0.0')] });
    expect(account.documents[1]!.assets).toEqual(copy!.assets);
  });

  test('The real npm refuses a private package, and restore says so', async () => {
    await dispose({ private: true });
    const { lines } = await runRestore(account, NAME);
    expect(lines.join('\n')).toContain(
      '# The package is private: npm refuses to publish it. Restore it with --publish.',
    );
    expect(await runCommands(lines)).toContain('EPRIVATE');
    expect(leftPad()).toBeUndefined();
  });
});
