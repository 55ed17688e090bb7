/** A part of a version; a bound is the least or greatest version that a wildcard stands for. */
export type Item =
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
const FORBIDDEN_CHARACTERS = /[\s\p{C}\\/:"<>|?*[\](){},]/u;
/** Maven takes digits of other scripts for digits. No known version has them, so they are not read. */
const FOREIGN_DIGIT = /[^\P{Nd}0-9]/u;
const SNAPSHOT_BUILD = /^(.+)-(\d{8}\.\d{6})-(\d+)$/;
/** The content of a text: the parts of a version, and the build if it is one of a SNAPSHOT. */
export interface MavenText {
  readonly items: readonly Item[];
  readonly build?: { readonly base: string; readonly time: string; readonly number: string };
}

/**
 * Splits a version into its parts; undefined if Maven does not let a project have it as its version. One build of a
 * SNAPSHOT has the parts of this SNAPSHOT.
 */
export function parseMavenText(text: string): MavenText | undefined {
  if (text === '' || FORBIDDEN_CHARACTERS.test(text) || FOREIGN_DIGIT.test(text)) {
    return undefined;
  }
  const [, base, time, number] = SNAPSHOT_BUILD.exec(text) ?? [];
  return base === undefined || time === undefined || number === undefined
    ? { items: parseItems(text) }
    : { items: parseItems(`${base}-SNAPSHOT`), build: { base, time, number } };
}

/** The same text for every spelling of a version: `1` for `1.0`, `1.0.0` and `1.0.Final`. */
export function canonicalMavenVersion({ items, build }: MavenText): string {
  return build === undefined
    ? renderItems(items)
    : `${renderItems(parseItems(build.base))}-${build.time}-${BigInt(build.number)}`;
}

/** A text that reads as the same items. */
export function renderItems(items: readonly Item[]): string {
  const parts = items.map((item, index) => {
    const separator = index === 0 ? '' : item.kind === 'number' && items[index - 1]!.kind === 'number' ? '.' : '-';
    return separator + (item.kind === 'qualifier' ? QUALIFIER_NAMES[item.value]! : String(item.value));
  });
  const last = items.at(-1);
  // At the end these texts would read as bounds.
  return parts.join('') + (last?.kind === 'text' && /^(?:min|max)$/.test(last.value) ? '-0' : '');
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
export function withoutPadding(items: readonly Item[]): Item[] {
  const rest = [...items];
  let run: boolean | undefined;
  let end = rest.length - 1;
  for (let index = end; index > 0; index--) {
    const item = rest[index]!;
    if (isNumber(item) !== run) {
      run = isNumber(item);
      end = index;
    }
    const endsRun = index === rest.length - 1 || isNumber(rest[index - 1]!) === isNumber(item);
    if (end === index && endsRun && compareToPadding(item) === 0) {
      rest.splice(index, 1);
      end--;
    }
  }
  return rest;
}

/** Compares a part with nothing. */
export function compareToPadding(item: Item): number {
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

export function isNumber({ kind }: Item): boolean {
  return kind === 'number' || kind === 'bound';
}
