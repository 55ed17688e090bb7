import { type ManifestPackage, packageDeclaration } from '../../declaration/manifest';
import { within } from '../event/deadline';
import { DisposalError, type FailureMessage } from '../event/failure';
import { CopyStopped, copyVersion } from '../versions/copy-version';
import type { Copying } from './copying';
import { describeVersion, type Execution, versionsWith } from './execution';
import { OUTCOMES } from './outcomes';
import type { ReportLine } from './report';
import { workThroughSlice } from './slice';

/**
 * Copies the versions of the next packages that the check found fit for a change. All that cannot be copied are gathered:
 * nothing is changed if there is one.
 */
export async function copyPackages(execution: Execution, copying: Copying): Promise<void> {
  const { configuration, log, manifest, report, state } = execution;
  const from = state.position;
  const bytes = { copied: 0 };
  const { lines, errors } = await workThroughSlice(
    execution,
    { packages: manifest, perSecond: configuration.maxListsPerSecond },
    async (pkg) => ({ lines: await copyPackage(execution, copying, { pkg, bytes }) }),
  );
  await report.addToPart('not-copied', from, lines);
  log.info('copied', { packages: state.position - from, bytes: bytes.copied, notCopied: lines.length });
  const failures = lines.filter(({ outcome }) => outcome === OUTCOMES.notCopied);
  if (failures.length > 0) {
    state.fail(
      'not copied',
      failures.map(({ package: pkg, version, message }) => `${describeVersion(pkg, version)} ${message}`),
    );
  }
  if (errors.length > 0) {
    state.overrule('stopped', errors, 'Resolve that and deploy again: what is copied already is not read again.');
  }
}

/** @returns the report of versions without a complete copy */
async function copyPackage(
  execution: Execution,
  copying: Copying,
  { pkg, bytes }: { readonly pkg: ManifestPackage; readonly bytes: { copied: number } },
): Promise<ReportLine[]> {
  const { configuration, deadline, state } = execution;
  const versions = versionsWith(execution, pkg, OUTCOMES.toChange);
  const { package: packageOfCall } = packageDeclaration(configuration.properties, pkg, versions);
  const lines = new Map<string, ReportLine>();
  await settle(
    versions.map((version) =>
      copying.versionSlots.run(async () => {
        if (!deadline.allowsBatch()) {
          throw new DisposalError(COPY_LEFT);
        }
        const revision = pkg.versionRevisions.get(version)!;
        const result = await stopOnError(() =>
          within(deadline.forCalls, (signal) =>
            copyVersion(copying.context, packageOfCall, { version, revision, signal }),
          ),
        );
        if (result.isComplete) {
          bytes.copied += result.bytes ?? 0;
          state.newCopies += result.bytes === undefined ? 0 : 1;
          return;
        }
        const isAccepted = result.isArchived && copying.configuration.allowArchivedWithoutCopy;
        lines.set(version, {
          ...{ package: pkg, version, revision },
          outcome: isAccepted ? OUTCOMES.toChange : OUTCOMES.notCopied,
          message: isAccepted ? `accepted: ${result.message}` : `NOT_COPIED: ${result.message}`,
        });
      }),
    ),
  );
  [...pkg.versionRevisions.keys()].forEach((version, n) => {
    if (lines.get(version)?.outcome === OUTCOMES.notCopied) {
      state.outcomes.set(pkg.firstVersion + n, OUTCOMES.notCopied);
    }
  });
  return versions.flatMap((version) => lines.get(version) ?? []);
}

/** The reason of a version that waited for its turn until the end of the run, or until a newer event came. */
const COPY_LEFT: FailureMessage = { what: 'not copied yet', entries: [], next: 'Deploy again.' };

/** Waits for all work to end. @throws the first failure */
async function settle(work: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) {
    throw failed.reason;
  }
}

/** @throws DisposalError if no version can be copied, or the time is up */
async function stopOnError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CopyStopped) {
      throw new DisposalError({ what: error.message, entries: [], next: error.next });
    }
    const { name, message } = error as Error;
    if (name === 'OUT_OF_TIME' || name === 'AbortError') {
      throw new DisposalError({ what: message, entries: [], next: 'Deploy again.' });
    }
    throw error;
  }
}
