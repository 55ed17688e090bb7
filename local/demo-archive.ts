import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { ArchivedPackageVersions, DisposedPackageVersions, PackageFormat } from '../lib';
import type { PackageCoordinates, Registry } from './codeartifact';

/** A later deployment, and a change by hand before it. */
export interface ArchiveDeployment {
  readonly title: string;
  /** Days since the deployment before. */
  readonly days: number;
  /** The directory of the cloud assembly. */
  readonly assembly: string;
  readonly meanwhile?: (registry: Registry) => void;
}

export const ARCHIVE_STACK = 'ArchiveFirst';

/** Archives two versions. A user restores one. A month later the other one is disposed. */
export function archiveDeployments(pkg: PackageCoordinates, directory: string): ArchiveDeployment[] {
  const versions = ['1.2.0', '1.3.0'];
  const assembly = (name: string, disposed?: string[]) =>
    synthesize(pkg, { outdir: join(directory, name), archivedVersions: versions, disposed });
  return [
    { title: 'two versions are archived first', days: 0, assembly: assembly('archive') },
    {
      title: 'somebody restored 1.3.0, and archived it again: a month later, its disposal is refused',
      days: 30,
      assembly: assembly('refused', versions),
      meanwhile: (registry) => {
        registry.setStatus(pkg, '1.3.0', 'Published');
        registry.archive(pkg, '1.3.0');
      },
    },
    { title: 'the version that nobody missed is disposed', days: 0, assembly: assembly('disposed', ['1.2.0']) },
  ];
}

interface Declared {
  readonly outdir: string;
  readonly archivedVersions: string[];
  /** Default: nothing is disposed. */
  readonly disposed?: string[];
}

/** @returns the directory of the cloud assembly */
function synthesize(
  coordinates: PackageCoordinates,
  { outdir, archivedVersions: versions, disposed }: Declared,
): string {
  const stack = new Stack(new App({ outdir }), ARCHIVE_STACK);
  const { domain, repository, namespace: packageNamespace, package: packageName } = coordinates;
  const pkg = { domain, repository, format: PackageFormat.NPM, packageNamespace, packageName };
  const archivedVersions = new ArchivedPackageVersions(stack, 'Archived', { ...pkg, versions });
  if (disposed !== undefined) {
    const waitingTime = Duration.days(30);
    new DisposedPackageVersions(stack, 'Disposed', {
      ...pkg,
      versions: disposed,
      archived: archivedVersions,
      waitingTime,
    });
  }
  return (stack.node.root as App).synth().directory;
}
