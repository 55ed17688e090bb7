import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';

const root = join(__dirname, '..');

/** Tests that need a newer aws-cdk-lib than the lowest: validation of templates, cdk-nag, and the bytes of templates. */
const TOO_NEW = ['test/lib/compliance', 'test/lib/disposal-guard', 'test/lib/template-validation', 'test/lib/upgrade'];

/**
 * Compiles the library and runs its tests with the lowest versions that its peer dependencies allow, in a copy of this
 * repository. The other packages are linked.
 */
function testLowestPeers() {
  const { peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    peerDependencies: Record<string, string>;
  };
  const lowest = Object.entries(peerDependencies).map(([name, range]) => `${name}@${range.replace(/^\^/, '')}`);
  const directory = mkdtempSync(join(tmpdir(), 'lowest-peers-'));
  try {
    const peers = join(directory, 'peers');
    mkdirSync(peers);
    writeFileSync(join(peers, 'package.json'), '{ "private": true }');
    console.log(`Installing ${lowest.join(' and ')}`);
    run(peers, 'npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...lowest]);

    const copy = join(directory, 'copy');
    cpSync(root, copy, {
      recursive: true,
      filter: (path) => !['node_modules', '.git', 'cdk.out'].includes(basename(path)),
    });
    for (const name of installed()) {
      const own = join(peers, 'node_modules', name);
      link(name in peerDependencies ? own : join(root, 'node_modules', name), join(copy, 'node_modules', name));
    }
    requireLowest(copy, lowest);
    const node = (script: string, ...args: string[]) =>
      run(copy, process.execPath, [join('node_modules', script), ...args]);
    console.log('Compiling the library');
    node('typescript/bin/tsc', '--project', 'tsconfig.jsii.json', '--noEmit');
    node('jest/bin/jest.js', 'test/lib', 'test/declaration', 'test/end-to-end', '--testPathIgnorePatterns', ...TOO_NEW);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Throws if the copy finds other versions: with those installed here, its tests would prove nothing. */
function requireLowest(copy: string, lowest: string[]) {
  const { resolve } = createRequire(join(copy, 'lib', 'index.ts'));
  const found = lowest.map((text) => {
    const name = text.slice(0, text.lastIndexOf('@'));
    const manifest = JSON.parse(readFileSync(resolve(`${name}/package.json`), 'utf8')) as { version: string };
    return `${name}@${manifest.version}`;
  });
  if (found.join() !== lowest.join()) {
    throw new Error(`The library must find ${lowest.join(' and ')}; got ${found.join(' and ')}.`);
  }
}

/** The packages in node_modules, `@scope/name` included. */
function installed(): string[] {
  const modules = join(root, 'node_modules');
  const names = (folder: string) => readdirSync(folder).filter((name) => !name.startsWith('.'));
  return names(modules).flatMap((name) =>
    name.startsWith('@') ? names(join(modules, name)).map((inScope) => `${name}/${inScope}`) : [name],
  );
}

function link(target: string, path: string) {
  if (!existsSync(target)) {
    throw new Error(`${relative(tmpdir(), target)} must be installed; found none.`);
  }
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'junction');
}

function run(cwd: string, command: string, args: string[]) {
  execFileSync(command, args, { cwd, stdio: 'inherit' });
}

testLowestPeers();
