import { ArchiveHistories } from '../../codeartifact/archive-records';
import { listRefusals, versionsToChange, type Verdict } from '../../declaration/decide';
import type { Action, Declaration } from '../../declaration/declaration';
import { type ManifestPackage, packageDeclaration } from '../../declaration/manifest';
import { timeInLife } from '../../declaration/record-life';
import { archives } from '../versions/archive-request';
import { archiveVersions, type ArchivingResult } from '../versions/archive-versions';
import { type ChangeResult, changeInBatches } from '../versions/batches';
import { withWaitingTime } from '../versions/check-versions';
import { DisposalError } from '../event/failure';
import { decideOnListing, listVersions } from '../versions/list-versions';
import { isAbsent } from './check-packages';
import { toEntry } from './execution-state';
import { describeVersion, type Execution, refusalText, versionsWith } from './execution';
import { atOnce, endOfSlice, forEachPackage } from './packages-in-order';
import { OUTCOMES, OUTCOMES_OF } from './outcomes';
import { QuietLog } from './quiet-log';
import type { ReportLine } from './report';

/** Codes of versions that are left for the next run: the time of this one was up, or another version failed first. */
const LEFT = ['OUT_OF_TIME', 'NOT_STARTED'];

/** The results of a list for versions that no longer need a change. */
const OUTCOME_OF_LISTED: Partial<Record<Verdict['verdict'], 'changed' | 'unchanged'>> = {
  // An earlier run sent it, and was ended before it could write so.
  'already disposed': 'changed',
  'already archived': 'changed',
  refused: 'unchanged',
};

/** A version that is not changed, and why. */
interface Failure {
  /** Empty for all of the package. */
  readonly version: string;
  readonly text: string;
}

/**
 * Disposes or archives the versions of the next packages that the check found fit for it, and nothing further after a
 * failure.
 *
 * @param isResumed whether an earlier run may have sent some of these without having written so: then each package is
 * listed again before anything of it is sent
 */
export async function changePackages(execution: Execution, isResumed: boolean): Promise<void> {
  const { archiveRecords, configuration, deadline, manifest, report, state } = execution;
  const histories = new ArchiveHistories(archiveRecords);
  const from = state.position;
  const to = endOfSlice(manifest, from);
  const failures = new Map<number, Failure[]>();
  const revisions = new Map<number, string>();
  state.isUnreported = true;
  const next = await forEachPackage(
    {
      from,
      to,
      atOnce: atOnce(configuration.maxChangesPerSecond),
      mayStart: () => failures.size === 0 && deadline.allowsBatch(),
    },
    async (position) => {
      const pkg = manifest.package(position);
      const pendingVersions = versionsWith(execution, pkg, OUTCOMES.toChange);
      const archivedVersions = versionsWith(execution, pkg, OUTCOMES.alreadyArchived);
      if (pendingVersions.length + archivedVersions.length === 0) {
        return true;
      }
      const changes = await change(execution, pkg, {
        pending: pendingVersions,
        archived: archivedVersions,
        isResumed,
        revisions,
        histories,
      });
      if (changes.failures.length > 0) {
        failures.set(position, changes.failures);
      }
      return changes.isDone;
    },
  );
  const end = failures.size > 0 ? to : next;
  await report.writePart('versions', from, reportLines(execution, { from, to: end, failures, revisions }));
  if (failures.size > 0) {
    await reportNotAttempted(execution, to);
    const entries = [...failures]
      .sort(([a], [b]) => a - b)
      .flatMap(([position, of]) =>
        of.map(({ version, text }) => `${describeVersion(manifest.package(position), version)} ${text}`),
      );
    state.fail('incomplete', entries);
  }
  state.position = next;
  state.isUnreported = false;
}

