import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Construct } from 'constructs';
import { type ManifestEntry, writeManifest } from '../../declaration/manifest';
import { DisposedPackages, type DisposedPackagesProps } from '../../lib/disposed-packages';
import { only, type Resource, type TemplateJson } from './synthesize';

const CLEAN_UP = 'Custom::CodeArtifactDisposedPackages';

const directory = mkdtempSync(join(tmpdir(), 'clean-up-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let files = 0;

/** Writes a manifest, and returns its path. */
export function manifestOf(...entries: readonly Partial<ManifestEntry>[]): string {
  const all = entries.map((entry): ManifestEntry => ({
    format: 'npm',
    package: 'left-pad',
    version: '1.0.0',
    revision: 'r',
    ...entry,
  }));
  return writeFile('clean-up.disposals', String(writeManifest(all)));
}

/** Writes a file of any text, and returns its path. */
export function writeFile(name: string, text: string): string {
  const path = join(directory, `${files++}-${name}`);
  writeFileSync(path, text);
  return path;
}

/** Declares a clean-up of left-pad 1.0.0, or what differs from it. */
export function cleanUp(scope: Construct, props: Partial<DisposedPackagesProps> = {}): DisposedPackages {
  return new DisposedPackages(scope, 'CleanUp', {
    domain: 'my-domain',
    repository: 'my-repo',
    manifest: manifestOf({}),
    ...props,
  });
}

/** The properties of the only clean-up of a template. */
export function cleanUpProperties(template: TemplateJson): Resource['Properties'] {
  return only(template, CLEAN_UP).Properties;
}

/** The configuration that the function of the only clean-up is bound to, as a value of the template. */
export function boundConfiguration(template: TemplateJson) {
  const functions = Object.values(template.Resources).filter(
    ({ Type, Properties }) => Type === 'AWS::Lambda::Function' && 'Environment' in Properties,
  );
  expect(functions).toHaveLength(1);
  const { Variables } = functions[0]!.Properties['Environment'] as { Variables: { DISPOSED_PACKAGES: string } };
  return Variables.DISPOSED_PACKAGES;
}
