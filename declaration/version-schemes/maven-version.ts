import { readBuildId } from './build-id';
import { hasPrereleaseWord } from './maven-prerelease';
import {
  canonicalMavenVersion,
  compareToPadding,
  isNumber,
  type Item,
  parseMavenText,
  renderItems,
  withoutPadding,
} from './maven-text';
import { compareLists, compareValues } from './order';
import type { Version } from './version-scheme';

/** A version of Maven, in the order of Maven's dependency resolution (maven-resolver, `GenericVersion`). */
export interface MavenVersion extends Version {
  readonly items: readonly Item[];
  /** The time and number of one build of a SNAPSHOT; empty for every other version. */
  readonly build: readonly bigint[];
}

/** The same release built for another runtime: `31.1-jre` and `31.1-android`. */
const FLAVOUR = /^(?:jre|jdk|java|android|hadoop|javax|jakarta)$/;

/** Maven takes every version that ends so for a SNAPSHOT, whatever stands before. */
const SNAPSHOT = /SNAPSHOT$/i;

/** Reads a version: Maven orders every text that it lets a project have as its version. */
export function parseMavenVersion(text: string): MavenVersion | undefined {
  const parsed = parseMavenText(text);
  if (parsed === undefined) {
    return undefined;
  }
  const { items, build } = parsed;
  const snapshot = build
    ? `${build.base}-SNAPSHOT`
    : SNAPSHOT.test(text)
      ? text.replace(SNAPSHOT, 'SNAPSHOT')
      : undefined;
  const [release = text, label] = build ? [] : text.split(/\+(.*)/s);
  const buildId = label === undefined ? undefined : readBuildId(label);
  return {
    text,
    canonical: canonicalMavenVersion(parsed),
    release: renderItems(withoutFlavour(buildId === undefined ? items : (parseMavenText(release)?.items ?? items))),
    prerelease: snapshot !== undefined || comesBeforeItsNumbers(items) || hasPrereleaseWord(text),
    items,
    build: build ? [BigInt(build.time.replace('.', '')), BigInt(build.number)] : [],
    ...(snapshot === undefined ? {} : { snapshot }),
    ...(build && {
      snapshotBuild: { snapshot: `${build.base}-SNAPSHOT`, order: `${build.time}-${build.number.padStart(12, '0')}` },
    }),
    ...(buildId === undefined ? {} : { buildId }),
  };
}

/** The numbers that a version begins with, or the name of its release train. */
export function mavenSeries({ items }: MavenVersion): readonly string[] {
  const [first] = items;
  if (first?.kind === 'text') {
    return [first.value];
  }
  const end = items.findIndex(({ kind }) => kind !== 'number');
  return items.slice(0, end < 0 ? items.length : end).map(({ value }) => String(value));
}

/** The order of maven-resolver; of builds of one SNAPSHOT, that of their time. */
export function compareMavenVersions(a: MavenVersion, b: MavenVersion): number {
  return compareItems(a.items, b.items) || compareLists(a.build, b.build, compareValues);
}

function compareItems(a: readonly Item[], b: readonly Item[]): number {
  let number = true;
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const left = a[index];
    const right = b[index];
    if (left === undefined) {
      return -comparePadding(b, index);
    }
    if (right === undefined) {
      return comparePadding(a, index);
    }
    if (isNumber(left) !== isNumber(right) && index > 0) {
      return isNumber(left) === number ? comparePadding(a, index, number) : -comparePadding(b, index, number);
    }
    const order = compareItem(left, right);
    if (order !== 0) {
      return order;
    }
    number = isNumber(left);
  }
  return 0;
}

/** The rest compares with nothing, up to the end of the run of numbers or texts if one is given. */
function comparePadding(items: readonly Item[], start: number, run?: boolean): number {
  for (const item of items.slice(start)) {
    if (run !== undefined && run !== isNumber(item)) {
      return 0;
    }
    const order = compareToPadding(item);
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}

function compareItem(a: Item, b: Item): number {
  return compareValues(rank(a), rank(b)) || (a.kind === 'bound' ? 0 : compareValues(a.value, b.value));
}

function rank({ kind, value }: Item): number {
  return kind === 'bound' ? (value === 'min' ? 0 : 4) : ['', 'qualifier', 'text', 'number'].indexOf(kind);
}

/** A pre-release comes before the numbers that it starts with: `1.0-rc1`, but not `1.0-jre` or `1.0-sp1`. */
function comesBeforeItsNumbers(items: readonly Item[]): boolean {
  return compareItems(items, numericPart(items)) < 0;
}

/** Everything up to the end of the first numbers. */
function numericPart(items: readonly Item[]): Item[] {
  const first = items.findIndex(({ kind }) => kind === 'number');
  const length = items.slice(first).findIndex(({ kind }) => kind !== 'number');
  return withoutPadding(first < 0 || length < 0 ? items : items.slice(0, first + length));
}

/** Without the flavours and their numbers: `9.4.1209.jre6` is 9.4.1209. */
function withoutFlavour(items: readonly Item[]): Item[] {
  let inFlavour = false;
  const significant = items.filter(({ kind, value }, index) => {
    inFlavour = index > 0 && ((kind === 'text' && FLAVOUR.test(value)) || (inFlavour && kind === 'number'));
    return !inFlavour;
  });
  return withoutPadding(significant);
}

/** The release that a pre-release leads to; the release of a flavour. */
export function finalMavenVersion({ items, prerelease }: MavenVersion): string {
  return renderItems(prerelease ? numericPart(items) : withoutFlavour(items));
}
