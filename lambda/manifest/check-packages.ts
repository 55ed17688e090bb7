import { ArchiveHistories } from '../../codeartifact/archive-records';
import type { RepositoryVersions, Verdict } from '../../declaration/decide';
import { type ManifestPackage, packageDeclaration } from '../../declaration/manifest';
import { NO_PREVIOUS_VERSIONS } from '../../declaration/previous-versions';
import { withWaitingTime } from '../versions/check-versions';
import { DisposalError } from '../event/failure';
import { waitingEnd } from '../event/reasons';
import { decideOnListing, type Listing, listVersions } from '../versions/list-versions';
import { describeVersion, type Execution, refusalText, versionsWith } from './execution';
import { OUTCOMES, type Outcome } from './outcomes';
import { QuietLog } from './quiet-log';
import type { ReportLine } from './report';
import { workThroughSlice } from './slice';

const OUTCOME_OF: Readonly<Record<Verdict['verdict'], Outcome>> = {
  'to dispose': OUTCOMES.toChange,
  'to archive': OUTCOMES.toChange,
  'already disposed': OUTCOMES.alreadyDisposed,
  'already archived': OUTCOMES.alreadyArchived,
  'changed since': OUTCOMES.changedSince,
  missing: OUTCOMES.missing,
  deleted: OUTCOMES.deleted,
  refused: OUTCOMES.refused,
};

/**
 * Lists the next packages and decides about their versions. All refusals of all packages are gathered: nothing is changed if there is one, and the author of the manifest needs to know them all.
 */
export async function checkPackages(execution: Execution): Promise<void> {
  const { archiveRecords, configuration, manifest, report, state } = execution;
  const histories = new ArchiveHistories(archiveRecords);
  const from = state.position;
  const { lines: refused, errors } = await workThroughSlice(
    execution,
    { packages: manifest, perSecond: configuration.maxListsPerSecond },
    // A package after the first that is not done may have been checked by an earlier run.
    async (pkg) => ({
      lines: isChecked(execution, pkg) ? [] : recordVerdicts(execution, pkg, await check(execution, pkg, histories)),
    }),
  );
  await report.addToPart('refused', from, refused);
  if (refused.length > 0) {
    state.fail(
      'refused',
      refused.map(({ package: pkg, version, message }) => `${describeVersion(pkg, version)} ${message}`),
    );
  }
  if (errors.length > 0) {
    state.overrule('stopped', errors, 'Resolve that and deploy again.');
  }
}

function isChecked(execution: Execution, pkg: ManifestPackage): boolean {
  return versionsWith(execution, pkg, OUTCOMES.unchecked).length === 0;
}

async function check(execution: Execution, pkg: ManifestPackage, histories: ArchiveHistories): Promise<Verdict[]> {
  const { caller, configuration, deadline, propagationPauses, service, state } = execution;
  const declaration = packageDeclaration(configuration.properties, pkg);
  const listing = await listVersions({
    ...{ declaration, service, deadline, caller, propagationPauses },
    log: new QuietLog(),
  });
  // A disposal asks only about absent versions. Versions that were archived before may have been changed in any way.
  const isAsked = (version: string) => declaration.action === 'archive' || isAbsent(listing, version);
  const previous =
    !state.isNew && declaration.versions.some(isAsked)
      ? { declared: await recordedVersions(execution, pkg), required: true }
      : NO_PREVIOUS_VERSIONS;
  return withWaitingTime(decideOnListing(listing, declaration, previous), { declaration, histories });
}

/** The versions that are recorded; where the record is broken, all versions that the last deployment declared, too. */
async function recordedVersions({ log, record, state }: Execution, pkg: ManifestPackage): Promise<ReadonlySet<string>> {
  try {
    return await record.readVersions(pkg);
  } catch (error) {
    if (!(error instanceof DisposalError) || !state.isRepetition) {
      throw error;
    }
    log.error('the record is broken; the last deployment declared the same versions', { error: error.message });
    return new Set(pkg.versionRevisions.keys());
  }
}

/** True if a list shows that a version does not exist. */
export function isAbsent(listing: Listing, version: string): boolean {
  const status = listing instanceof Map ? (listing as RepositoryVersions).get(version)?.status : undefined;
  return (status ?? 'Deleted') === 'Deleted';
}

/** @returns the report of the refused versions */
function recordVerdicts({ state }: Execution, pkg: ManifestPackage, verdicts: readonly Verdict[]): ReportLine[] {
  const refused: ReportLine[] = [];
  verdicts.forEach((verdict, n) => {
    const { version } = verdict;
    const outcome = OUTCOME_OF[verdict.verdict];
    state.outcomes.set(pkg.firstVersion + n, outcome);
    if (verdict.verdict === 'refused') {
      const revision = pkg.versionRevisions.get(version)!;
      refused.push({ package: pkg, version, revision, outcome, message: refusalText(verdict) });
      const until = waitingEnd(verdict);
      if (until !== undefined) {
        state.addWaiting(until);
      }
    }
  });
  return refused;
}
