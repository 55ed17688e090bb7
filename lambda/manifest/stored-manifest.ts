import { InvalidText } from '../../declaration/line-problems';
import {
  type ObjectContent,
  type ObjectLocation,
  type ObjectStore,
  ObjectStoreError,
} from '../../codeartifact/object-store';
import { findRepositoryMismatch, type Manifest, manifestHash, parseManifest } from '../../declaration/manifest';
import type { Log } from '../event/log';
import type { Configuration } from './configuration';

/** The manifest cannot be had, or is not the one that was merged: nothing may be done. */
export class ManifestUnavailable extends Error {
  constructor(
    message: string,
    /** The next step. */
    readonly next: string,
  ) {
    super(message);
    this.name = 'ManifestUnavailable';
  }
}

/**
 * The manifest that the function is bound to: the copy that an earlier run kept, else the asset, which is copied, since
 * assets may be collected as garbage and the record outlives them. Bytes with the hash are the manifest wherever they lie.
 *
 * @throws ManifestUnavailable
 */
export async function loadManifest(store: ObjectStore, configuration: Configuration, log: Log): Promise<Manifest> {
  const { versionCount, packageCount, manifestHash: expected } = configuration.properties;
  const copy = locateCopy(configuration);
  const { content } = await store.read(copy);
  const isIntact = hasHash(content, expected);
  const body = isIntact ? content.body : await loadAsset(store, configuration, content);
  const manifest = parseStoredManifest(body);
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
  if (!isIntact) {
    if (content !== undefined) {
      log.error('the copy of the manifest was changed, and is written again', {
        copy: `s3://${copy.bucket}/${copy.key}`,
      });
    }
    await store.write(copy, body);
  }
  return manifest;
}

/** The copy of a manifest that an earlier run kept; undefined unless it is intact. */
export async function loadCopy(store: ObjectStore, configuration: Configuration): Promise<Manifest | undefined> {
  const { content } = await store.read(locateCopy(configuration));
  return hasHash(content, configuration.properties.manifestHash) ? parseManifest(content.body) : undefined;
}

/**
 * A manifest that was deployed before: its copy, or the asset of a construct that is removed.
 *
 * @returns undefined if there is neither, so that it was never deployed
 * @throws ManifestUnavailable if the copy has other bytes
 */
export async function loadEarlierManifest(
  store: ObjectStore,
  configuration: Configuration,
  hash: string,
): Promise<Manifest | undefined> {
  const properties = { ...configuration.properties, manifestHash: hash };
  const { bucket, key } = locateCopy({ ...configuration, properties });
  const { content } = await store.read({ bucket, key });
  const body = hasHash(content, hash) ? content.body : await findAsset(store, configuration, hash);
  if (content !== undefined && body === undefined) {
    throw new ManifestUnavailable(
      `the manifest in s3://${bucket}/${key} must have the SHA-256 that was deployed, ${hash}; got another`,
      `Find out who changed s3://${bucket}/${key}, restore the version before, and try again.`,
    );
  }
  return body && parseManifest(body);
}

/** The bytes of the asset; undefined if it is another manifest, or cannot be read. */
async function findAsset(store: ObjectStore, configuration: Configuration, hash: string): Promise<Buffer | undefined> {
  if (configuration.properties.manifestHash !== hash) {
    return undefined;
  }
  try {
    const asset = await getAsset(store, configuration);
    return hasHash(asset, hash) ? asset.body : undefined;
  } catch (error) {
    if (!(error instanceof ManifestUnavailable)) {
      throw error;
    }
    return undefined;
  }
}

function hasHash(content: ObjectContent | undefined, hash: string): content is ObjectContent {
  return content !== undefined && manifestHash(content.body) === hash;
}

/** @param copy the copy with other bytes; undefined if there is none */
async function loadAsset(
  store: ObjectStore,
  configuration: Configuration,
  copy: ObjectContent | undefined,
): Promise<Buffer> {
  const { body } = await getAsset(store, configuration);
  const hash = manifestHash(body);
  if (hash !== configuration.properties.manifestHash) {
    const { bucket, key } = locateCopy(configuration);
    const places = [`s3://${describeAsset(configuration)}`, ...(copy ? [`its copy in s3://${bucket}/${key}`] : [])];
    throw new ManifestUnavailable(
      `the manifest in ${places.join(', ')} must have the SHA-256 that was merged, ` +
        `${configuration.properties.manifestHash}; got ${hash}`,
      `Find out who changed ${places.join(' and ')}, restore it, and deploy again.`,
    );
  }
  return body;
}

function locateCopy({ recordBucket: bucket, recordPrefix, properties }: Configuration): ObjectLocation {
  return { bucket, key: `${recordPrefix}/manifests/${properties.manifestHash}.disposals` };
}

function parseStoredManifest(body: Buffer): Manifest {
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
      `the manifest cannot be read from s3://${describeAsset(configuration)}: ${message}`,
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

function describeAsset({ manifestBucket, properties }: Configuration): string {
  return `${manifestBucket}/${properties.manifestKey}`;
}
