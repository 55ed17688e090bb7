import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { type ManifestEntry, writeManifest } from '../../declaration/manifest';
import { DisposedPackages, PackagePermissions } from '../../lib';
import type { CodeArtifactService } from '../../local/codeartifact';

export const STACK = 'CleanUp';
export const REPOSITORY = { domain: 'my-domain', repository: 'my-repo' };

/** 44 characters, as long as those of the service. */
const REVISION = 'r'.repeat(44);

/** How large a repository is, and its manifest. */
export interface RepositorySize {
  readonly packages: number;
  /** Of each package. */
  readonly versions: number;
}

/** Every version of every package, sorted as a manifest has them. */
export function* entriesOf({ packages, versions }: RepositorySize): Generator<ManifestEntry> {
  for (let p = 0; p < packages; p++) {
    for (let v = 0; v < versions; v++) {
      const name = `package-${String(p).padStart(6, '0')}`;
      yield { format: 'npm', package: name, version: `1.0.${v}`, revision: REVISION };
    }
  }
}

export function publish({ registry }: CodeArtifactService, size: RepositorySize): void {
  for (const { version, revision, ...pkg } of entriesOf(size)) {
    registry.publish({ ...REPOSITORY, ...pkg }, version, { revision });
  }
}

export interface CleanUpPace {
  readonly maxListsPerSecond: number;
  readonly maxWritesPerSecond: number;
}

/** Runs with an empty directory, which is gone afterwards. */
export async function inDirectory<T>(use: (directory: string) => Promise<T> | T): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'clean-up-bench-'));
  try {
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @returns the path of a manifest that names every version */
export function writeManifestOf(size: RepositorySize, directory: string): string {
  const path = join(directory, `${size.packages}x${size.versions}.disposals`);
  writeFileSync(path, writeManifest([...entriesOf(size)]));
  return path;
}

/** @returns the directory of the cloud assembly */
export function synthesize(manifest: string, directory: string, pace: Partial<CleanUpPace> = {}): string {
  const app = new App({ outdir: mkdtempSync(join(directory, 'cdk.out-')) });
  new DisposedPackages(new Stack(app, STACK), 'CleanUp', {
    ...REPOSITORY,
    ...pace,
    manifest,
    permissions: PackagePermissions.repository(),
  });
  return app.synth().directory;
}
