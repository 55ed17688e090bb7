/**
 * Finds the versions that were published before a time with few calls: the order of publication is known, so the boundary is found
 * by bisection. Whatever comes after it is asked for its own time too, since that decides, and not its place.
 *
 * @param versions the newest first
 * @param timeOf when a version was published; undefined if it is not known
 * @returns every time that was asked for; a version that is absent was published too late, by its place
 */
export async function findPublishedBefore(
  versions: readonly string[],
  before: Date,
  timeOf: (version: string) => Promise<Date | undefined>,
): Promise<Map<string, Date | undefined>> {
  const times = new Map<string, Date | undefined>();
  const ask = async (index: number) => {
    const version = versions[index]!;
    if (!times.has(version)) {
      times.set(version, await timeOf(version));
    }
    return times.get(version);
  };
  const isBefore = async (index: number) => {
    const time = index in versions ? await ask(index) : undefined;
    return time !== undefined && time < before;
  };
  let low = 0;
  let high = versions.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    let probe = middle;
    // A version without a time says nothing about the others: the next older one does.
    while (probe < high - 1 && (await ask(probe)) === undefined) {
      probe += 1;
    }
    if ((await ask(probe)) === undefined || (await isBefore(probe))) {
      high = middle;
    } else {
      low = probe + 1;
    }
    // One version may have a time that does not fit its place: the next newer one tells before all newer ones are kept.
    if (low === high && (await isBefore(low - 2))) {
      high = low - 2;
      low = 0;
    }
  }
  await Promise.all(versions.slice(low).map((_, index) => ask(low + index)));
  return times;
}
