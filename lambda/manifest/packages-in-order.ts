import type { Manifest } from '../../declaration/manifest';

/** Packages to work through, by their position. */
export type PackageSequence = Pick<Manifest, 'packageCount' | 'package' | 'countVersions'>;

/**
 * Packages between two writes of the state, which are listed again after the function was killed; fewer where they have so
 * many versions, whose report lines would not fit the memory of the function.
 */
const SLICE = { packages: 500, versions: 50_000 };
/** The most calls in progress at once; the pace decides how many are needed. */
const MAX_AT_ONCE = 64;

/** The position after the last package of the slice that begins at a position. */
export function endOfSlice(packages: PackageSequence, from: number): number {
  const last = Math.min(from + SLICE.packages, packages.packageCount);
  let end = from;
  for (let versions = 0; end < last && versions < SLICE.versions; end++) {
    versions += packages.countVersions(end);
  }
  return end;
}

/** The number of packages to work on at once: as many as the pace sends in a second, in case the service takes as long. */
export function atOnce(perSecond: number): number {
  return Math.min(MAX_AT_ONCE, Math.max(4, Math.ceil(perSecond)));
}

/** The positions to work through, how many at once, and until when. */
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
