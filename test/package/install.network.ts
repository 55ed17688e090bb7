import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { APPS, assetOf, Consumer, deploy } from './consumer';
import { packTarball, root } from './tarball';

/** Installs by the package manager itself, from the registry; the tests of `npm test` link what is installed here. */
const MANAGERS: Readonly<Record<string, string[]>> = {
  npm: ['npm', 'install', '--no-audit', '--no-fund', '--loglevel=error'],
  pnpm: ['npx', '--yes', 'pnpm@10', 'add', '--reporter=silent'],
};

const TYPE_CHECK = `
import { App, Stack } from 'aws-cdk-lib';
import { DisposalProvider, DisposedPackageVersions, PackageFormat, type DisposedPackageVersionsProps } from 'cdk-codeartifact-disposal';

const stack = new Stack(new App(), 'Stack');
const props: DisposedPackageVersionsProps = {
  domain: 'my-domain',
  repository: 'my-repo',
  format: PackageFormat.NPM,
  packageName: 'left-pad',
  versions: ['1.0.0'],
  provider: new DisposalProvider(stack, 'Provider'),
};
export const revision: string = new DisposedPackageVersions(stack, 'LeftPad', props).getRevision('1.0.0');
`;

let directory: string;
let tarball: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'install-'));
  tarball = packTarball(join(directory, 'staged'));
}, 240_000);

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe.each(Object.entries(MANAGERS))('The package, installed by %s', (manager, [command, ...args]) => {
  let consumer: Consumer;

  beforeAll(() => {
    consumer = new Consumer(join(directory, manager));
    const peers = ['aws-cdk-lib', 'constructs'].map((name) => `${name}@${installed(name)}`);
    execFileSync(command!, [...args, tarball, ...peers], { cwd: consumer.directory, stdio: 'pipe' });
  }, 300_000);

  test('The installed package brings nothing to bundle with', () => {
    expect(existsSync(join(consumer.directory, 'node_modules', 'esbuild'))).toBe(false);
  });

  test.each(Object.keys(APPS) as (keyof typeof APPS)[])(
    'The installed package disposes what %s declares',
    async (app) => {
      const assembly = await consumer.synthesize(app);
      const result = await deploy(assembly);

      expect(assetOf(assembly).files).toContain('index.js');
      expect(result).toMatchObject({ status: 'CREATE_COMPLETE', statusOfVersion: 'Disposed' });
    },
  );

  test.each(['mts', 'cts'])('The installed package has types for a .%s file', (extension) => {
    const file = `types.${extension}`;
    writeFileSync(join(consumer.directory, file), TYPE_CHECK);
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'node20'];

    const { stdout } = spawnSync(process.execPath, [tsc, ...options, file], {
      cwd: consumer.directory,
      encoding: 'utf8',
    });

    expect(stdout).toBe('');
  });

  test('The installed package has its command on the path of scripts', () => {
    const bin = join(consumer.directory, 'node_modules', '.bin', 'cdk-codeartifact-disposal');
    const path = [dirname(process.execPath), process.env.PATH].join(delimiter);

    expect(execFileSync(bin, ['--help'], { encoding: 'utf8', env: { PATH: path } })).toContain('plan');
  });
});

function installed(name: string): string {
  const manifest = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
