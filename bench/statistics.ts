export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle) - 1]!) / 2;
}

/** So wide is the middle half of the values, as a part of their median. */
export function spread(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const at = (part: number) => sorted[Math.round((sorted.length - 1) * part)]!;
  return (at(0.75) - at(0.25)) / median(values);
}

/**
 * Measures each of the alternatives `rounds` times, one after the other in every round, so that what disturbs the
 * machine disturbs all of them alike. A round before warms up and does not count, unless one round is all there is.
 */
export async function interleaved<T, R>(
  rounds: number,
  alternatives: readonly T[],
  measure: (alternative: T) => Promise<R>,
): Promise<Map<T, R[]>> {
  const measured = new Map<T, R[]>(alternatives.map((alternative) => [alternative, []]));
  for (let round = rounds > 1 ? 0 : 1; round <= rounds; round++) {
    for (let index = 0; index < alternatives.length; index++) {
      // In another order each time, so that none is always the one after the slowest.
      const alternative = alternatives[(index + round) % alternatives.length]!;
      const result = await measure(alternative);
      if (round > 0) {
        measured.get(alternative)!.push(result);
      }
    }
  }
  return measured;
}