/** Reports the versions of all packages from a position on, which a deployment leaves as the check found them. */
export async function reportNotAttempted(execution: Execution, from: number): Promise<void> {
  const { manifest, report } = execution;
  const none = new Map<never, never>();
  for (let position = from; position < manifest.packageCount;) {
    const to = endOfSlice(manifest, position);
    const lines = reportLines(execution, { from: position, to, failures: none, revisions: none });
    await report.writePart('versions', position, lines);
    position = to;
  }
}

/** A list that fails says nothing: the versions stay as they were. */
const ignore = () => undefined;

interface PackageProgress {
  /** The versions that are still to be changed. */
  readonly pending: readonly string[];
  /** The versions that were archived already, of a manifest that archives. */
  readonly archived: readonly string[];
  readonly isResumed: boolean;
  /** The revisions that the service gave, by the position of the version. */
  readonly revisions: Map<number, string>;
  readonly histories: ArchiveHistories;
}

async function change(
  execution: Execution,
  pkg: ManifestPackage,
  { pending: pendingVersions, archived: archivedVersions, isResumed, revisions, histories }: PackageProgress,
): Promise<{ failures: Failure[]; isDone: boolean }> {
  const { configuration, deadline } = execution;
  const { action = 'dispose' } = configuration.properties;
  const declaration = packageDeclaration(configuration.properties, pkg, [...pendingVersions, ...archivedVersions]);
  const position = new Map([...pkg.versionRevisions.keys()].map((version, n) => [version, pkg.firstVersion + n]));
  let isSent = false;
  try {
    const listed = isResumed
      ? await listAgain(execution, pkg, pendingVersions)
      : pendingVersions.map((version) => checked(action, pkg, version));
    // A version may have been restored, and archived again, since it was checked.
    const verdicts = await withWaitingTime(listed, { declaration, histories });
    recordListed(execution, pkg, verdicts);
    const refusals = listRefusals(verdicts);
    if (refusals.length > 0) {
      const failures = refusals.map((refusal) => ({ version: refusal.version, text: refusalText(refusal) }));
      return { failures, isDone: false };
    }
    const before = archivedVersions.map((version): Verdict => ({
      verdict: 'already archived',
      version,
      revision: pkg.versionRevisions.get(version)!,
    }));
    isSent = true;
    const names = [...pkg.versionRevisions.keys()];
    const { results, failure } = await send(execution, { declaration, declared: names }, [...verdicts, ...before]);
    const { failures, isDone } = readResults(execution, results, { position, revisions });
    return failure === undefined
      ? { failures, isDone }
      : { failures: [...failures, { version: '', text: toEntry(failure) }], isDone: false };
  } catch (error) {
    if (!(error instanceof DisposalError)) {
      throw error;
    }
    if (isSent) {
      await listAgain(execution, pkg, pendingVersions).then(
        (verdicts) => recordListed(execution, pkg, verdicts),
        ignore,
      );
    }
    const failures = [{ version: '', text: toEntry(error.failure) }];
    // If the end of the run cut a call short, the call may have succeeded.
    return { failures: deadline.allowsBatch() ? failures : [], isDone: false };
  }
}

/** Disposes the versions; or archives them, and adds their times to the state. */
async function send(
  execution: Execution,
  { declaration, declared: names }: { readonly declaration: Declaration; readonly declared: readonly string[] },
  verdicts: readonly Verdict[],
): Promise<Pick<ArchivingResult, 'results' | 'failure'>> {
  const { archiveRecords, life, state } = execution;
  const request = { ...changeContext(execution, declaration), records: archiveRecords };
  if (!archives(request)) {
    return { results: await changeInBatches(versionsToChange(verdicts), request) };
  }
  if (life === undefined) {
    throw new DisposalError({
      what: 'Nothing was archived: another event has ended the record of the construct',
      entries: [],
      next: 'Deploy again.',
    });
  }
  const { results, record, failure } = await archiveVersions({ ...request, life, declared: names }, verdicts);
  const failed = new Set(results.filter(({ changed }) => !changed).map(({ version }) => version));
  const archivedVersions = verdicts.filter(({ verdict }) => verdict === 'to archive' || verdict === 'already archived');
  state.addArchiveTimes(
    archivedVersions
      .filter(({ version }) => !failed.has(version))
      .map(({ version }) => timeInLife(record.get(version), life)),
  );
  return { results, failure };
}

