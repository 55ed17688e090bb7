import { createHash } from 'node:crypto';
import { FIELDS } from './fields';
import { displayName, isFormat } from './package-format';
import type { PackageName } from './package-name';

/** The first member of every document: what wrote it, and in which form. */
const SCHEMA = 'cdk-codeartifact-disposal cold copy 1';

/** Bytes of one asset, at most: those of one PutObject of S3, and a little more than an asset of CodeArtifact has. */
export const MAX_ASSET_BYTES = 5 * 1024 ** 3;

const SHA_256 = /^[0-9a-f]{64}$/;

/** Where copies lie: a bucket, and what the keys begin with, empty or with a slash at its end. */
export interface CopyLocation {
  readonly bucket: string;
  readonly prefix: string;
}

/** A file of a version; its bytes are the object that its hash names. */
export interface CopiedAsset {
  readonly name: string;
  readonly size: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/** The version that a copy is of: one revision, in one repository. */
export interface CopiedVersion extends PackageName {
  readonly domain: string;
  readonly domainOwner: string;
  readonly repository: string;
  readonly version: string;
  readonly revision: string;
}

/** The copy of one version, written after all of its assets: it proves that they were all there. */
export interface ColdCopy extends CopiedVersion {
  readonly assets: readonly CopiedAsset[];
  /** What CodeArtifact said of the version, for the reader. */
  readonly description: Readonly<Record<string, unknown>>;
  readonly readme?: string;
  readonly dependencies: readonly unknown[];
}

/** The reason why a copy cannot be used. */
export class InvalidColdCopy extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvalidColdCopy';
  }
}

/** The key of an asset. Equal assets have one object. */
export function assetKey({ prefix }: CopyLocation, sha256: string): string {
  return `${prefix}assets/${sha256}`;
}

/** Characters of a key before the hash at its end; a key has at most 1,024 bytes. */
const MAX_KEY_CHARACTERS = 700;

/** What the keys of all copies of a version begin with, whatever its repository and revision. */
export function copiesPrefix(
  { prefix }: CopyLocation,
  { format, namespace, package: name }: PackageName,
  version: string,
) {
  const parts = [...displayName(format, namespace, name).split('/'), version].map(escapeSegment);
  const path = [format, ...parts].join('/');
  const isLong = path.length > MAX_KEY_CHARACTERS;
  return `${prefix}versions/${isLong ? `${format}/${hashText(path)}` : path}/`;
}

/** The key of the document of one version. */
export function copyKey(location: CopyLocation, copied: CopiedVersion): string {
  const { domainOwner, domain, repository, version, revision } = copied;
  const identity = JSON.stringify([domainOwner, domain, repository, revision]);
  return `${copiesPrefix(location, copied, version)}${hashText(identity)}.json`;
}

/** A text that no client reads as a path or as an escape. */
function escapeSegment(text: string): string {
  return encodeURIComponent(text)
    .replace(/%40/g, '@')
    .replace(/%/g, '=')
    .replace(/^\.+$/, (dots) => dots.replace(/\./g, '=2E'));
}

function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The text of a document, the same for the same copy. */
export function writeColdCopy(copy: ColdCopy): string {
  const { format, namespace, package: name, domain, domainOwner, repository, version, revision } = copy;
  const content = {
    schema: SCHEMA,
    ...{ domainOwner, domain, repository, format, namespace, package: name, version, revision },
    assets: copy.assets.map(({ name: asset, size, sha256 }) => ({ name: asset, size, sha256 })),
    description: copy.description,
    dependencies: copy.dependencies,
    readme: copy.readme,
  };
  return `${JSON.stringify({ ...content, hash: hashText(JSON.stringify(content)) }, undefined, 2)}\n`;
}

/**
 * Reads a document.
 *
 * @throws InvalidColdCopy if it is not as it was written
 */
export function parseColdCopy(text: string): ColdCopy {
  const { hash, ...content } = parseObject(text);
  if (content['schema'] !== SCHEMA) {
    throw new InvalidColdCopy(`its schema must be "${SCHEMA}"; got ${JSON.stringify(content['schema'])}`);
  }
  const actual = hashText(JSON.stringify(content));
  if (hash !== actual) {
    throw new InvalidColdCopy('its hash must be that of its other members: it was altered after it was written');
  }
  const field = (name: 'domain' | 'domainOwner' | 'repository' | 'version' | 'revision') =>
    readField(content, name, FIELDS[name].pattern);
  const { format, namespace, assets, readme } = content;
  if (!isFormat(format)) {
    throw new InvalidColdCopy(`its format must be one of CodeArtifact; got ${JSON.stringify(format)}`);
  }
  const dependencies: unknown = content['dependencies'];
  return {
    ...{ domain: field('domain'), domainOwner: field('domainOwner'), repository: field('repository') },
    ...{ format, package: readField(content, 'package', FIELDS.package.pattern) },
    ...(namespace === undefined ? {} : { namespace: readField(content, 'namespace', FIELDS.namespace.pattern) }),
    ...{ version: field('version'), revision: field('revision'), assets: readAssets(assets) },
    description: Object(content['description']) as Record<string, unknown>,
    ...(typeof readme === 'string' && { readme }),
    dependencies: Array.isArray(dependencies) ? dependencies : [],
  };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // The same message as for any other text.
  }
  throw new InvalidColdCopy('it must be a JSON object, as the function wrote it');
}

function readField(content: Readonly<Record<string, unknown>>, name: string, pattern: RegExp): string {
  const value = content[name];
  if (typeof value !== 'string' || !pattern.test(value)) {
    throw new InvalidColdCopy(`its ${name} must be as CodeArtifact writes it; got ${JSON.stringify(value)}`);
  }
  return value;
}

function readAssets(assets: unknown): CopiedAsset[] {
  if (!Array.isArray(assets) || assets.length === 0) {
    throw new InvalidColdCopy('it must name at least one asset');
  }
  return assets.map((asset: unknown) => {
    const { name, size, sha256 } = Object(asset) as Record<string, unknown>;
    const isValid =
      typeof name === 'string' &&
      name !== '' &&
      isByteCount(size) &&
      typeof sha256 === 'string' &&
      SHA_256.test(sha256);
    if (!isValid) {
      throw new InvalidColdCopy(`each asset must have a name, a size and a SHA-256; got ${JSON.stringify(asset)}`);
    }
    return { name, size, sha256 };
  });
}

function isByteCount(size: unknown): size is number {
  return Number.isSafeInteger(size) && (size as number) >= 0;
}

/** True if a text is a SHA-256 as CodeArtifact writes it. */
export function isSha256(text: unknown): text is string {
  return typeof text === 'string' && SHA_256.test(text);
}
