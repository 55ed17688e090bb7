import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(__dirname, '..', '..');

/** What the package is built from, and what is built or generated before. */
const STAGED = [
  ...['package.json', 'tsconfig.jsii.json', 'lib', 'declaration', 'template', 'LICENSE', 'README.md', 'API.md'],
  ...['dist/handler', 'dist/manifest-handler', 'dist/readers', 'dist/bin', 'schema'],
];

/**
 * Compiles the library and packs it, in a directory of its own, so that nobody who works here
 * meanwhile is disturbed, and no left-over of an earlier build gets into the tarball.
 */
export function packTarball(directory: string): string {
  for (const name of STAGED) {
    cpSync(join(root, name), join(directory, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'), 'junction');
  const jsii = join(root, 'node_modules', 'jsii', 'bin', 'jsii');
  execFileSync(process.execPath, [jsii, '--silence-warnings', 'missing-dev-dependency'], {
    cwd: directory,
    stdio: 'pipe',
  });
  execFileSync('npm', ['pack', '--ignore-scripts', '--loglevel=error'], { cwd: directory, stdio: 'pipe' });
  const tarballs = readdirSync(directory).filter((name) => name.endsWith('.tgz'));
  expect(tarballs).toHaveLength(1);
  return join(directory, tarballs[0]!);
}

/** Unpacks the tarball, as a package manager would. */
export function unpack(tarball: string, target: string) {
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
}

/** The paths of the files in the tarball, without its leading `package/`. */
export function filesIn(tarball: string): string[] {
  const list = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' });
  return list
    .split('\n')
    .filter((path) => path !== '' && !path.endsWith('/'))
    .map((path) => path.replace(/^package\//, ''))
    .sort();
}
