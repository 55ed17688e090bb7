import { compareLists, compareValues } from './order';
import type { SnapshotBuild, Version } from './version-scheme';

/** A version of Maven, in the order by which Maven resolves dependencies (maven-resolver, `GenericVersion`). */
export interface MavenVersion extends Version {
  readonly items: readonly Item[];
  /** The time and number of one build of a SNAPSHOT; empty for every other version. */
  readonly build: readonly bigint[];
}

/** A part of a version; a bound is the least or greatest version that a wildcard stands for. */
type Item =
  | { readonly kind: 'number'; readonly value: bigint }
  | { readonly kind: 'qualifier'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'bound'; readonly value: 'min' | 'max' };

/** The name of each qualifier by its place in the order; those before the release are negative. */
const QUALIFIER_NAMES: Record<number, string> = {
  [-5]: 'alpha',
  [-4]: 'beta',
  [-3]: 'milestone',
  [-2]: 'rc',
  [-1]: 'snapshot',
  0: 'ga',
  1: 'sp',
};
const QUALIFIERS = new Map([
  ...Object.entries(QUALIFIER_NAMES).map(([value, name]) => [name, Number(value)] as const),
  ['cr', -2],
  ['final', 0],
  ['release', 0],
]);
/** They are short for a qualifier only directly before a digit: `1.0-m3`. */
const SHORT_QUALIFIERS = new Map([
  ['a', -5],
  ['b', -4],
  ['m', -3],
]);

