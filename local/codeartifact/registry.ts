import { createHash } from 'node:crypto';
import type {
  PackageFormat,
  PackageOriginRestrictions,
  PackageVersionOrigin,
  PackageVersionStatus,
} from '@aws-sdk/client-codeartifact';
import { normalizeCoordinates, normalizeVersion, type PackageCoordinates } from './names';
import type { Asset, PackageVersion, PackageVersionMetadata, StateChange } from './package-version';
import type { Package, Repository, RepositoryOptions } from './repository';
import { type SnapshotEntry, takeSnapshot } from './snapshot';
import type { Variants } from './variants';

export interface PublishOptions {
  /** Default: Published. */
  readonly status?: PackageVersionStatus;
  /** Default: 44 characters, determined by the coordinates and how often the version has been published. */
  readonly revision?: string;
  /** Default: one asset of 1,024 bytes. */
  readonly assets?: readonly Asset[];
  /** Default: 2024-01-01T00:00:00Z plus one minute per publication in the registry. */
  readonly publishedTime?: Date;
  /** Default: published directly (INTERNAL) to the repository. */
  readonly origin?: PackageVersionOrigin;
  /** Metadata that the service has read from the assets; default: none. */
  readonly metadata?: PackageVersionMetadata;
}

const firstPublication = Date.UTC(2024, 0, 1);
const assetNames: Partial<Record<PackageFormat, string>> = { npm: 'package.tgz' };

const toStoredKey = (name: PackageCoordinates): string =>
  JSON.stringify([name.format, name.namespace ?? '', name.package]);

const toStoredVersionKey = (name: PackageCoordinates, version: string): string =>
  JSON.stringify([
    name.domain,
    name.repository,
    toStoredKey(normalizeCoordinates(name)),
    normalizeVersion(name.format, version),
  ]);

/**
 * The packages of one account's domains, in memory. Names are normalised as CodeArtifact normalises them; methods that
 * change a version throw when it does not exist, so that a test cannot set up less than it says.
 */
export class Registry {
  /** Called after each change of a version. */
  observe?: (change: StateChange) => void;

  private readonly domains = new Map<string, Map<string, Repository>>();
  private readonly publications = new Map<string, number>();
  /** The revision that each version had last, also of versions that were deleted. */
  private readonly lastRevisions = new Map<string, string>();
  private sequence = 0;

  /** Creates a domain; does nothing when it exists. */
  createDomain(domain: string): void {
    if (!this.domains.has(domain)) {
      this.domains.set(domain, new Map());
    }
  }

  /** Creates a repository, and its domain as needed; an existing one gets the new options and keeps its packages. */
  createRepository(domain: string, repository: string, options: RepositoryOptions = {}): Repository {
    const { upstreams = [], externalConnections = [] } = options;
    if (externalConnections.length > 1 || (externalConnections.length > 0 && upstreams.length > 0)) {
      throw new Error(
        'A repository has upstreams or one external connection; ' +
          `${repository} was given ${upstreams.length} and ${externalConnections.length}: put the connection on another repository.`,
      );
    }
    const missing = upstreams.find((upstream) => !this.domains.get(domain)?.has(upstream));
    if (missing !== undefined) {
      throw new Error(
        `An upstream is a repository of the same domain; ${missing} does not exist in ${domain}: create it first.`,
      );
    }
    this.createDomain(domain);
    const repositories = this.domains.get(domain)!;
    const existing = repositories.get(repository);
    const created: Repository = {
      ...options,
      name: repository,
      domain,
      createdTime: existing?.createdTime ?? new Date(firstPublication),
      packages: existing?.packages ?? new Map<string, Package>(),
    };
    repositories.set(repository, created);
    return created;
  }

  hasDomain(domain: string): boolean {
    return this.domains.has(domain);
  }

  /** The repositories of a domain; none where there is no such domain. */
  repositories(domain: string): readonly Repository[] {
    return [...(this.domains.get(domain)?.values() ?? [])];
  }

