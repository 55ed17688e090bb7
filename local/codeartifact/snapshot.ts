import type { PackageVersionStatus } from '@aws-sdk/client-codeartifact';
import type { PackageCoordinates } from './names';
import type { Repository } from './repository';

/** One line of a snapshot. */
export interface SnapshotEntry extends PackageCoordinates {
  readonly namespace: string;
  readonly version: string;
  readonly status: PackageVersionStatus;
  readonly revision: string;
  /** Number of assets: 0 once disposed. */
  readonly assets: number;
}

/** Every version of all repositories, by domain and name, sorted. */
export function takeSnapshot(domains: ReadonlyMap<string, ReadonlyMap<string, Repository>>): SnapshotEntry[] {
  const versions: SnapshotEntry[] = [];
  for (const [domain, repositories] of domains) {
    for (const repository of repositories.values()) {
      for (const { format, namespace, name, versions: stored } of repository.packages.values()) {
        for (const { version, status, revision, assets } of stored.values()) {
          versions.push({
            ...{ domain, repository: repository.name, format, namespace, package: name },
            ...{ version, status, revision, assets: assets.length },
          });
        }
      }
    }
  }
  const sortKey = ({ domain, repository, format, namespace, package: name, version }: SnapshotEntry) =>
    [domain, repository, format, namespace, name, version].join('\0');
  return versions
    .map((version) => [sortKey(version), version] as const)
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([, version]) => version);
}
