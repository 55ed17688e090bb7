import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from './template';
import { ValidationError } from './template';

/** One stack of a cloud assembly. */
export interface AssemblyStack {
  readonly stackName: string;
  readonly template: Template;
  /** The account and Region that the stack was synthesized for, where it names them. */
  readonly account?: string;
  readonly region?: string;
  /** File assets by the object key under which they are published. */
  readonly assets: ReadonlyMap<string, FileAsset>;
  /** The path of every resource's construct by its logical id, as the CDK's own tools shorten it. */
  readonly constructPaths: ReadonlyMap<string, string>;
}

/** A file asset: a directory that is published as a zip file, or a file published as it is. */
export interface FileAsset {
  readonly path: string;
  readonly packaging: string;
  /** The bucket that it is published to; it may name the account and the Region as pseudo parameters. */
  readonly bucketName: string;
}

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly displayName?: string;
  readonly properties?: { templateFile?: string; stackName?: string; directoryName?: string; file?: string };
  readonly metadata?: Record<string, { type: string; data?: unknown }[]>;
  readonly additionalMetadataFile?: string;
}

interface StackArtifact {
  readonly id: string;
  readonly directory: string;
  readonly artifact: Artifact;
  readonly assetFiles: string[];
}

/**
 * Reads one stack of a synthesized cloud assembly (the `cdk.out` directory), nested stages included.
 *
 * `name` is the stack's name, its artifact id, or the path under which the CDK lists it.
 */
export function readStack(directory: string, name: string): AssemblyStack {
  const stacks = findStacks(directory);
  const matching = stacks.filter(
    ({ id, artifact }) => id === name || artifact.displayName === name || stackNameOf(id, artifact) === name,
  );
  const [match, ...others] = matching;
  if (match === undefined || others.length > 0) {
    const names = stacks.map(({ id, artifact }) => artifact.displayName ?? id).join(', ');
    const problem = match === undefined ? 'no stack' : `${matching.length} stacks`;
    throw new ValidationError(
      `The cloud assembly ${directory} has ${problem} named ${name}; it has: ${names || 'none'}.`,
    );
  }
  const { artifact } = match;
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(artifact.environment ?? '') ?? [];
  const stackName = stackNameOf(match.id, artifact);
  const template = readJson<Template>(join(match.directory, artifact.properties?.templateFile ?? ''));
  return {
    stackName,
    template: { ...template, Resources: template.Resources ?? {} },
    account: account === 'unknown-account' ? undefined : account,
    region: region === 'unknown-region' ? undefined : region,
    assets: readAssets(match),
    constructPaths: readConstructPaths(match, stackName, template),
  };
}

function findStacks(directory: string): StackArtifact[] {
  const manifest = join(directory, 'manifest.json');
  if (!existsSync(manifest)) {
    throw new ValidationError(`A cloud assembly has a manifest.json; ${directory} has none. Run \`cdk synth\` first.`);
  }
  const artifacts = Object.entries(readJson<{ artifacts?: Record<string, Artifact> }>(manifest).artifacts ?? {});
  const assetFiles = artifacts
    .filter(([, { type }]) => type === 'cdk:asset-manifest')
    .map(([, { properties }]) => join(directory, properties?.file ?? ''));
  const own = artifacts
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([id, artifact]) => ({ id, directory, artifact, assetFiles }));
  const nested = artifacts
    .filter(([, { type }]) => type === 'cdk:cloud-assembly')
    .flatMap(([, { properties }]) => findStacks(join(directory, properties?.directoryName ?? '')));
  return [...own, ...nested];
}

function readAssets({ directory, assetFiles }: StackArtifact): Map<string, FileAsset> {
  interface Destination {
    readonly objectKey: string;
    readonly bucketName: string;
  }
  interface Manifest {
    files?: Record<
      string,
      { source: { path?: string; packaging?: string }; destinations: Record<string, Destination> }
    >;
  }
  const assets = new Map<string, FileAsset>();
  for (const file of assetFiles) {
    for (const { source, destinations } of Object.values(readJson<Manifest>(file).files ?? {})) {
      if (source.path === undefined) {
        continue;
      }
      const asset = { path: join(directory, source.path), packaging: source.packaging ?? 'file' };
      for (const { objectKey, bucketName } of Object.values(destinations)) {
        assets.set(objectKey, { ...asset, bucketName });
      }
    }
  }
  return assets;
}

function readConstructPaths(
  { directory, artifact }: StackArtifact,
  stackName: string,
  template: Template,
): Map<string, string> {
  const extra = artifact.additionalMetadataFile;
  const metadata = {
    ...artifact.metadata,
    ...(extra === undefined ? {} : readJson<NonNullable<Artifact['metadata']>>(join(directory, extra))),
  };
  const paths = new Map<string, string>();
  for (const [logicalId, { Metadata: own }] of Object.entries(template.Resources ?? {})) {
    const path = own?.['aws:cdk:path'];
    if (typeof path === 'string') {
      paths.set(logicalId, shortenPath(path, stackName));
    }
  }
  for (const [path, records] of Object.entries(metadata)) {
    for (const { type, data } of records) {
      if (type === 'aws:cdk:logicalId' && typeof data === 'string') {
        paths.set(data, shortenPath(path, stackName));
      }
    }
  }
  return paths;
}

/** `/Stack/LeftPad/Resource` is shown as `LeftPad`. */
function shortenPath(path: string, stackName: string): string {
  const inner = path.replace(/\/Resource$/, '').replace(/^\//, '');
  return inner.startsWith(`${stackName}/`) ? inner.slice(stackName.length + 1) : inner;
}

function stackNameOf(id: string, artifact: Artifact): string {
  return artifact.properties?.stackName ?? id;
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