  repository(domain: string, repository: string): Repository | undefined {
    return this.domains.get(domain)?.get(repository);
  }

  /** The package of exactly this name, without normalisation: what a call over HTTP finds. */
  exactPackage(name: PackageCoordinates): Package | undefined {
    return this.repository(name.domain, name.repository)?.packages.get(toStoredKey(name));
  }

  package(name: PackageCoordinates): Package | undefined {
    return this.exactPackage(normalizeCoordinates(name));
  }

  version(name: PackageCoordinates, version: string): PackageVersion | undefined {
    return this.package(name)?.versions.get(normalizeVersion(name.format, version));
  }

  /** Publishes a version; creates domain, repository and package as needed. */
  publish(name: PackageCoordinates, version: string, options: PublishOptions = {}): PackageVersion {
    const coordinates = normalizeCoordinates(name);
    const stored = normalizeVersion(name.format, version);
    const repository =
      this.repository(name.domain, name.repository) ?? this.createRepository(name.domain, name.repository);
    const key = toStoredKey(coordinates);
    let pkg = repository.packages.get(key);
    if (pkg?.versions.has(stored)) {
      throw new Error(
        `A version is published once; ${stored} of ${coordinates.package} exists: republish it, or delete it first.`,
      );
    }
    if (!pkg) {
      pkg = {
        format: name.format,
        namespace: coordinates.namespace ?? '',
        name: coordinates.package,
        versions: new Map(),
        tags: new Map(),
        restrictions: { publish: 'ALLOW', upstream: 'ALLOW' },
        orders: new Map(),
      };
      repository.packages.set(key, pkg);
    }
    this.sequence += 1;
    const published: PackageVersion = {
      version: stored,
      status: options.status ?? 'Published',
      revision: options.revision ?? this.nextRevision(coordinates, stored),
      assets:
        options.status === 'Disposed'
          ? []
          : (options.assets ?? [{ name: assetNames[name.format] ?? `${coordinates.package}-${stored}`, size: 1024 }]),
      metadata: options.metadata ?? {},
      publishedTime: options.publishedTime ?? new Date(firstPublication + this.sequence * 60_000),
      origin: options.origin ?? {
        originType: 'INTERNAL',
        domainEntryPoint: { repositoryName: name.repository },
      },
      sequence: this.sequence,
    };
    pkg.versions.set(stored, published);
    this.lastRevisions.set(toStoredVersionKey(coordinates, stored), published.revision);
    pkg.orders.clear();
    this.observe?.({ name: coordinates, version: published, operationType: 'Created', statusChanged: true });
    return published;
  }

  /** The revision of a version; of one that was deleted, the last that it had. Undefined if it never existed. */
  lastRevision(name: PackageCoordinates, version: string): string | undefined {
    return this.lastRevisions.get(toStoredVersionKey(name, version));
  }

  /** Gives an Unfinished version more assets, and another status. */
  addAssets(
    name: PackageCoordinates,
    version: string,
    changes: Pick<PackageVersion, 'assets' | 'status'>,
  ): PackageVersion {
    return this.change(name, version, changes);
  }

  /** True if a version of this name existed, and was deleted. */
  wasDeleted(name: PackageCoordinates, version: string): boolean {
    return this.lastRevisions.has(toStoredVersionKey(name, version)) && this.version(name, version) === undefined;
  }

  /** Deletes the version if it exists and publishes it again, with another revision. The default status is Published. */
  republish(name: PackageCoordinates, version: string, options: PublishOptions = {}): PackageVersion {
    if (this.version(name, version)) {
      this.remove(name, version);
    }
    return this.publish(name, version, options);
  }

  /** Sets any status, without the service's rules. The status Disposed removes the assets. */
  setStatus(name: PackageCoordinates, version: string, status: PackageVersionStatus): PackageVersion {
    return this.change(name, version, status === 'Disposed' ? { status, assets: [] } : { status });
  }

