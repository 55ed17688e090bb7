/** Packages to work through: positions in a manifest, how many at once, and until when. */
export interface PackageRange {
  readonly from: number;
  readonly to: number;
  readonly atOnce: number;
  /** True if one more package may be started. */
  readonly mayStart: () => boolean;
}

/**
 * Works through packages in their order, some at once, until all are done or no more may be started. Those that were
 * started are waited for.
 *
 * @param work says whether the package is done
 * @returns the position of the first package that is not done
 */
export async function forEachPackage(
  range: PackageRange,
  work: (position: number) => Promise<boolean>,
): Promise<number> {
  const { to, atOnce, mayStart } = range;
  const unfinished: number[] = [];
  let next = range.from;
  const worker = async () => {
    while (next < to && mayStart()) {
      const position = next++;
      if (!(await work(position))) {
        unfinished.push(position);
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(atOnce, to - range.from) }, worker));
  const failed = workers.find((result) => result.status === 'rejected');
  if (failed) {
    throw failed.reason;
  }
  return Math.min(next, ...unfinished);
}
