/** Compares numbers or texts, texts by their code units: no locale, so that every machine gives the same order. */
export function compareValues<T extends bigint | number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Compares two lists by their first difference; the shorter list comes first if the other begins with it. */
export function compareLists<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): number {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a[index];
    const right = b[index];
    if (left === undefined || right === undefined) {
      return a.length - b.length;
    }
    const order = compare(left, right);
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}

/** The two lists, the shorter one with zeros at its end, for orders that take a missing number for zero. */
export function padWithZeros<T>(a: readonly T[], b: readonly T[]): [a: (T | bigint)[], b: (T | bigint)[]] {
  const length = Math.max(a.length, b.length);
  const pad = (list: readonly T[]) => [...list, ...Array.from({ length: length - list.length }, () => 0n)];
  return [pad(a), pad(b)];
}

/** The list without the zeros at its end, which say nothing in many orders. */
export function withoutTrailingZeros<T>(list: readonly T[]): T[] {
  let length = list.length;
  while (length > 0 && list[length - 1] === 0n) {
    length--;
  }
  return list.slice(0, length);
}
