import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { APPS, assetOf, CLEAN_UP_APP, Consumer, deploy } from './consumer';
import { filesIn, packTarball, root, unpack } from './tarball';

/**
 * Bytes of the tarball. Half of it is the command, with its report page and the parsers of YAML, CSV and package
 * URLs; a third are the two functions with their clients of AWS.
 */
const MAX_TARBALL = 950_000;

const HANDLER = join(root, 'dist', 'handler');
const MANIFEST_HANDLER = join(root, 'dist', 'manifest-handler');
const PEERS = ['aws-cdk-lib', 'constructs'];
const NAME = 'cdk-codeartifact-disposal';

/** How package managers lay out what they install, with the peers of this repository linked in. */
const LAYOUTS: Readonly<Record<string, (modules: string, tarball: string) => void>> = {
  'npm lays it out': (modules, tarball) => {
    unpack(tarball, join(modules, NAME));
    PEERS.forEach((peer) => link(join(root, 'node_modules', peer), join(modules, peer)));
  },
  'pnpm lays it out': (modules, tarball) => {
    const own = join(modules, '.pnpm', NAME, 'node_modules');
    unpack(tarball, join(own, NAME));
    link(join(own, NAME), join(modules, NAME));
    PEERS.forEach((peer) => {
      link(join(root, 'node_modules', peer), join(own, peer));
      link(join(root, 'node_modules', peer), join(modules, peer));
    });
  },
};

/** The modules of this repository that a module imports, directly or not, and the module itself. */
function modulesFrom(module: string, found = new Set<string>()): string[] {
  if (!found.has(module)) {
    found.add(module);
    for (const [, path] of readFileSync(join(root, module), 'utf8').matchAll(/ from '(\.[^']*)';/g)) {
      const imported = posix.join(posix.dirname(module), path!);
      const file = existsSync(join(root, `${imported}.ts`)) ? `${imported}.ts` : `${imported}/index.ts`;
      modulesFrom(file, found);
    }
  }
  return [...found];
}

function link(target: string, path: string) {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'junction');
}

const CONSUMERS = Object.keys(LAYOUTS).flatMap((layout) =>
  (Object.keys(APPS) as (keyof typeof APPS)[]).map((app) => ({ layout, app })),
);

let directory: string;
let tarball: string;
const consumers = new Map<string, Consumer>();
const assemblies = new Map<string, string>();

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'package-'));
  tarball = packTarball(join(directory, 'staged'));
  for (const [layout, install] of Object.entries(LAYOUTS)) {
    const consumer = new Consumer(join(directory, layout));
    install(join(consumer.directory, 'node_modules'), tarball);
    consumers.set(layout, consumer);
  }
  for (const { layout, app } of CONSUMERS) {
    assemblies.set(`${layout} ${app}`, await consumers.get(layout)!.synthesize(app));
  }
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('The tarball', () => {
  test('The tarball holds the built library, the handler, the command, the schema of policies, their licences and documents, and nothing else', () => {
    const compiled = modulesFrom('lib/index.ts').flatMap((module) => {
      const name = module.replace(/\.ts$/, '');
      return [`dist/${name}.d.ts`, `dist/${name}.js`];
    });
    const expected = [
      ...['.jsii', 'API.md', 'LICENSE', 'README.md', 'package.json'],
      ...['dist/bin/THIRD-PARTY-NOTICES.txt', 'dist/bin/cdk-codeartifact-disposal.js'],
      ...readdirSync(HANDLER).map((name) => `dist/handler/${name}`),
      ...['dist/readers/THIRD-PARTY-NOTICES.txt', 'dist/readers/index.js'],
      ...readdirSync(MANIFEST_HANDLER).map((name) => `dist/manifest-handler/${name}`),
      'schema/check.schema.json',
      'schema/clean-up-policy.schema.json',
      'schema/disposal-guard.schema.json',
      'schema/plan.schema.json',
      'schema/report.schema.json',
      'schema/settings.schema.json',
      ...compiled,
    ];

    expect(filesIn(tarball)).toEqual(expected.sort());
  });

  test('The tarball is within its budget', () => {
    expect(statSync(tarball).size).toBeLessThanOrEqual(MAX_TARBALL);
  });

  test('The tarball needs no package at run time but its peers', () => {
    unpack(tarball, join(directory, 'manifest'));
    const manifest = JSON.parse(readFileSync(join(directory, 'manifest', 'package.json'), 'utf8')) as object;

    expect(manifest).toMatchObject({ peerDependencies: { 'aws-cdk-lib': '^2.224.0' } });
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('bundledDependencies');
  });

  test('The tarball has a command that runs', () => {
    unpack(tarball, join(directory, 'command'));
    const command = join(directory, 'command', 'dist', 'bin', 'cdk-codeartifact-disposal.js');

    expect(execFileSync(process.execPath, [command, '--help'], { encoding: 'utf8' })).toContain('plan');
  });
});

