import { InvalidText } from '../../declaration/line-problems';
import { ObjectStoreError, type ObjectContent, type ObjectStore } from '../../codeartifact/object-store';
import { findRepositoryMismatch, type Manifest, manifestHash, parseManifest } from '../../declaration/manifest';
import type { Configuration } from './configuration';

/** The manifest cannot be had, or is not the one that was merged: nothing may be done. */
export class ManifestUnavailable extends Error {
  constructor(
    message: string,
    /** What to do. */
    readonly next: string,
  ) {
    super(message);
    this.name = 'ManifestUnavailable';
  }
}

/**
 * The manifest that the function is bound to: the copy that an earlier run kept, else the asset, which is copied, since
 * assets may be collected as garbage and the record outlives them.
 *
 * @throws ManifestUnavailable
 */
export async function loadManifest(store: ObjectStore, configuration: Configuration): Promise<Manifest> {
  const { recordBucket } = configuration;
  const { versionCount, packageCount, manifestHash: expected } = configuration.properties;
  const key = `${configuration.recordPrefix}/manifests/${expected}.disposals`;
  const { content: copy } = await store.read({ bucket: recordBucket, key });
  const { body } = copy ?? (await getAsset(store, configuration));
  const hash = manifestHash(body);
  if (hash !== expected) {
    const place = copy ? `${recordBucket}/${key}` : assetOf(configuration);
    throw new ManifestUnavailable(
      `the manifest in s3://${place} must have the SHA-256 that was merged, ${expected}; got ${hash}`,
      `Find out who changed s3://${place}, restore it, and deploy again.`,
    );
  }
  const manifest = parse(body);
  if (manifest.versionCount !== versionCount || manifest.packageCount !== packageCount) {
    throw new ManifestUnavailable(
      `the manifest must have ${versionCount} versions of ${packageCount} packages, as its declaration says; got ` +
        `${manifest.versionCount} of ${manifest.packageCount}`,
      'Synthesize again, and deploy.',
    );
  }
  const mismatch = findRepositoryMismatch(manifest.repository, configuration.properties);
  if (mismatch !== undefined) {
    throw new ManifestUnavailable(mismatch, 'Give the construct the manifest of its repository, and deploy again.');
  }
  if (copy === undefined) {
    await store.write({ bucket: recordBucket, key }, body);
  }
  return manifest;
}

function parse(body: Buffer): Manifest {
  try {
    return parseManifest(body);
  } catch (error) {
    if (!(error instanceof InvalidText)) {
      throw error;
    }
    throw new ManifestUnavailable(
      `the manifest must be one that the library wrote; got ${error.message.replace(/\n/g, '; ')}`,
      'Write it with declare, synthesize again, and deploy.',
    );
  }
}

async function getAsset(store: ObjectStore, configuration: Configuration): Promise<ObjectContent> {
  const gone = (message: string) =>
    new ManifestUnavailable(
      `the manifest cannot be read from s3://${assetOf(configuration)}: ${message}`,
      'Synthesize and deploy again, which uploads it, in case it was collected as garbage (cdk gc); if the bucket is ' +
        "encrypted with a key of your own, allow kms:Decrypt to the function's role.",
    );
  let content: ObjectContent | undefined;
  try {
    const { manifestBucket: bucket, properties } = configuration;
    ({ content } = await store.read({ bucket, key: properties.manifestKey }));
  } catch (error) {
    // Without the permission to list the bucket, S3 answers like this for an object that does not exist.
    if (error instanceof ObjectStoreError && [400, 403, 404].includes(error.status ?? 0)) {
      throw gone(`${error.name}: ${error.message}`);
    }
    throw error;
  }
  if (content === undefined) {
    throw gone('there is no such object');
  }
  return content;
}

function assetOf({ manifestBucket, properties }: Configuration): string {
  return `${manifestBucket}/${properties.manifestKey}`;
}
