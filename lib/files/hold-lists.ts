import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Hold, HoldLines } from '../../declaration/hold';
import { HOLDS_METADATA } from '../../declaration/hold-metadata';
import type { LineProblem } from '../../declaration/line-problems';
import { displayName } from '../../declaration/package-format';
import type { PackageName } from '../../declaration/package-name';
import { bundlePath } from './bundle-path';
import type { ManifestSource } from './manifest-file';

/** The ending of the names of hold lists in a folder. */
const HOLD_LIST_EXTENSION = '.txt';
/** Versions that one error names. */
const MAX_HELD_LINES = 20;

/** The reader of hold lists, with the version schemes and the packages that they need. */
interface HoldListReader {
  /** @throws an error with `problems` and `count` */
  readonly parseHoldList: (text: string) => HoldLines;
}

/** A hold list, and the path that messages call it by. */
interface HoldListFile {
  readonly path: string;
  readonly text: string;
  readonly holds: HoldLines;
}

/**
 * Refuses manifests that name a version which a hold list holds. Warns of a hold that matches no version of its package,
 * though a manifest names the package: perhaps the hold is misspelled.
 *
 * @param path of a hold list, or of a folder of hold lists
 * @throws an error with the line of each such version, and the line that holds it
 */
export function checkHolds(scope: Construct, path: string, manifests: readonly ManifestSource[]): void {
  const lists = readHoldLists(scope, path);
  const refusals = manifests.flatMap((source) => heldLines(source, lists));
  if (refusals.length > 0) {
    throw new Error(
      `${scope.node.path}: a manifest must name no version that a hold list holds; got ${refusals.length}:\n` +
        listFirst(refusals).join('\n') +
        '\nRemove these lines from the manifest, or those that hold them if the versions may be disposed after all.',
    );
  }
  const empty = lists.filter(({ holds }) => holds.holds.length === 0).map(({ path: file }) => file);
  if (empty.length > 0) {
    Annotations.of(scope).addInfo(`${empty.join(', ')} has no line, and holds nothing.`);
  }
  const idle = lists.flatMap((list) => findIdleHolds(list, manifests));
  if (idle.length > 0) {
    Annotations.of(scope).addWarningV2(
      'cdk-codeartifact-disposal:holdWithoutVersion',
      `The manifest names other versions of packages that are held: ${listFirst(idle).join('; ')}. Check that each hold is ` +
        'spelled as the repository spells the version.',
    );
  }
}

/** Versions of one package that a declaration names. */
interface PackageVersions {
  readonly name: PackageName;
  readonly versions: readonly string[];
}

/**
 * Refuses versions of one package that a hold list holds.
 *
 * @param path of a hold list, or of a folder of hold lists
 * @throws an error with each such version, and the line that holds it
 */
export function checkPackageHolds(scope: Construct, path: string, { name, versions }: PackageVersions): void {
  const refusals = readHoldLists(scope, path).flatMap((list) =>
    versions.flatMap((version) => {
      const hold = list.holds.find(name, version);
      return hold === undefined ? [] : [`${version} is held by ${list.path}:${hold.line}${extent(hold)}`];
    }),
  );
  if (refusals.length > 0) {
    throw new Error(
      `${scope.node.path}: versions must name no version that a hold list holds; got ${refusals.length}:\n` +
        listFirst(refusals).join('\n') +
        '\nRemove these versions, or the lines that hold them if the versions may be disposed after all.',
    );
  }
}

/** The holds of some versions of a package that a manifest names. None of them is in a manifest, or it would be refused. */
function findIdleHolds({ path, holds }: HoldListFile, manifests: readonly ManifestSource[]): string[] {
  return holds.holds
    .filter(
      (hold) => hold.versions !== undefined && manifests.some(({ manifest }) => manifest.find(hold) !== undefined),
    )
    .map(
      (hold) =>
        `${path}:${hold.line} (${hold.format} ${displayName(hold.format, hold.namespace, hold.package)} ${hold.versions})`,
    );
}

