import { archives, type ArchiveRequest } from '../versions/archive-request';
import type { ChangeResult } from '../versions/batches';
import { withRecord } from '../versions/check-versions';
import { deleteArchive } from '../versions/delete-archive';
import { restoreUndeclared } from '../versions/restore';
import { type ManifestPackage, packageDeclaration } from '../../declaration/manifest';
import type { Execution } from './execution';
import { OUTCOMES } from './outcomes';
import { QuietLog } from './quiet-log';
import type { ReportLine } from './report';
import { workThroughSlice } from './slice';

/** What it takes to undo what was done to one package. */
type PackageRequest = Pick<ArchiveRequest, 'declaration' | 'service' | 'deadline' | 'log' | 'caller' | 'records'>;

/**
 * Restores versions of the next packages that earlier deployments archived and that the manifest does not name any more, if
 * the declaration says so; and where the custom resource is deleted, all of them. The record of what was accepted says which
 * packages these are.
 */
export async function restorePackages(execution: Execution): Promise<void> {
  const { configuration, record, report, state } = execution;
  const accepted = await record.versions();
  const from = state.position;
  const { lines, errors } = await workThroughSlice(
    execution,
    { packages: accepted, perSecond: configuration.maxChangesPerSecond },
    async (pkg) => restoredLines(pkg, await restore(execution, pkg)),
  );
  await report.writePart('restored', from, lines);
  if (errors.length > 0) {
    state.fail('not restored', errors);
  } else if (state.position >= accepted.packageCount) {
    state.phase = 'answer';
  }
}

/** @returns the versions that were restored */
async function restore(execution: Execution, pkg: ManifestPackage): Promise<readonly ChangeResult[]> {
  const { archiveRecords, caller, configuration, deadline, isDeletion, manifest, propagationPauses, service } =
    execution;
  const declaration = packageDeclaration(configuration.properties, pkg);
  const request = {
    ...{ declaration, service, deadline, caller, propagationPauses },
    ...{ log: new QuietLog(), records: archiveRecords },
  };
  if (!archives(request)) {
    return [];
  }
  return isDeletion ? deleteArchive(request) : restoreOthers(request, pkg, manifest.find(pkg));
}

async function restoreOthers(
  request: PackageRequest,
  pkg: ManifestPackage,
  declared: ManifestPackage | undefined,
): Promise<readonly ChangeResult[]> {
  const versions = [...(declared?.versionRevisions.keys() ?? [])];
  const kept = new Set(versions);
  if ([...pkg.versionRevisions.keys()].every((version) => kept.has(version))) {
    return [];
  }
  const { declaration, records } = request;
  const { archived } = await withRecord(declaration, () =>
    records.read(declaration.archive.record, declaration.package),
  );
  return restoreUndeclared(request, archived, versions);
}

function restoredLines(pkg: ManifestPackage, results: readonly ChangeResult[]): ReportLine[] {
  return results.flatMap((result) =>
    result.changed
      ? [{ package: pkg, version: result.version, revision: result.revision, outcome: OUTCOMES.restored }]
      : [],
  );
}
