import { ARCHIVE_ATTRIBUTES, archiveTimeAttribute } from '../../declaration/attributes';
import { describePackage } from '../../declaration/declaration';
import { type Verdict, versionsToChange } from '../../declaration/decide';
import { isSamePackageRecord } from '../../declaration/previous-versions';
import { type CurrentLife, hashPlace, isCurrent } from '../../declaration/record-life';
import type { ArchiveDeclaration, ArchiveRequest } from './archive-request';
import { archiveVersions, readTimes } from './archive-versions';
import { beginLife, endLife } from './begin-life';
import { checkVersions, withRecord } from './check-versions';
import { DisposalError, incomplete, revisionsTooLong } from '../event/failure';
import { type Data, successFits } from '../event/response';
import { restoreUndeclared, type RestoringResult } from './restore';

/**
 * Lists the versions, decides, archives them unless one is refused, records since when they are archived, and restores those
 * that are no longer declared, if the declaration says so.
 *
 * @returns the attributes of the resource
 * @throws DisposalError
 */
export async function archivePackageVersions(request: ArchiveRequest): Promise<Data> {
  const { event, declaration } = request;
  const life = await beginPackageLife(request);
  const { verdicts, previous } = await checkVersions(request);
  if (!successFits(event, longestData(declaration, verdicts))) {
    throw new DisposalError(revisionsTooLong(declaration));
  }
  const toArchive = versionsToChange(verdicts);
  if (toArchive.length > 0 && request.unknownAge) {
    throw new DisposalError(request.unknownAge);
  }
  const { results, record, failure } = await archiveVersions({ ...request, life }, verdicts);
  if (failure !== undefined) {
    throw new DisposalError(failure);
  }
  const failed = results.filter((result) => !result.changed);
  if (failed.length > 0) {
    const archivedNumber = archivedCount(verdicts) - toArchive.length + results.length - failed.length;
    throw new DisposalError(incomplete(declaration, failed, archivedNumber));
  }
  const undeclared = { before: [...previous.declared], declared: declaration.versions };
  requireRestored(await restoreUndeclared({ ...request, life }, undeclared));
  return collectArchiveAttributes(declaration, verdicts, readTimes({ record, life }));
}

/**
 * Does what the removal of the declaration asks for.
 *
 * @throws DisposalError if a version could not be restored
 */
export async function removeArchive(request: ArchiveRequest): Promise<void> {
  const { declaration, records, log } = request;
  const { restoreTo, record: location } = declaration.archive;
  try {
    const life = await withRecord(declaration, () => records.readLife(location), 'Nothing was restored');
    if (!isCurrent(life) || life.place !== hashPlace(declaration.package)) {
      log.info('nothing to restore, as this declaration archived nothing');
      return;
    }
    requireRestored(await restoreUndeclared({ ...request, life }, { before: declaration.versions, declared: [] }));
    await withRecord(declaration, () => endLife(records, location, life), 'The versions are restored');
  } catch (error) {
    // Without a restoreTo there is nothing that the operator could miss, and a deletion must succeed.
    if (restoreTo !== undefined || !(error instanceof DisposalError)) {
      throw error;
    }
    log.failure(error.failure);
  }
}

/** @throws DisposalError unless all is restored that had to be, and nothing else */
function requireRestored({ failure, contradiction = failure }: RestoringResult): void {
  if (contradiction !== undefined) {
    throw new DisposalError(contradiction);
  }
}

function beginPackageLife({ event, declaration, records, caller }: ArchiveRequest): Promise<CurrentLife> {
  const { package: pkg, archive } = declaration;
  const old = event.RequestType === 'Update' ? event.OldResourceProperties : undefined;
  return withRecord(declaration, () =>
    beginLife(records, {
      event,
      location: archive.record,
      place: hashPlace(pkg),
      description: describePackage(pkg),
      reportQueue: archive.reportQueue,
      hasMoved: old !== undefined && !isSamePackageRecord(old, declaration, caller.region),
    }),
  );
}

function archivedVersions(verdicts: readonly Verdict[]): Verdict[] {
  return verdicts.filter(({ verdict }) => verdict === 'to archive' || verdict === 'already archived');
}

function archivedCount(verdicts: readonly Verdict[]): number {
  return archivedVersions(verdicts).length;
}

function collectArchiveAttributes(
  declaration: ArchiveDeclaration,
  verdicts: readonly Verdict[],
  timeOf: (version: string) => Date | undefined,
): Data {
  const times = archivedVersions(verdicts).map(({ version }) => timeOf(version));
  const areArchived = !verdicts.some(({ verdict }) => verdict === 'changed since');
  const areKnown = times.length > 0 && areArchived && times.every((time) => time !== undefined);
  return {
    [ARCHIVE_ATTRIBUTES.count]: String(times.length),
    [ARCHIVE_ATTRIBUTES.archivedAt]: areKnown ? latest(times) : '',
    ...Object.fromEntries(
      declaration.archive.archiveTimeAttributes.map((version) => [
        archiveTimeAttribute(version),
        timeOf(version)?.toISOString() ?? '',
      ]),
    ),
  };
}

function latest(times: readonly Date[]): string {
  return new Date(times.reduce((last, time) => Math.max(last, time.getTime()), 0)).toISOString();
}

/** The attributes with times, to know before the calls that they fit. */
function longestData(declaration: ArchiveDeclaration, verdicts: readonly Verdict[]): Data {
  return collectArchiveAttributes(declaration, verdicts, () => new Date(0));
}
