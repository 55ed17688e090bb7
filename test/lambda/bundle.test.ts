import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { FileSystem } from 'aws-cdk-lib';
import { bundleSection, documentedBundleSection } from '../../scripts/bundle-sizes';
import { HANDLERS, loadedBytes } from '../../scripts/bundle/build-handler';

const run = promisify(execFile);
const root = join(__dirname, '..', '..');
const asset = join(root, 'dist', 'handler');

/** All that the bundles of the library are built from. */
const SOURCES = [
  ...['lambda', 'review', 'template', 'declaration', 'codeartifact'],
  ...['scripts', 'package.json', 'tsconfig.json'],
];

/** Where the bundle, in a process of its own, sends its first call. */
async function firstCall(environment: Record<string, string>): Promise<string> {
  const { stdout } = await run(process.execPath, [join(__dirname, 'fixtures', 'first-call.mjs'), asset], {
    env: {
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...environment,
    },
  });
  return stdout.trim();
}

describe('The bundle calls the endpoint', () => {
  test.each([
    ['us-east-1', 'https://codeartifact.us-east-1.amazonaws.com'],
    ['cn-north-1', 'https://codeartifact.cn-north-1.amazonaws.com.cn'],
    ['us-gov-west-1', 'https://codeartifact.us-gov-west-1.amazonaws.com'],
    ['eusc-de-east-1', 'https://codeartifact.eusc-de-east-1.amazonaws.eu'],
    ['us-iso-east-1', 'https://codeartifact.us-iso-east-1.c2s.ic.gov'],
    ['us-isob-east-1', 'https://codeartifact.us-isob-east-1.sc2s.sgov.gov'],
    ['eu-isoe-west-1', 'https://codeartifact.eu-isoe-west-1.cloud.adc-e.uk'],
    ['us-isof-south-1', 'https://codeartifact.us-isof-south-1.csp.hci.ic.gov'],
  ])('The bundle calls the endpoint of its Region and partition: %s', async (region, endpoint) => {
    expect(await firstCall({ AWS_REGION: region })).toBe(endpoint);
  });

  test('The bundle calls the endpoint of FIPS, if the environment says so', async () => {
    expect(await firstCall({ AWS_REGION: 'us-west-2', AWS_USE_FIPS_ENDPOINT: 'true' })).toBe(
      'https://codeartifact-fips.us-west-2.amazonaws.com',
    );
  });

  test.each(['AWS_ENDPOINT_URL_CODEARTIFACT', 'AWS_ENDPOINT_URL'])(
    'The bundle calls the endpoint that %s names',
    async (variable) => {
      expect(await firstCall({ AWS_REGION: 'us-east-1', [variable]: 'http://127.0.0.1:4000' })).toBe(
        'http://127.0.0.1:4000',
      );
    },
  );
});

test('The document of the benchmarks has the bytes of the bundles: otherwise run npm run bundle-sizes', () => {
  expect(documentedBundleSection()).toBe(bundleSection());
});

describe('The asset', () => {
  test('The asset holds the bundle and the licences of what is in it, and nothing else', () => {
    expect(readdirSync(asset).map((name) => name.replace(/-[A-Z0-9]{8}\./, '.'))).toEqual(
      expect.arrayContaining(['THIRD-PARTY-NOTICES.txt', 'archive.js', 'index.js']),
    );
    expect(readdirSync(asset).filter((name) => !name.endsWith('.js'))).toEqual(['THIRD-PARTY-NOTICES.txt']);
  });

  test.each(Object.entries(HANDLERS))('The asset %s is within its budget', (folder, { maxBytes }) => {
    expect(loadedBytes(join(root, 'dist', folder))).toBeLessThanOrEqual(maxBytes);
  });

  test('A disposal loads no code of what archives', async () => {
    const { stdout } = await run(process.execPath, [
      '-e',
      `require(${JSON.stringify(asset)}); console.log(JSON.stringify(Object.keys(require.cache)))`,
    ]);

    const loaded = (JSON.parse(stdout) as string[]).map((file) => basename(file));
    expect(loaded).toContain('index.js');
    expect(loaded.filter((name) => /^(?:archive|absent)/.test(name))).toEqual([]);
  });

  test('The asset names each package of the SDK that it holds code of, with its licence', () => {
    const notices = readFileSync(join(asset, 'THIRD-PARTY-NOTICES.txt'), 'utf8');

    for (const name of ['@aws-sdk/client-codeartifact', '@aws-sdk/core', '@aws/lambda-invoke-store', '@smithy/core']) {
      const { version } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as {
        version: string;
      };
      expect(notices).toContain(`${name} ${version} (Apache-2.0)\n`);
    }
    expect(notices).toContain('TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION');
  });

  test('The asset has the same hash when it is built again, in a directory of another name', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'asset-'));
    const copies = ['here', 'on another path'].map((name) => join(directory, name));
    // One copy of the other, since somebody may be editing the sources.
    copySources(root, copies[0]!);
    copySources(copies[0]!, copies[1]!);
    try {
      const hashes = await Promise.all(
        copies.map(async (copy) => {
          symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
          await run(process.execPath, ['--import', 'tsx', join('scripts', 'bundle', 'bundle-handler.ts')], {
            cwd: copy,
          });
          return FileSystem.fingerprint(join(copy, 'dist', 'handler'));
        }),
      );

      expect(hashes[0]).toBe(hashes[1]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  function copySources(from: string, to: string) {
    for (const name of SOURCES) {
      cpSync(join(from, name), join(to, name), { recursive: true });
    }
  }
});
