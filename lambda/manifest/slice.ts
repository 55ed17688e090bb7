import type { ManifestPackage } from '../../declaration/manifest';
import { DisposalError, type FailureMessage } from '../event/failure';
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

/** The result of one package. */
interface PackageResult {
  readonly lines: readonly ReportLine[];
  /** The reason why the package is not done. */
  readonly failure?: FailureMessage;
}

/**
 * Works through the next packages until all of the slice are done, one fails or the run ends, and moves the position of the
 * state behind the last one that is done.
 *
 * @param work returns the report of a package, also where it fails after a part of it was done
 */
export async function workThroughSlice(
  { deadline, state }: Execution,
  { packages, perSecond }: SlicePace,
  work: (pkg: ManifestPackage) => Promise<PackageResult>,
): Promise<SliceResult> {
  const lines = new Map<number, readonly ReportLine[]>();
  const errors = new Map<number, string>();
  const addFailure = (position: number, failure: FailureMessage) => {
    // If the end of the run cut a call short, the call may have succeeded.
    if (deadline.allowsBatch()) {
      errors.set(position, toEntry(failure));
    }
  };
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
        const { lines: packageLines, failure } = await work(packages.package(position));
        lines.set(position, packageLines);
        if (failure !== undefined) {
          addFailure(position, failure);
        }
        return failure === undefined;
      } catch (error) {
        if (!(error instanceof DisposalError)) {
          throw error;
        }
        addFailure(position, error.failure);
        return false;
      }
    },
  );
  return { lines: inOrder(lines).flat(), errors: inOrder(errors) };
}

function inOrder<T>(byPosition: ReadonlyMap<number, T>): T[] {
  return [...byPosition].sort(([a], [b]) => a - b).map(([, value]) => value);
}
