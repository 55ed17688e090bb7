/** The greatest n from 0 to max that fits; undefined if 0 does not fit. */
export function largestThatFits(max: number, fits: (n: number) => boolean): number | undefined {
  if (!fits(0)) {
    return undefined;
  }
  let low = 0;
  let high = max;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}
