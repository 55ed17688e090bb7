import type { ArchiveRequest } from '../archive/archive-request';
import { archives } from '../archive/archive-request';
import type { ChangeResult } from '../batches';
import { withRecord } from '../check-versions';
import { deleteArchive } from '../archive/delete-archive';
import { DisposalError } from '../failure';
import { restoreUndeclared } from '../archive/restore';
import { type ManifestPackage, packageDeclaration } from '../../declaration/manifest';
import { entryOf } from './execution-state';
import { atOnce, endOfSlice, type Execution } from './execution';
import { forEachPackage } from './packages-in-order';
import { OUTCOMES } from './outcomes';
import { QuietLog } from './quiet-log';
import type { ReportLine } from './report';

/** What it takes to undo what was done to one package. */
type PackageRequest = Pick<ArchiveRequest, 'declaration' | 'service' | 'deadline' | 'log' | 'caller' | 'records'>;

/**
 * Restores versions of the next packages that earlier deployments archived and that the manifest does not name any more, if
 * the declaration says so; and where the custom resource is deleted, all of them. The record of what was accepted says which
 * packages these are.
 */
export async function restorePackages(execution: Execution): Promise<void> {
  const { configuration, deadline, record, report, state } = execution;
  const accepted = await record.versions();
  const from = state.position;
  const errors = new Map<number, string>();
  const lines = new Map<number, ReportLine[]>();
  state.position = await forEachPackage(
    {
      from,
      to: endOfSlice(accepted, from),
      atOnce: atOnce(configuration.maxChangesPerSecond),
      mayStart: () => errors.size === 0 && deadline.allowsBatch(),
    },
    async (position) => {
      const pkg = accepted.package(position);
      try {
        lines.set(position, restoredLines(pkg, await restore(execution, pkg)));
        return true;
      } catch (error) {
        if (!(error instanceof DisposalError)) {
          throw error;
        }
        if (deadline.allowsBatch()) {
          errors.set(position, entryOf(error.failure));
        }
        return false;
      }
    },
  );
  await report.writePart('restored', from, [...lines.values()].flat());
  if (errors.size > 0) {
    state.fail('not restored', [...errors.values()]);
  } else if (state.position === accepted.packageCount) {
    state.phase = 'answer';
  }
}

/** @returns the versions that were restored */
async function restore(execution: Execution, pkg: ManifestPackage): Promise<readonly ChangeResult[]> {
  const { caller, configuration, deadline, isDeletion, manifest, records, service } = execution;
  const declaration = packageDeclaration(configuration.properties, pkg);
  const request = { declaration, service, deadline, log: new QuietLog(), caller, records };
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