  archive(name: PackageCoordinates, version: string): PackageVersion {
    return this.setStatus(name, version, 'Archived');
  }

  /** @param revision whether the version keeps its revision; default: it does */
  dispose(
    name: PackageCoordinates,
    version: string,
    revision: Variants['revisionAfterDisposal'] = 'unchanged',
  ): PackageVersion {
    if (revision === 'unchanged') {
      return this.setStatus(name, version, 'Disposed');
    }
    const newRevision = this.nextRevision(normalizeCoordinates(name), normalizeVersion(name.format, version));
    return this.change(name, version, { status: 'Disposed', assets: [], revision: newRevision });
  }

  /** Deletes the version and its record. The package stays until {@link deletePackage}. */
  delete(name: PackageCoordinates, version: string): void {
    this.existing(name, version);
    this.remove(name, version);
  }

  deletePackage(name: PackageCoordinates): void {
    const coordinates = normalizeCoordinates(name);
    this.repository(name.domain, name.repository)?.packages.delete(toStoredKey(coordinates));
  }

  /** Deletes a repository with all of its packages; does nothing where there is none. */
  deleteRepository(domain: string, repository: string): void {
    this.domains.get(domain)?.delete(repository);
  }

  /** Deletes a domain with all of its repositories; does nothing where there is none. */
  deleteDomain(domain: string): void {
    this.domains.delete(domain);
  }

  /** Sets an npm dist-tag; `latest` decides `defaultDisplayVersion`. */
  tag(name: PackageCoordinates, tag: string, version: string): void {
    this.existing(name, version);
    this.package(name)!.tags.set(tag, version);
  }

  /** Sets the origin controls of a package that exists. */
  restrict(name: PackageCoordinates, restrictions: PackageOriginRestrictions): void {
    const pkg = this.package(name);
    if (!pkg) {
      throw new Error(`Only a package that exists can be restricted; ${name.package} does not: publish it first.`);
    }
    pkg.restrictions = restrictions;
  }

  /** Every version in the registry, sorted; two snapshots are equal when nothing has changed in between. */
  snapshot(): SnapshotEntry[] {
    return takeSnapshot(this.domains);
  }

  private existing(name: PackageCoordinates, version: string): PackageVersion {
    const existing = this.version(name, version);
    if (!existing) {
      throw new Error(
        `Only a version that exists can be changed; ${version} of ${name.format} package ` +
          `${name.package} in ${name.domain}/${name.repository} does not: publish it first.`,
      );
    }
    return existing;
  }

  private change(name: PackageCoordinates, version: string, changes: Partial<PackageVersion>): PackageVersion {
    const before = this.existing(name, version);
    const previous = { status: before.status, revision: before.revision, changedAt: performance.now() };
    const after: PackageVersion = { ...before, ...changes, previous };
    this.package(name)!.versions.set(before.version, after);
    const statusChanged = before.status !== after.status;
    this.observe?.({ name, version: after, operationType: 'Updated', statusChanged });
    return after;
  }

  private remove(name: PackageCoordinates, version: string): void {
    const pkg = this.package(name)!;
    const stored = normalizeVersion(name.format, version);
    const removedVersion = pkg.versions.get(stored)!;
    pkg.versions.delete(stored);
    this.observe?.({ name, version: removedVersion, operationType: 'Deleted', statusChanged: true });
    pkg.orders.clear();
    for (const [tag, tagged] of pkg.tags) {
      if (tagged === stored) {
        pkg.tags.delete(tag);
      }
    }
  }

  private nextRevision(name: PackageCoordinates, version: string): string {
    const key = toStoredVersionKey(name, version);
    const publication = (this.publications.get(key) ?? 0) + 1;
    this.publications.set(key, publication);
    return createHash('sha256').update(`${key}\n${publication}`).digest('base64');
  }
}