function readResults(
  { configuration, state }: Execution,
  results: readonly ChangeResult[],
  { position, revisions }: { position: ReadonlyMap<string, number>; revisions: Map<number, string> },
): { failures: Failure[]; isDone: boolean } {
  const { changed, unchanged } = OUTCOMES_OF[configuration.properties.action ?? 'dispose'];
  const failures: Failure[] = [];
  let isDone = true;
  for (const result of results) {
    const at = position.get(result.version);
    if (result.changed) {
      state.outcomes.set(at!, changed);
      revisions.set(at!, result.revision);
      continue;
    }
    isDone = false;
    if (!LEFT.includes(result.code)) {
      failures.push({ version: result.version, text: `${result.code}: ${result.message}` });
      if (at !== undefined) {
        state.outcomes.set(at, unchanged);
      }
    }
  }
  return { failures, isDone };
}

/** Lists a package again if an earlier run may have sent versions of it. */
export async function listAgain(
  execution: Execution,
  pkg: ManifestPackage,
  pendingVersions: readonly string[],
): Promise<Verdict[]> {
  const { configuration } = execution;
  const declaration = packageDeclaration(configuration.properties, pkg, pendingVersions);
  const listing = await listVersions(changeContext(execution, declaration));
  // A version that was there when it was checked, and is not any more, was deleted: there is nothing left to do.
  const names = new Set(pendingVersions.filter((version) => isAbsent(listing, version)));
  return decideOnListing(listing, declaration, { declared: names, required: true });
}

/** Writes down the outcome of versions that an earlier run has changed, or that cannot be changed any more. */
export function recordListed(
  { configuration, state }: Execution,
  { firstVersion, versionRevisions }: ManifestPackage,
  verdicts: readonly Verdict[],
) {
  const { action = 'dispose' } = configuration.properties;
  const position = new Map([...versionRevisions.keys()].map((version, n) => [version, firstVersion + n]));
  for (const { verdict, version } of verdicts) {
    const outcome = OUTCOME_OF_LISTED[verdict];
    if (outcome !== undefined) {
      state.outcomes.set(position.get(version)!, OUTCOMES_OF[action][outcome]);
    } else if (verdict === 'deleted') {
      state.outcomes.set(position.get(version)!, OUTCOMES.deleted);
    }
  }
}

/** The inputs of calls about one package. */
function changeContext({ caller, deadline, service, propagationPauses }: Execution, declaration: Declaration) {
  return { declaration, service, deadline, log: new QuietLog(), caller, propagationPauses };
}

/** The verdict of the check. */
function checked(action: Action, { versionRevisions }: ManifestPackage, version: string): Verdict {
  return { verdict: `to ${action}`, version, revision: versionRevisions.get(version)!, status: '' };
}

function reportLines(
  { manifest, state }: Execution,
  {
    from,
    to,
    failures,
    revisions,
  }: {
    from: number;
    to: number;
    failures: ReadonlyMap<number, readonly Failure[]>;
    revisions: ReadonlyMap<number, string>;
  },
): ReportLine[] {
  const lines: ReportLine[] = [];
  for (let position = from; position < to; position++) {
    const pkg = manifest.package(position);
    const messages = new Map(failures.get(position)?.map(({ version, text }) => [version, text]));
    let at = pkg.firstVersion;
    for (const [version, pin] of pkg.versionRevisions) {
      const outcome = state.outcomes.get(at);
      const revision = revisions.get(at) ?? pin;
      const message = messages.get(version);
      lines.push({ package: pkg, version, revision, outcome, message });
      at += 1;
    }
  }
  return lines;
}
