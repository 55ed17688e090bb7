import type { RepositoryVersions, Verdict } from '../../declaration/decide';
import { type ManifestPackage, packageDeclaration } from '../../declaration/manifest';
import { NO_PREVIOUS_VERSIONS } from '../../declaration/previous-versions';
import { DisposalError, describeRefusal } from '../failure';
import { decideOnListing, type Listing, listVersions } from '../list-versions';
import { entryOf } from './execution-state';
import { atOnce, describeVersion, endOfSlice, type Execution } from './execution';
import { forEachPackage } from './packages-in-order';
import { OUTCOMES, type Outcome } from './outcomes';
import { QuietLog } from './quiet-log';
import type { ReportLine } from './report';

/** A manifest disposes, and what only archiving can find does not occur. */
const OUTCOME_OF: Readonly<Partial<Record<Verdict['verdict'], Outcome>>> = {
  'to dispose': OUTCOMES.toDispose,
  'already disposed': OUTCOMES.alreadyDisposed,
  missing: OUTCOMES.missing,
  deleted: OUTCOMES.deleted,
  refused: OUTCOMES.refused,
};

/**
 * Lists the next packages and decides about their versions. All refusals of all packages are gathered: nothing is
 * disposed if there is one, and whoever corrects the manifest needs to know them all.
 */
export async function checkPackages(execution: Execution): Promise<void> {
  const { configuration, deadline, manifest, report, state } = execution;
  const from = state.position;
  const refusals = new Map<number, ReportLine[]>();
  const errors = new Map<number, string>();
  state.position = await forEachPackage(
    {
      from,
      to: endOfSlice(manifest, from),
      atOnce: atOnce(configuration.maxListsPerSecond),
      // A list that fails for one package fails for others: the first few name the reason.
      mayStart: () => errors.size === 0 && deadline.allowsBatch(),
    },
    async (position) => {
      const pkg = manifest.package(position);
      try {
        refusals.set(position, recordVerdicts(execution, pkg, await check(execution, pkg)));
        return true;
      } catch (error) {
        if (!(error instanceof DisposalError)) {
          throw error;
        }
        // Of a list that was cut short because the run ends nobody knows whether it would have failed.
        if (deadline.allowsBatch()) {
          errors.set(position, entryOf(error.failure));
        }
        return false;
      }
    },
  );
  const refused = inOrder(refusals).flat();
  await report.writePart('refused', from, refused);
  if (refused.length > 0) {
    state.fail(
      'refused',
      refused.map(({ package: pkg, version, message }) => `${describeVersion(pkg, version)} ${message}`),
    );
  }
  if (errors.size > 0) {
    state.failure = undefined;
    state.fail('stopped', inOrder(errors), 'Resolve that and deploy again.');
  }
}

async function check(execution: Execution, pkg: ManifestPackage): Promise<Verdict[]> {
  const { caller, configuration, deadline, record, service } = execution;
  const declaration = packageDeclaration(configuration.properties, pkg);
  const listing = await listVersions({ declaration, service, deadline, log: new QuietLog(), caller });
  const isAbsent = (version: string) => (statusOf(listing, version) ?? 'Deleted') === 'Deleted';
  const previous = declaration.versions.some(isAbsent)
    ? { declared: await record.versionsOf(pkg), required: true }
    : NO_PREVIOUS_VERSIONS;
  return decideOnListing(listing, declaration, previous);
}

function statusOf(listing: Listing, version: string): string | undefined {
  return listing instanceof Map ? (listing as RepositoryVersions).get(version)?.status : undefined;
}

/** @returns what is reported of the versions that are refused */
function recordVerdicts({ state }: Execution, pkg: ManifestPackage, verdicts: readonly Verdict[]): ReportLine[] {
  const refused: ReportLine[] = [];
  verdicts.forEach((verdict, n) => {
    const { version } = verdict;
    const outcome = OUTCOME_OF[verdict.verdict] ?? OUTCOMES.refused;
    state.outcomes.set(pkg.line - 2 + n, outcome);
    if (outcome === OUTCOMES.refused) {
      const revision = pkg.versionRevisions.get(version)!;
      const message = verdict.verdict === 'refused' ? describeRefusal(verdict).slice(`${version} `.length) : undefined;
      refused.push({ package: pkg, version, revision, outcome, message });
    }
  });
  return refused;
}

function inOrder<T>(byPosition: ReadonlyMap<number, T>): T[] {
  return [...byPosition].sort(([a], [b]) => a - b).map(([, value]) => value);
}
