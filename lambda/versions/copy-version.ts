import { setMaxListeners } from 'node:events';
import type { ColdCopies } from '../../codeartifact/cold-copies';
import { type Caller, describeServiceError } from '../../codeartifact/describe-service-error';
import { ObjectStoreError, type ObjectStore } from '../../codeartifact/object-store';
import type { ListedAsset, PackageVersionContents } from '../../codeartifact/package-version-contents';
import { type CopiedAsset, type CopiedVersion, isSha256, MAX_ASSET_BYTES } from '../../declaration/cold-copy';
import type { VersionToChange } from '../../declaration/decide';
import type { Package } from '../../declaration/declaration';
import { AssetNotCopied, copyAsset, type LargeAssets } from './copy-asset';
import type { Slots } from './slots';

/** The services that copies need. */
export interface CopyContext {
  readonly contents: PackageVersionContents;
  readonly copies: ColdCopies;
  readonly store: ObjectStore;
  /** Assets that are copied at once. */
  readonly assetSlots: Slots;
  /** Assets that are being copied, by hash: an equal one waits for the copy that is under way. */
  readonly assetsInProgress: Map<string, Promise<number>>;
  readonly largeAssets?: LargeAssets;
  readonly caller: Caller;
}

/** The end of the copy of a version. */
export type CopyResult =
  /** Every byte is in the bucket; `bytes` of them were read now, undefined if the copy was complete before. */
  | { readonly isComplete: true; readonly bytes: number | undefined }
  | { readonly isComplete: false; readonly message: string; readonly isArchived: boolean };

/** The copies, or the way to CodeArtifact, do not work: no version can be copied. */
export class CopyStopped extends Error {
  constructor(
    readonly entry: string,
    readonly next: string,
  ) {
    super(entry);
    this.name = 'CopyStopped';
  }
}

/** A version that cannot be copied, and why. */
class VersionNotCopied extends Error {}

/** Errors of the service that are about one version. */
const ABOUT_VERSION = ['ResourceNotFoundException', 'ValidationException', 'ConflictException'];

/**
 * Copies every byte of one revision of a version, unless the bucket has them. The document is written last: it says that
 * all the rest is there.
 *
 * @throws CopyStopped if others would fail for the same reason
 */
export async function copyVersion(
  context: CopyContext,
  pkg: Package,
  { version, revision, signal }: VersionToChange & { readonly signal: AbortSignal },
): Promise<CopyResult> {
  return new VersionCopy(context, { package: pkg, version, revision }, signal).run();
}

class VersionCopy {
  private status?: string;
  private readonly copied: CopiedVersion;
  private readonly stop = new AbortController();
  private readonly signal: AbortSignal;

  constructor(
    private readonly context: CopyContext,
    private readonly versionToCopy: { readonly package: Package; readonly version: string; readonly revision: string },
    private readonly deadline: AbortSignal,
  ) {
    this.signal = AbortSignal.any([deadline, this.stop.signal]);
    // As many calls listen as there are assets.
    setMaxListeners(0, this.signal);
    const { package: pkg, version, revision } = versionToCopy;
    const { domain, domainOwner, repository, format, namespace } = pkg;
    this.copied = { domain, domainOwner, repository, format, namespace, package: pkg.package, version, revision };
  }

  async run(): Promise<CopyResult> {
    try {
      return await this.copyOrRefuse();
    } catch (error) {
      throw error instanceof ObjectStoreError ? this.stopByStore(error) : error;
    }
  }

  private async copyOrRefuse(): Promise<CopyResult> {
    try {
      return { isComplete: true, bytes: await this.copy() };
    } catch (error) {
      if (!(error instanceof VersionNotCopied || error instanceof AssetNotCopied)) {
        throw error;
      }
      // Another deployment may have copied the version, and have archived or disposed it since.
      if (await this.context.copies.isComplete(this.copied, this.deadline)) {
        return { isComplete: true, bytes: undefined };
      }
      const isArchived = this.status === 'Archived';
      const reason = isArchived ? `it is Archived, and ${error.message}` : error.message;
      return { isComplete: false, isArchived, message: `no complete copy of its revision: ${reason}` };
    }
  }

  /** @returns the bytes that were read; undefined if the copy was complete before */
  private async copy(): Promise<number | undefined> {
    const { copies } = this.context;
    const stored = await copies.read(this.copied, this.signal);
    if (stored?.copy !== undefined && (await this.hasAll(stored.copy.assets))) {
      return undefined;
    }
    const description = await this.describe();
    const assets = await this.listAssets();
    const { contents } = this.context;
    const readme = this.call('GetPackageVersionReadme', (signal) => contents.readme(this.versionToCopy, signal));
    const dependencies = this.call('ListPackageVersionDependencies', (signal) =>
      contents.dependencies(this.versionToCopy, signal),
    );
    const counts = assets.map((asset) => this.copyOnce(asset));
    await this.waitForAll([readme, dependencies, ...counts]);
    const bytes = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    await copies.write(
      { ...this.copied, assets, description, readme: await readme, dependencies: await dependencies },
      stored?.tag,
      this.signal,
    );
    return bytes;
  }