function listFirst(lines: readonly string[]): string[] {
  const more = lines.length > MAX_HELD_LINES ? [`and ${lines.length - MAX_HELD_LINES} more`] : [];
  return [...lines.slice(0, MAX_HELD_LINES), ...more];
}

/** A sentence for each version that is held, in the order of the manifest. */
function heldLines({ path, manifest }: ManifestSource, lists: readonly HoldListFile[]): string[] {
  const byLine = new Map<number, string>();
  for (const list of lists) {
    for (const name of list.holds.packages()) {
      const pkg = manifest.find(name);
      [...(pkg?.versionRevisions.keys() ?? [])].forEach((version, n) => {
        const hold = list.holds.find(name, version);
        const line = pkg!.line + n;
        if (hold !== undefined && !byLine.has(line)) {
          const described = `${name.format} ${displayName(name.format, name.namespace, name.package)}`;
          byLine.set(
            line,
            `${path}:${line}: ${described} ${version} is held by ${list.path}:${hold.line}${extent(hold)}`,
          );
        }
      });
    }
  }
  return [...byLine].sort(([a], [b]) => a - b).map(([, text]) => text);
}

/** ` (>=1.0.0 <2.0.0)`, or how else a line says which versions it holds. */
function extent({ versions }: Hold): string {
  return ` (${versions ?? 'all versions'})`;
}

function readHoldLists(scope: Construct, path: string): HoldListFile[] {
  const place = scope.node.path;
  const rule = `holds must be the path of a hold list, or of a folder of files that end with ${HOLD_LIST_EXTENSION}`;
  if (Token.isUnresolved(path)) {
    throw new Error(`${place}: ${rule}, which is read at synth; got a token.`);
  }
  if (!existsSync(path)) {
    throw new Error(`${place}: ${rule}; got ${path}, which does not exist.`);
  }
  const files = statSync(path).isDirectory() ? listHoldLists(place, path) : [path];
  if (files.length === 0) {
    throw new Error(`${place}: ${rule}; got ${path}, a folder that has none.`);
  }
  const lists = parseHoldFiles(place, files);
  // A review compares the lists with those of the base branch.
  scope.node.addMetadata(HOLDS_METADATA, lists.map(({ text }) => text).join('\n'));
  return lists;
}

/** A list of another name would hold nothing. Manifests may be in the same folder. */
function listHoldLists(place: string, folder: string): string[] {
  const names = readdirSync(folder).sort();
  const others = names.filter(
    (name) => ![HOLD_LIST_EXTENSION, '.disposals'].some((extension) => name.endsWith(extension)),
  );
  if (others.length > 0) {
    throw new Error(
      `${place}: a folder of hold lists must have files that end with ${HOLD_LIST_EXTENSION} alone; got ${others.join(', ')} in ` +
        `${folder}. Rename or move files that are no hold lists.`,
    );
  }
  return names.filter((name) => name.endsWith(HOLD_LIST_EXTENSION)).map((name) => join(folder, name));
}

function parseHoldFiles(place: string, files: readonly string[]): HoldListFile[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- where the bundle is depends on how the library is installed
  const { parseHoldList } = require(join(bundlePath('readers'), 'index.js')) as HoldListReader;
  const broken: string[] = [];
  const lists = files.map((path): HoldListFile | undefined => {
    try {
      const text = readFileSync(path, 'utf8');
      return { path, text, holds: parseHoldList(text) };
    } catch (error) {
      const { problems, count } = error as { problems?: readonly LineProblem[]; count: number };
      if (problems === undefined) {
        throw error;
      }
      const more = count > problems.length ? [`${path}: and ${count - problems.length} more`] : [];
      broken.push(...problems.map(({ line, message }) => `${path}:${line}: ${message}`), ...more);
      return undefined;
    }
  });
  if (broken.length > 0) {
    throw new Error(`${place}: every line of a hold list must be read; got\n${broken.join('\n')}`);
  }
  return lists.filter((list) => list !== undefined);
}
