import type { ObjectStore } from '../../codeartifact/object-store';
import { type Manifest, type ManifestPackage, parseManifest, writeManifest } from '../../declaration/manifest';
import type { Configuration } from './configuration';
import type { PackageSequence } from './packages-in-order';
import { loadEarlierManifest } from './stored-manifest';

/**
 * The manifest that the construct had before this event. CloudFormation names its hash, not the record: who writes the record
 * can have no other version restored.
 */
export class PreviousManifest {
  private lost?: Promise<LostPackages>;

  /** @param hash undefined if the construct had none in this repository */
  constructor(
    private readonly store: ObjectStore,
    private readonly configuration: Configuration,
    private readonly hash: string | undefined,
  ) {}

  /**
   * Finds the packages that lost versions.
   *
   * @param manifest the manifest that the construct has now; undefined if the construct is removed
   * @throws ManifestUnavailable if the copy is not the manifest that was deployed
   */
  findLostPackages(manifest: Manifest | undefined): Promise<LostPackages> {
    return (this.lost ??= this.load(manifest).then((previous) => new LostPackages(previous, manifest)));
  }

  private async load(manifest: Manifest | undefined): Promise<Manifest> {
    const { hash, configuration } = this;
    const isSame = manifest !== undefined && hash === configuration.properties.manifestHash;
    const copy = hash === undefined || isSame ? undefined : await loadEarlierManifest(this.store, configuration, hash);
    // A manifest without a copy was never deployed, and one that did not change has lost nothing.
    return copy ?? parseManifest(writeManifest([]));
  }
}

/** The packages of a manifest that lost versions, in its order. */
export class LostPackages implements PackageSequence {
  private readonly positions: readonly number[];

  constructor(
    private readonly previous: Manifest,
    private readonly manifest: Manifest | undefined,
  ) {
    this.positions = Array.from({ length: previous.packageCount }, (_, position) => position).filter((position) => {
      const pkg = previous.package(position);
      const pins = manifest?.find(pkg)?.versionRevisions;
      return [...pkg.versionRevisions.keys()].some((version) => !pins?.has(version));
    });
  }

  get packageCount(): number {
    return this.positions.length;
  }

  package(index: number): ManifestPackage {
    return this.previous.package(this.positions[index] ?? NaN);
  }

  countVersions(index: number): number {
    return this.previous.countVersions(this.positions[index] ?? NaN);
  }

  /** The versions of a package that the manifest names now. */
  declaredVersions(pkg: ManifestPackage): readonly string[] {
    return [...(this.manifest?.find(pkg)?.versionRevisions.keys() ?? [])];
  }
}