  private async hasAll(assets: readonly CopiedAsset[]): Promise<boolean> {
    const { assetSlots, copies } = this.context;
    const existing = await Promise.all(assets.map((asset) => assetSlots.run(() => copies.has(asset, this.signal))));
    return existing.every(Boolean);
  }

  private async describe(): Promise<Readonly<Record<string, unknown>>> {
    const description = await this.call('DescribePackageVersion', (signal) =>
      this.context.contents.describe(this.versionToCopy, signal),
    );
    this.status = description.status;
    this.requireRevision(description.revision);
    return description.members;
  }

  private async listAssets(): Promise<CopiedAsset[]> {
    const { revision, assets } = await this.call('ListPackageVersionAssets', (signal) =>
      this.context.contents.listAssets(this.versionToCopy, signal),
    );
    this.requireRevision(revision);
    if (assets === undefined || assets.length === 0) {
      throw new VersionNotCopied('CodeArtifact lists no asset of it');
    }
    return assets.map(checkAsset);
  }

  /** Waits for all work to end. One failure is enough: it ends the rest. @throws the first failure */
  private async waitForAll(work: readonly Promise<unknown>[]): Promise<void> {
    const failures: unknown[] = [];
    const watched = work.map((each) =>
      each.catch((error: unknown) => {
        failures.push(error);
        this.stop.abort();
      }),
    );
    await Promise.all(watched);
    if (failures.length > 0) {
      throw failures[0];
    }
  }

  private async copyOnce(asset: CopiedAsset): Promise<number> {
    const { assetSlots, assetsInProgress } = this.context;
    const other = assetsInProgress.get(asset.sha256);
    if (other !== undefined) {
      await other.catch(() => 0);
    }
    const copying = assetSlots.run(() => this.copyAsset(asset));
    assetsInProgress.set(asset.sha256, copying);
    try {
      return await copying;
    } finally {
      if (assetsInProgress.get(asset.sha256) === copying) {
        assetsInProgress.delete(asset.sha256);
      }
    }
  }

  private copyAsset(asset: CopiedAsset): Promise<number> {
    this.signal.throwIfAborted();
    const { contents, copies, store, largeAssets } = this.context;
    const { revision } = this.versionToCopy;
    return copyAsset(
      {
        ...{ asset, copies, store, largeAssets },
        open: (opened) =>
          this.call('GetPackageVersionAsset', () =>
            contents.openAsset(this.versionToCopy, { asset: asset.name, revision }, opened),
          ),
      },
      this.signal,
    );
  }

  private requireRevision(revision: string | undefined) {
    if (revision !== undefined && revision !== this.versionToCopy.revision) {
      throw new VersionNotCopied(`current revision: ${revision}, expected revision: ${this.versionToCopy.revision}`);
    }
  }

  /** Makes a call. What fails for this version alone refuses it; anything else ends the copying. */
  private async call<T>(action: string, send: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await send(this.signal);
    } catch (error) {
      if (this.signal.aborted) {
        throw error;
      }
      const { package: pkg, version } = this.versionToCopy;
      const { code, message } = describeServiceError(error, { action, package: pkg, version }, this.context.caller);
      // The documentation does not say how the service refuses to serve archived assets.
      const isRefusal = this.status === 'Archived' && (error as { $fault?: string }).$fault === 'client';
      if (ABOUT_VERSION.includes(code) || (isRefusal && code !== 'ThrottlingException')) {
        throw new VersionNotCopied(`${action} failed with ${code}: ${message}`);
      }
      throw new CopyStopped(`${action} failed with ${code}: ${message}`, 'Resolve that and deploy again.');
    }
  }

  private stopByStore({ name, message }: ObjectStoreError): CopyStopped {
    const { bucket } = this.context.copies.locate('');
    return new CopyStopped(
      `the copies in the bucket ${bucket} cannot be read or written (${name}: ${message})`,
      `Check the policy of the bucket and, if it has a key of your own, that of the key, and deploy again.`,
    );
  }
}

/** @throws VersionNotCopied if the asset cannot be verified, or is larger than one write to S3 */
function checkAsset({ name, size, sha256 }: ListedAsset): CopiedAsset {
  const digits = sha256?.toLowerCase();
  if (!isSha256(digits)) {
    throw new VersionNotCopied(`CodeArtifact lists no SHA-256 of the asset ${name}, so its bytes cannot be verified`);
  }
  if (size === undefined) {
    throw new VersionNotCopied(`CodeArtifact lists no size of the asset ${name}`);
  }
  if (size > MAX_ASSET_BYTES) {
    throw new VersionNotCopied(`the asset ${name} has ${size} bytes, and S3 takes ${MAX_ASSET_BYTES} in one write`);
  }
  return { name, size, sha256: digits };
}
