import type { VersionRange, VersionScheme } from '../version-schemes';

/** The parts of a range that can be bounds. */
const BOUND = /[0-9][0-9A-Za-z.+_!-]*/g;
/** Versions before and after all others. */
const ENDS = ['0', '0.0', '0.0.0', '0.0.1', '1', '1.0.0', '99999999', '99999999.0.0'];

/**
 * True if no version can be in a range, such as `>2 <1`, or the npm range `1.0.0 1.1.0`, which means both at once. It tries
 * the bounds of the range, the versions next to them, and the ends.
 */
export function isEmptyRange(scheme: VersionScheme, range: VersionRange, text: string): boolean {
  const isIn = (version: string) => scheme.parse(version) !== undefined && range.keeps(version);
  const bounds = text.match(BOUND) ?? [];
  // Most ranges have one of their bounds, or a version next to it.
  return !(
    bounds.some(isIn) ||
    bounds.flatMap(spellBound).some((bound) => findNeighbors(bound).some(isIn)) ||
    ENDS.some(isIn)
  );
}

/** The bound with all parts, also where the text leaves some open: `1.2` is `1.2.0` as well. */
function spellBound(bound: string): readonly string[] {
  const plain = bound.replace(/\.*(?:\.[xX*])*\.*$/, '');
  return [plain, `${plain}.0`, `${plain}.0.0`];
}

function findNeighbors(version: string): readonly string[] {
  const [, start = '', last = ''] = /^(.*?)([0-9]+)$/.exec(version) ?? [];
  const next = last === '' ? [] : [`${start}${BigInt(last) + 1n}`];
  const before = last === '' || /^0+$/.test(last) ? [] : [`${start}${BigInt(last) - 1n}`];
  const suffixes = ['.1', '.0.1', '-0', '-alpha', '-1', 'a0', '.dev0', '.post1', '.pre'];
  return [
    version,
    ...next,
    ...before,
    ...[version, ...next].flatMap((each) => suffixes.map((suffix) => each + suffix)),
  ];
}
