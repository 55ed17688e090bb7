import { InvalidText } from '../../declaration/line-problems';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Annotations, Stage, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { isShortened, WHOLE_PIN_RULE } from '../../declaration/literal-version';
import {
  describeRepository,
  isAboutRepository,
  joinManifests,
  type Manifest,
  manifestHash,
  type ManifestRepository,
  parseManifest,
  writeManifestHeader,
} from '../../declaration/manifest';

/** The ending of the names of manifests in a folder. */
const MANIFEST_EXTENSION = '.disposals';
/** The number of the line of the first version, from 1. */
const FIRST_VERSION_LINE = 2;
/** Shortened pins that one error names. */
const MAX_MANIFEST_PROBLEMS = 20;

/** A manifest, and the path that messages call it by. */
export interface ManifestSource {
  readonly path: string;
  readonly manifest: Manifest;
}

/** A manifest as it is on disk. */
export interface ManifestFile {
  readonly manifest: Manifest;
  /** The file to upload. */
  readonly path: string;
  readonly hash: string;
  /** The manifests that it is made of, as the user wrote them. */
  readonly sources: readonly ManifestSource[];
}

/**
 * Reads a manifest, or the manifests of a folder that are about a repository as one.
 *
 * @param repository names that are known at synth
 * @throws an error with the broken lines of every file, or if a folder has no manifest of the repository
 */
export function readManifestFile(
  scope: Construct,
  path: string,
  repository: Partial<ManifestRepository>,
): ManifestFile {
  const place = scope.node.path;
  if (Token.isUnresolved(path)) {
    throw new Error(`${place}: manifest must be a path, which is read at synth; got a token.`);
  }
  if (!existsSync(path)) {
    throw new Error(
      `${place}: manifest must be a file, or a folder of files that end with ${MANIFEST_EXTENSION}; got ${path}, which does not exist.`,
    );
  }
  if (!statSync(path).isDirectory()) {
    const sources = parseManifestFiles(place, [path]);
    warnOfUnknownRepository(scope, sources, repository);
    const [{ manifest }] = sources as [ManifestSource];
    return { manifest, path, hash: manifestHash(manifest.bytes), sources };
  }
  const all = parseManifestFiles(place, listManifests(place, path));
  const sources = takeSources(scope, all, repository);
  warnOfUnknownRepository(scope, sources, repository);
  const bytes = joined(place, () =>
    joinManifests(sources.map((source) => ({ name: basename(source.path), ...source }))),
  );
  const hash = manifestHash(bytes);
  // Beside the assembly's own files: an asset has to stay where it is until it is published.
  const target = join(Stage.of(scope)!.assetOutdir, `manifest.${hash}${MANIFEST_EXTENSION}`);
  writeFileSync(target, bytes);
  return { manifest: parseManifest(bytes), path: target, hash, sources };
}

function listManifests(place: string, folder: string): string[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(MANIFEST_EXTENSION))
    .sort()
    .map((name) => join(folder, name));
  if (files.length === 0) {
    throw new Error(
      `${place}: a folder of manifests must have files that end with ${MANIFEST_EXTENSION}; got ${folder}, which has none.`,
    );
  }
  return files;
}

/** Takes the manifests of the repository, and says which ones if it leaves any out. */
function takeSources(
  scope: Construct,
  sources: readonly ManifestSource[],
  repository: Partial<ManifestRepository>,
): readonly ManifestSource[] {
  const isTaken = ({ manifest }: ManifestSource) => isAboutRepository(manifest.repository, repository);
  const [ownSources, others] = [sources.filter(isTaken), sources.filter((source) => !isTaken(source))];
  const names = new Set(ownSources.flatMap(({ manifest }) => (manifest.repository ? [describeSource(manifest)] : [])));
  const list = (some: readonly ManifestSource[]) =>
    some.map(({ path, manifest }) => `${basename(path)} of ${describeSource(manifest)}`).join(', ');
  if (ownSources.length === 0) {
    throw new Error(
      `${scope.node.path}: a folder must have a manifest of the repository of the construct; got ${list(others)}.`,
    );
  }
  if (names.size > 1) {
    throw new Error(
      `${scope.node.path}: manifest must be a file if only the deployment knows the repository and the folder has ` +
        `manifests of several; got ${list(ownSources)}.`,
    );
  }
  if (others.length > 0) {
    Annotations.of(scope).addInfo(
      `Takes ${ownSources.map(({ path }) => basename(path)).join(', ')}, and leaves out ${list(others)}.`,
    );
  }
  return ownSources;
}

/** Early manifests do not name their repository. */
function warnOfUnknownRepository(
  scope: Construct,
  sources: readonly ManifestSource[],
  { domain = 'my-domain', repository = 'my-repo' }: Partial<ManifestRepository>,
) {
  const unknown = sources.filter(({ manifest }) => manifest.repository === undefined).map(({ path }) => path);
  if (unknown.length > 0) {
    Annotations.of(scope).addWarningV2(
      'cdk-codeartifact-disposal:manifestWithoutRepository',
      `${unknown.join(', ')} does not say which repository it is about, so that one of another repository would be taken. ` +
        `Run the command that wrote it again, or write "${writeManifestHeader({ domain, repository })}" as its first line.`,
    );
  }
}

function describeSource({ repository }: Manifest): string {
  return repository === undefined ? 'an unknown repository' : describeRepository(repository);
}

function parseManifestFiles(place: string, files: readonly string[]): ManifestSource[] {
  const broken: string[] = [];
  const sources: ManifestSource[] = [];
  for (const file of files) {
    try {
      const source = { path: file, manifest: parseManifest(readFileSync(file)) };
      sources.push(source);
      broken.push(...describeShortenedPins(source));
    } catch (error) {
      if (!(error instanceof InvalidText)) {
        throw error;
      }
      const more =
        error.count > error.problems.length ? [`${file}: and ${error.count - error.problems.length} more`] : [];
      broken.push(...error.problems.map(({ line, message }) => `${file}:${line}: ${message}`), ...more);
    }
  }
  if (broken.length > 0) {
    throw new Error(`${place}: the manifest must be one that the library wrote; got\n${broken.join('\n')}`);
  }
  return sources;
}

/** A sentence for each line whose revision was copied out of a table that shortens it. */
function describeShortenedPins({ path, manifest }: ManifestSource): string[] {
  if (!manifest.bytes.includes('…') && !manifest.bytes.includes('...')) {
    return [];
  }
  const lines = [...manifest.lines()]
    .map(({ revision }, n) => ({ revision, line: n + FIRST_VERSION_LINE }))
    .filter(({ revision }) => isShortened(revision));
  const more =
    lines.length > MAX_MANIFEST_PROBLEMS ? [`${path}: and ${lines.length - MAX_MANIFEST_PROBLEMS} more`] : [];
  return [
    ...lines
      .slice(0, MAX_MANIFEST_PROBLEMS)
      .map(({ line, revision }) => `${path}:${line}: the revisions must be ${WHOLE_PIN_RULE}; got "${revision}"`),
    ...more,
  ];
}

function joined(place: string, join: () => Buffer): Buffer {
  try {
    return join();
  } catch (error) {
    throw new Error(`${place}: ${(error as Error).message}`, { cause: error });
  }
}