describe('The public interface', () => {
  interface Documented {
    readonly name: string;
    readonly fqn?: string;
    readonly docs?: { readonly summary?: string; readonly default?: string };
    readonly optional?: boolean;
    /** Inherited from aws-cdk-lib, for one. */
    readonly overrides?: string;
  }
  interface Type extends Documented {
    readonly kind: string;
    readonly properties?: readonly Documented[];
    readonly methods?: readonly Documented[];
    readonly members?: readonly Documented[];
  }

  const types = () => {
    const assembly = JSON.parse(readFileSync(join(directory, 'staged', '.jsii'), 'utf8')) as {
      types: Record<string, Type>;
    };
    return Object.values(assembly.types);
  };
  const members = ({ properties = [], methods = [], members: values = [] }: Type) =>
    [...properties, ...methods, ...values].filter(({ overrides }) => overrides === undefined);

  test('The public interface is documented symbol by symbol', () => {
    const undocumented = types().flatMap((type) =>
      [type, ...members(type)].filter(({ docs }) => !docs?.summary).map(({ name }) => `${type.name} ${name}`),
    );

    expect(undocumented).toEqual([]);
  });

  test('The public interface says the default of every optional property', () => {
    const without = types()
      .filter(({ kind }) => kind === 'interface')
      .flatMap((type) =>
        (type.properties ?? [])
          .filter(({ optional, docs }) => optional === true && docs?.default === undefined)
          .map(({ name }) => `${type.name}.${name}`),
      );

    expect(without).toEqual([]);
  });
});

describe.each(CONSUMERS)('The package, installed as $layout', ({ layout, app }) => {
  const assembly = () => assemblies.get(`${layout} ${app}`)!;

  test(`The installed package puts its handler into the asset of ${app}`, () => {
    const { files } = assetOf(assembly());

    expect(files).toEqual(readdirSync(HANDLER).sort());
  });

  test(`The installed package disposes what ${app} declares`, async () => {
    const result = await deploy(assembly());

    expect(result).toMatchObject({ status: 'CREATE_COMPLETE', statusOfVersion: 'Disposed' });
  });
});

describe('Installed, the package', () => {
  const consumer = () => consumers.get('npm lays it out')!;

  test('puts the handler of manifests, and the manifest, into the assets of a clean-up', async () => {
    const assembly = await consumer().synthesize(CLEAN_UP_APP);

    const assets = readdirSync(assembly).filter((name) => name.startsWith('asset.'));
    const directories = assets.filter((name) => !name.endsWith('.disposals'));
    expect([assets.length, directories.length]).toEqual([2, 1]);
    expect(readdirSync(join(assembly, directories[0]!)).sort()).toEqual(readdirSync(MANIFEST_HANDLER).sort());
  });

  test('refuses a clean-up of a version that a hold list holds', async () => {
    consumer().write('hold.txt', 'npm left-pad ^1.0.0\n');

    await expect(consumer().synthesize(CLEAN_UP_APP)).rejects.toThrow(
      'clean-up.disposals:2: npm left-pad 1.0.0 is held by hold.txt:1 (^1.0.0)',
    );
  });
});

test('The asset has the same hash in every app and layout', () => {
  const names = new Set([...assemblies.values()].map((assembly) => assetOf(assembly).name));

  expect([...names]).toHaveLength(1);
});

test.each(['dist/lib/identity.js', 'dist/declaration/schema.js'])('The package does not offer its %s', (path) => {
  const script = `import('${NAME}/${path}').then(() => 'reached', ({ code }) => code).then(console.log)`;
  const { directory: cwd } = consumers.get('npm lays it out')!;

  const answer = execFileSync(process.execPath, ['-e', script], { cwd, encoding: 'utf8' });

  expect(answer.trim()).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
});
