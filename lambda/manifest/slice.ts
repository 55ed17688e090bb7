import type { ManifestPackage } from '../../declaration/manifest';
import { DisposalError } from '../event/failure';
import type { Execution } from './execution';
import { toEntry } from './execution-state';
import { atOnce, endOfSlice, forEachPackage, type PackageSequence } from './packages-in-order';
import type { ReportLine } from './report';

/** The packages to work through, and how many of them are begun in a second. */
export interface SlicePace {
  readonly packages: PackageSequence;
  readonly perSecond: number;
}

/** The results of a slice, in the order of its packages. */
export interface SliceResult {
  readonly lines: readonly ReportLine[];
  /** The reasons of failed packages, an entry each. */
  readonly errors: readonly string[];
}

/**
 * Works through the next packages until all of the slice are done, one fails or the run ends, and moves the position of the
 * state behind the last one that is done.
 *
 * @param work returns the report of a package
 */
export async function workThroughSlice(
  { deadline, state }: Execution,
  { packages, perSecond }: SlicePace,
  work: (pkg: ManifestPackage) => Promise<readonly ReportLine[]>,
): Promise<SliceResult> {
  const lines = new Map<number, readonly ReportLine[]>();
  const errors = new Map<number, string>();
  state.position = await forEachPackage(
    {
      from: state.position,
      to: endOfSlice(packages, state.position),
      atOnce: atOnce(perSecond),
      // A call that fails for one package fails for others: the first few name the reason.
      mayStart: () => errors.size === 0 && deadline.allowsBatch(),
    },
    async (position) => {
      try {
        lines.set(position, await work(packages.package(position)));
        return true;
      } catch (error) {
        if (!(error instanceof DisposalError)) {
          throw error;
        }
        // If the end of the run cut a call short, the call may have succeeded.
        if (deadline.allowsBatch()) {
          errors.set(position, toEntry(error.failure));
        }
        return false;
      }
    },
  );
  return { lines: inOrder(lines).flat(), errors: inOrder(errors) };
}

function inOrder<T>(byPosition: ReadonlyMap<number, T>): T[] {
  return [...byPosition].sort(([a], [b]) => a - b).map(([, value]) => value);
}
