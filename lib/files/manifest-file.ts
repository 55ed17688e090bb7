import { InvalidText } from '../../declaration/line-problems';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Stage, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { joinManifests, type Manifest, manifestHash, parseManifest } from '../../declaration/manifest';
import type { ManifestSource } from './hold-lists';

/** What the names of manifests in a folder end with. */
const EXTENSION = '.disposals';

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
 * Reads a manifest, or all manifests of a folder as one.
 *
 * @throws an error with the broken lines of every file
 */
export function readManifestFile(scope: Construct, path: string): ManifestFile {
  const place = scope.node.path;
  if (Token.isUnresolved(path)) {
    throw new Error(`${place}: manifest must be a path, which is read at synth; got a token.`);
  }
  if (!existsSync(path)) {
    throw new Error(
      `${place}: manifest must be a file, or a folder of files that end with ${EXTENSION}; got ${path}, which does not exist.`,
    );
  }
  if (!statSync(path).isDirectory()) {
    const [manifest] = parseAll(place, [path]);
    return { manifest: manifest!, path, hash: manifestHash(manifest!.bytes), sources: [{ path, manifest: manifest! }] };
  }
  const files = readdirSync(path)
    .filter((name) => name.endsWith(EXTENSION))
    .sort()
    .map((name) => join(path, name));
  if (files.length === 0) {
    throw new Error(
      `${place}: a folder of manifests must have files that end with ${EXTENSION}; got ${path}, which has none.`,
    );
  }
  const sources = parseAll(place, files).map((manifest, n) => ({ path: files[n]!, manifest }));
  const named = sources.map(({ path: file, manifest }) => ({ name: basename(file), manifest }));
  const bytes = joined(place, () => joinManifests(named));
  const hash = manifestHash(bytes);
  // Beside the assembly's own files: an asset has to stay where it is until it is published.
  const target = join(Stage.of(scope)!.assetOutdir, `manifest.${hash}${EXTENSION}`);
  writeFileSync(target, bytes);
  return { manifest: parseManifest(bytes), path: target, hash, sources };
}

function parseAll(place: string, files: readonly string[]): Manifest[] {
  const broken: string[] = [];
  const manifests: Manifest[] = [];
  for (const file of files) {
    try {
      manifests.push(parseManifest(readFileSync(file)));
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
  return manifests;
}

function joined(place: string, join: () => Buffer): Buffer {
  try {
    return join();
  } catch (error) {
    throw new Error(`${place}: ${(error as Error).message}`, { cause: error });
  }
}
