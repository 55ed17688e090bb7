import { type ManifestPackage, packageDeclaration } from '../../declaration/manifest';
import { archives } from '../versions/archive-request';
import type { ChangeResult } from '../versions/batches';
import { endLife } from '../versions/begin-life';
import { restoreUndeclared, type RestoringResult } from '../versions/restore';
import type { Execution } from './execution';
import { toEntry } from './execution-state';
import { OUTCOMES } from './outcomes';
import type { LostPackages } from './previous-manifest';
import { QuietLog } from './quiet-log';
import type { ReportLine } from './report';
import { workThroughSlice } from './slice';
import { ManifestUnavailable } from './stored-manifest';

/**
 * Withdraws the versions of the next packages that the manifest does not name any more, and restores those that this life of
 * the construct archived, if the declaration says so. If the custom resource is deleted, these are all versions, and the life
 * of the construct ends. Without a restoreTo, all that can fail is logged: the versions stay announced.
 */
export async function restorePackages(execution: Execution): Promise<void> {
  const { configuration, log, report, state, watch } = execution;
  const packages = await findLostPackages(execution);
  if (packages === undefined) {
    return;
  }
  const from = state.position;
  const { lines, errors } = await workThroughSlice(
    execution,
    { packages, perSecond: configuration.maxChangesPerSecond },
    async (pkg) => {
      const { results, failure, contradiction } = await restore(execution, packages, pkg);
      if (contradiction !== undefined) {
        state.fail('not restored', [toEntry(contradiction)], contradiction.next);
      }
      return { lines: restoredLines(pkg, results), failure };
    },
  );
  await report.addToPart('restored', from, lines);
  if (watch.isSuperseded) {
    // The newer event may have begun the next life of the construct already.
    return;
  }
  if (errors.length > 0 && configuration.properties.restoreTo !== undefined) {
    state.fail('not restored', errors);
    return;
  }
  if (errors.length > 0) {
    log.error('versions could not be withdrawn from the record', { packages: errors.length });
  }
  if (errors.length > 0 || state.position >= packages.packageCount) {
    await endDeletion(execution);
    state.phase = 'answer';
  }
}

/** @returns undefined if the copy of the manifest is broken; the state then says so */
async function findLostPackages(execution: Execution): Promise<LostPackages | undefined> {
  const { isDeletion, manifest, previous, state } = execution;
  try {
    return await previous.findLostPackages(isDeletion ? undefined : manifest);
  } catch (error) {
    if (!(error instanceof ManifestUnavailable)) {
      throw error;
    }
    if (execution.configuration.properties.restoreTo === undefined) {
      state.phase = 'answer';
    } else {
      state.fail('not restored', [error.message], error.next);
    }
    return undefined;
  }
}

async function restore(execution: Execution, packages: LostPackages, pkg: ManifestPackage): Promise<RestoringResult> {
  const { archiveRecords, caller, configuration, deadline, life, propagationPauses, service } = execution;
  const declaration = packageDeclaration(configuration.properties, pkg);
  const request = {
    ...{ declaration, service, deadline, caller, propagationPauses },
    ...{ log: new QuietLog(), records: archiveRecords },
  };
  if (life === undefined || !archives(request)) {
    return { results: [] };
  }
  const before = [...pkg.versionRevisions.keys()];
  return restoreUndeclared({ ...request, life }, { before, declared: packages.declaredVersions(pkg) });
}

/** Without a restoreTo, a deletion succeeds whatever fails. */
async function endDeletion({ archiveRecords, configuration, isDeletion, life, log }: Execution): Promise<void> {
  const { recordBucket, recordKey, restoreTo } = configuration.properties;
  if (!isDeletion || life === undefined || recordBucket === undefined || recordKey === undefined) {
    return;
  }
  try {
    await endLife(archiveRecords, { bucket: recordBucket, key: recordKey }, life);
  } catch (error) {
    if (restoreTo !== undefined) {
      throw error;
    }
    const { name, message } = error as Error;
    log.error('could not end the record of the construct', { name, reason: message });
  }
}

function restoredLines(pkg: ManifestPackage, results: readonly ChangeResult[]): ReportLine[] {
  return results.flatMap((result) =>
    result.changed
      ? [{ package: pkg, version: result.version, revision: result.revision, outcome: OUTCOMES.restored }]
      : [],
  );
}
