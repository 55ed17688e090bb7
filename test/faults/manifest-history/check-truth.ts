import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { type ManifestEntry, writeManifest } from '../../../declaration/manifest';
import { DisposedPackages } from '../../../lib';
import type { CodeArtifactService, PackageCoordinates } from '../../../local/codeartifact';
import { runCheck } from '../history/check-truth';

/** Checks that `check` says of each version of a manifest what is so. */
export async function checkManifestTruth(
  service: CodeArtifactService,
  entries: readonly ManifestEntry[],
  coordinates: (name: string) => PackageCoordinates,
): Promise<void> {
  if (entries.length === 0) {
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), 'history-'));
  try {
    const { packages, complete } = await runCheck(service, synthManifest(directory, entries));
    const states = packages.flatMap(({ package: pkg, versions }) =>
      versions.map(({ version, state }) => `${pkg.package} ${version} ${state}`),
    );
    const truths = entries.map((entry) => {
      const found = service.registry.version(coordinates(entry.package), entry.version);
      return `${entry.package} ${entry.version} ${findState(found, entry.revision)}`;
    });
    expect([states.sort(), complete]).toEqual([truths.sort(), true]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function findState(version: { readonly status: string; readonly revision: string } | undefined, pin: string): string {
  if (version === undefined) {
    return 'record deleted';
  }
  return version.status === 'Disposed' ? 'as declared' : version.revision === pin ? 'not disposed' : 'back';
}

/** The assembly of an app with a manifest. */
function synthManifest(directory: string, entries: readonly ManifestEntry[]): string {
  const manifest = join(directory, 'my-repo.disposals');
  writeFileSync(manifest, writeManifest(entries));
  const app = new App({ outdir: join(directory, 'cdk.out') });
  const stack = new Stack(app, 'CleanUp', { env: { account: '111122223333', region: 'us-east-1' } });
  new DisposedPackages(stack, 'Packages', { domain: 'my-domain', repository: 'my-repo', manifest });
  return app.synth().directory;
}