/** Maven refuses these characters in the version of a project. */
const FORBIDDEN = /[\s\p{C}\\/:"<>|?*[\](){},]/u;
/** Maven takes digits of other scripts for digits; nobody publishes them, so they are not read. */
const FOREIGN_DIGIT = /[^\P{Nd}0-9]/u;
const SNAPSHOT_BUILD = /^(.+)-(\d{8}\.\d{6})-(\d+)$/;
/** The same release built for another runtime: `31.1-jre` and `31.1-android`. */
const FLAVOUR = /^(?:jre|jdk|java|android|hadoop|javax|jakarta)$/;

/** Reads a version: Maven orders every text that it lets a project have as its version. */
export function parseMavenVersion(text: string): MavenVersion | undefined {
  if (text === '' || FORBIDDEN.test(text) || FOREIGN_DIGIT.test(text)) {
    return undefined;
  }
  const [, base = text, time, number] = SNAPSHOT_BUILD.exec(text) ?? [];
  if (time === undefined || number === undefined) {
    const items = parseItems(base);
    return { ...describeItems(text, items), items, build: [] };
  }
  // A build takes the place of its SNAPSHOT in the order, among the releases.
  const snapshot = `${base}-SNAPSHOT`;
  const items = parseItems(snapshot);
  const snapshotBuild: SnapshotBuild = { snapshot, order: `${time}-${number.padStart(12, '0')}` };
  return {
    ...describeItems(text, items),
    canonical: `${renderItems(parseItems(base))}-${time}-${BigInt(number)}`,
    items,
    build: [BigInt(time.replace('.', '')), BigInt(number)],
    snapshotBuild,
  };
}

function describeItems(text: string, items: readonly Item[]): Version {
  return {
    text,
    canonical: renderItems(items),
    release: renderItems(withoutFlavour(items)),
    prerelease: isPrerelease(items),
  };
}

function parseItems(version: string): Item[] {
  const parts = version.split(/[._-]/);
  if (parts.length > 1 && parts.at(-1) === '') {
    parts.pop();
  }
  const tokens = parts.flatMap((part) => (part === '' ? [['0']] : [part.match(/\d+|\D+/g)!]));
  const items = tokens.flatMap((part, partIndex) =>
    part.map((token, index) =>
      parseItem(token, {
        beforeDigit: index < part.length - 1,
        last: partIndex === tokens.length - 1 && index === part.length - 1,
      }),
    ),
  );
  return withoutPadding(items);
}

function parseItem(token: string, { beforeDigit, last }: { beforeDigit: boolean; last: boolean }): Item {
  if (/^\d/.test(token)) {
    return { kind: 'number', value: BigInt(token) };
  }
  const text = token.toLowerCase();
  if (last && (text === 'min' || text === 'max')) {
    return { kind: 'bound', value: text };
  }
  const qualifier = (beforeDigit ? SHORT_QUALIFIERS.get(text) : undefined) ?? QUALIFIERS.get(text);
  return qualifier === undefined ? { kind: 'text', value: text } : { kind: 'qualifier', value: qualifier };
}

/** Zeros and `ga` say nothing at the end of their run of numbers or texts: `1.0.0-ga` is `1`. */
function withoutPadding(items: readonly Item[]): Item[] {
  const kept = [...items];
  let run: boolean | undefined;
  let end = kept.length - 1;
  for (let index = end; index > 0; index--) {
    const item = kept[index]!;
    if (isNumber(item) !== run) {
      run = isNumber(item);
      end = index;
    }
    const endsRun = index === kept.length - 1 || isNumber(kept[index - 1]!) === isNumber(item);
    if (end === index && endsRun && compareToPadding(item) === 0) {
      kept.splice(index, 1);
      end--;
    }
  }
  return kept;
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

/** What follows compares with nothing, up to the end of the run of numbers or texts if one is given. */
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

function compareToPadding(item: Item): number {
  switch (item.kind) {
    case 'number':
      return item.value > 0n ? 1 : 0;
    case 'qualifier':
      return item.value;
    case 'text':
      return 1;
    case 'bound':
      return item.value === 'max' ? 1 : -1;
  }
}

function compareItem(a: Item, b: Item): number {
  return compareValues(rank(a), rank(b)) || (a.kind === 'bound' ? 0 : compareValues(a.value, b.value));
}

function rank({ kind, value }: Item): number {
  return kind === 'bound' ? (value === 'min' ? 0 : 4) : ['', 'qualifier', 'text', 'number'].indexOf(kind);
}

function isNumber({ kind }: Item): boolean {
  return kind === 'number' || kind === 'bound';
}

/** A pre-release comes before the numbers that it starts with: `1.0-rc1`, but not `1.0-jre` or `1.0-sp1`. */
function isPrerelease(items: readonly Item[]): boolean {
  return compareItems(items, numericPart(items)) < 0;
}

/** Everything up to the end of the first numbers. */
function numericPart(items: readonly Item[]): Item[] {
  const first = items.findIndex(({ kind }) => kind === 'number');
  const length = items.slice(first).findIndex(({ kind }) => kind !== 'number');
  return withoutPadding(first < 0 || length < 0 ? items : items.slice(0, first + length));
}

function withoutFlavour(items: readonly Item[]): Item[] {
  const start = items.findIndex(({ kind, value }) => kind === 'text' && FLAVOUR.test(value));
  if (start <= 0) {
    return [...items];
  }
  const rest = items.slice(start + 1);
  const end = rest.findIndex(({ kind }) => kind !== 'number');
  return withoutPadding([...items.slice(0, start), ...(end < 0 ? [] : rest.slice(end))]);
}

/** The release that a pre-release leads to; the release of a flavour. */
export function finalMavenVersion({ items, prerelease }: MavenVersion): string {
  return renderItems(prerelease ? numericPart(items) : withoutFlavour(items));
}

/** A text that reads as the same items. */
function renderItems(items: readonly Item[]): string {
  const parts = items.map((item, index) => {
    const separator = index === 0 ? '' : item.kind === 'number' && items[index - 1]!.kind === 'number' ? '.' : '-';
    return separator + (item.kind === 'qualifier' ? QUALIFIER_NAMES[item.value]! : String(item.value));
  });
  const last = items.at(-1);
  // At the end these texts would read as bounds.
  return parts.join('') + (last?.kind === 'text' && /^(?:min|max)$/.test(last.value) ? '-0' : '');
}
