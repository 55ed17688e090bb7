import { createHash } from 'node:crypto';
import type { PackageDependency } from '@aws-sdk/client-codeartifact';
import { validationException } from '../exceptions';
import type { PackageCoordinates } from '../names';
import type { Asset, PackageVersion, PackageVersionMetadata } from '../package-version';
import { hashAsset, publishByClient, requirePublishable } from '../package-version-assets';
import type { OperationContext } from '../resources';

const VISIBLE = ['Published', 'Unlisted'];

/** The packument of a package: its published versions and its dist-tags; undefined if there is none. */
export function packument(context: OperationContext, pkg: PackageCoordinates): object | undefined {
  const existing = context.registry.package(pkg);
  const versions = [...(existing?.versions.values() ?? [])].filter(({ status }) => VISIBLE.includes(status));
  if (!existing || versions.length === 0) {
    return undefined;
  }
  const name = toNpmName(pkg);
  const visible = new Set(versions.map(({ version }) => version));
  const tags = [...existing.tags].filter(([, version]) => visible.has(version));
  return {
    _id: name,
    name,
    'dist-tags': Object.fromEntries(tags),
    versions: Object.fromEntries(versions.map((version) => [version.version, manifest(context, pkg, version)])),
    time: Object.fromEntries(versions.map(({ version, publishedTime }) => [version, publishedTime.toISOString()])),
  };
}

function manifest({ endpoint }: OperationContext, pkg: PackageCoordinates, version: PackageVersion): object {
  const name = toNpmName(pkg);
  const asset = version.assets.find((candidate) => candidate.name.endsWith('.tgz'));
  const hashes = asset ? hashAsset(asset, version.revision) : {};
  const tarball = `${endpoint}/npm/${pkg.domain}/${pkg.repository}/${name}/-/${pkg.package}-${version.version}.tgz`;
  return {
    ...version.metadata.packageJson,
    name,
    version: version.version,
    dist: {
      tarball,
      shasum: hashes['SHA-1'],
      integrity: `sha512-${Buffer.from(hashes['SHA-512'] ?? '', 'hex').toString('base64')}`,
    },
  };
}

interface PublishDocument {
  readonly name?: unknown;
  readonly 'dist-tags'?: Readonly<Record<string, string>>;
  readonly versions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly _attachments?: Readonly<Record<string, { readonly data?: string }>>;
}

/** Publishes the document of `npm publish`: one version with its tarball, and the tags that it gets. */
export function publishDocument(context: OperationContext, pkg: PackageCoordinates, document: unknown): void {
  const { versions = {}, _attachments = {}, 'dist-tags': tags = {}, name } = Object(document) as PublishDocument;
  const [[version, packageJson] = [undefined, {}]] = Object.entries(versions);
  const [attachment] = Object.values(_attachments);
  if (version === undefined || attachment?.data === undefined || name !== toNpmName(pkg)) {
    throw validationException('A publish document must have the name, one version and one attachment');
  }
  const bytes = Buffer.from(attachment.data, 'base64');
  const asset: Asset = { name: 'package.tgz', size: bytes.length, bytes };
  const { integrity } = Object(packageJson['dist']) as { integrity?: string };
  const actual = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (integrity !== undefined && integrity !== actual) {
    throw validationException(`The integrity of the tarball is ${actual}, not ${integrity}`);
  }
  requirePublishable(context, { ...pkg, packageVersion: version });
  const { registry, variants } = context;
  publishByClient(
    context,
    { ...pkg, packageVersion: version },
    { assets: [asset], metadata: readMetadata(packageJson) },
  );
  const moved: Record<string, string> = variants.npmLatest === 'moves' ? { latest: version } : {};
  for (const [tag, target] of Object.entries<string>({ ...tags, ...moved })) {
    registry.tag(pkg, tag, target);
  }
}

function readMetadata(packageJson: Readonly<Record<string, unknown>>): PackageVersionMetadata {
  const text = (key: string) => (typeof packageJson[key] === 'string' ? packageJson[key] : undefined);
  const dependencies = Object.entries(Object(packageJson['dependencies']) as Record<string, string>).map(
    ([dependency, versionRequirement]): PackageDependency => {
      const [, namespace, bare = dependency] = /^@([^/]+)\/(.+)$/.exec(dependency) ?? [];
      return { namespace, package: bare, dependencyType: 'regular', versionRequirement };
    },
  );
  const license = text('license');
  return {
    summary: text('description'),
    homePage: text('homepage'),
    licenses: license === undefined ? [] : [license],
    readme: text('readme'),
    dependencies,
    packageJson,
  };
}

function toNpmName({ namespace, package: name }: PackageCoordinates): string {
  return namespace ? `@${namespace}/${name}` : name;
}
