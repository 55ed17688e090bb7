/** Letters of a name that is long enough to be told by its start. */
const MIN_START = 4;

/**
 * The name that a misspelled one is most likely meant to be; undefined if none looks like it. Letter case does not count.
 */
export function findNearest(text: string, names: Iterable<string>): string | undefined {
  const lowerText = text.toLowerCase();
  const maxDistance = Math.min(2, Math.floor(lowerText.length / 3));
  let nearest: { readonly name: string; readonly distance: number } | undefined;
  for (const name of names) {
    const lower = name.toLowerCase();
    const isStart =
      Math.min(lower.length, lowerText.length) >= MIN_START &&
      (lower.startsWith(lowerText) || lowerText.startsWith(lower));
    const distance = isStart ? Math.min(1, editDistance(lowerText, lower)) : editDistance(lowerText, lower);
    if (distance <= Math.max(maxDistance, isStart ? 1 : 0) && distance < (nearest?.distance ?? Infinity)) {
      nearest = { name, distance };
    }
  }
  return nearest?.name;
}

/** The end of a message about a misspelled name; empty if none looks like it. */
export function suggestNearest(text: string, names: Iterable<string>): string {
  const nearest = findNearest(text, names);
  return nearest === undefined ? '' : `; did you mean ${nearest}?`;
}

/** The end of a sentence about a misspelled name: `got X.`, or `got X; did you mean Y?`. */
export function describeUnknown(text: string, names: Iterable<string>): string {
  const suggestion = suggestNearest(text, names);
  return `got ${text}${suggestion === '' ? '.' : suggestion}`;
}

/** The number of letters to add, to take out, to change or to exchange with the next (optimal string alignment). */
function editDistance(left: string, right: string): number {
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const changes = (rows[i - 1]?.[j - 1] ?? 0) + Number(left[i - 1] !== right[j - 1]);
      const isExchange = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      row.push(
        Math.min(
          changes,
          (rows[i - 1]?.[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          isExchange ? (rows[i - 2]?.[j - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    rows.push(row);
  }
  return rows.at(-1)?.at(-1) ?? 0;
}
