import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { type ManifestRepository, writeManifest } from '../../declaration/manifest';
import { cleanUp } from './clean-up';
import { newStack, refusalOf } from './synthesize';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifests-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const OWN = { domain: 'my-domain', repository: 'my-repo' };

/** Writes a manifest of one package, which has the name of the file. */
function write(name: string, repository?: ManifestRepository, revision = 'r'): string {
  const path = join(folder, `${name}.disposals`);
  writeFileSync(path, writeManifest([{ format: 'npm', package: name, version: '1.0.0', revision }], repository));
  return path;
}

function newStackWith(props: Parameters<typeof cleanUp>[1]): Stack {
  const stack = newStack();
  cleanUp(stack, props);
  return stack;
}

describe('A shortened revision', () => {
  test.each(['Gmv9TCAdzUs1…', 'Gmv9TCAdzUs1...'])(
    'A shortened revision in a manifest is refused with its line: %s',
    (pin) => {
      const manifest = write('own', OWN, pin);
      expect(refusalOf(() => cleanUp(newStack(), { manifest }))).toContain(
        `${manifest}:2: the revisions must be whole revisions ("plan --pin" prints them); got "${pin}"`,
      );
    },
  );
});

describe('A hold without a version', () => {
  const hold = (text: string) => {
    const path = join(folder, 'hold.txt');
    writeFileSync(path, text);
    return path;
  };
  const warning = Match.stringLikeRegexp('hold.txt:1 \\(npm own 1\\.1\\)');

  test('A hold without a version warns if the manifest names its package', () => {
    const stack = newStackWith({ manifest: write('own', OWN), holds: hold('npm own 1.1\n') });
    Annotations.fromStack(stack).hasWarning('/TestStack/CleanUp', warning);
  });

  test.each(['npm left-pad 1.0\n', 'npm left-pad\n'])(
    'A hold without a version of another package does not warn: %j',
    (text) => {
      const stack = newStackWith({ manifest: write('own', OWN), holds: hold(text) });
      Annotations.fromStack(stack).hasNoWarning('/TestStack/CleanUp', Match.anyValue());
    },
  );
});
