import { ARCHIVE_ATTRIBUTES, archiveTimeAttribute } from '../declaration/attributes';
import type { ArchiveRecord } from '../declaration/archive-record';
import { type Verdict, versionsToChange } from '../declaration/decide';
import { announce, forgetTimes, recordTimes } from './archive-times';
import type { ArchiveDeclaration, ArchiveRequest } from './archive-request';
import { changeInBatches } from './batches';
import { checkVersions, withRecord } from './check-versions';
import { DisposalError, incomplete, revisionsTooLong } from './failure';
import { type Data, successFits } from './response';
import { restoreUndeclared } from './restore';

/**
 * Lists the versions, decides, archives them unless one is refused, writes down since when they are archived, and restores
 * those that are no longer declared, if the declaration says so.
 *
 * @returns the attributes of the resource
 * @throws DisposalError
 */
export async function archivePackageVersions(request: ArchiveRequest): Promise<Data> {
  const { event, declaration, records } = request;
  const { package: pkg, versions } = declaration;
  const { record } = declaration.archive;
  const verdicts = await checkVersions(request);
  if (!successFits(event, longestData(declaration, verdicts))) {
    throw new DisposalError(revisionsTooLong(declaration));
  }
  const toArchive = versionsToChange(verdicts);
  if (toArchive.length > 0 && request.unknownAge) {
    throw new DisposalError(request.unknownAge);
  }
  await withRecord(declaration, () =>
    records.update(record, pkg, ({ archived }) => {
      const known = event.RequestType === 'Create' ? forgetTimes(archived, versions) : archived;
      return announce(known, toArchive);
    }),
  );
  const results = await changeInBatches(toArchive, request);
  const failed = results.filter((result) => !result.changed);
  const writeTimes = async () => {
    const restored = await records.restored(record, pkg, versions);
    return records.update(record, pkg, ({ archived: before, now }) =>
      recordTimes(before, { verdicts, results, restored }, now),
    );
  };
  const changed = results.length - failed.length;
  const archived = await withRecord(declaration, writeTimes, `${changed} of ${versions.length} versions were archived`);
  if (failed.length > 0) {
    const done = archivedCount(verdicts) - toArchive.length + results.length - failed.length;
    throw new DisposalError(incomplete(declaration, failed, done));
  }
  await restoreUndeclared(request, archived, versions);
  return dataOf(declaration, verdicts, archived);
}

function archivedVersions(verdicts: readonly Verdict[]): Verdict[] {
  return verdicts.filter(({ verdict }) => verdict === 'to archive' || verdict === 'already archived');
}

function archivedCount(verdicts: readonly Verdict[]): number {
  return archivedVersions(verdicts).length;
}

function dataOf(declaration: ArchiveDeclaration, verdicts: readonly Verdict[], record: ArchiveRecord): Data {
  const times = archivedVersions(verdicts).map(({ version }) => record.get(version)?.archivedAt);
  const areKnown = times.length > 0 && times.every((time) => time !== undefined);
  return {
    [ARCHIVE_ATTRIBUTES.count]: String(times.length),
    [ARCHIVE_ATTRIBUTES.archivedAt]: areKnown ? latest(times) : '',
    ...Object.fromEntries(
      declaration.archive.archiveTimeAttributes.map((version) => [
        archiveTimeAttribute(version),
        record.get(version)?.archivedAt?.toISOString() ?? '',
      ]),
    ),
  };
}

function latest(times: readonly Date[]): string {
  return new Date(times.reduce((last, time) => Math.max(last, time.getTime()), 0)).toISOString();
}

/** The attributes with times, to know before the calls that they fit. */
function longestData(declaration: ArchiveDeclaration, verdicts: readonly Verdict[]): Data {
  const time = new Date(0);
  const { versions } = declaration;
  return dataOf(
    declaration,
    verdicts,
    new Map(versions.map((version) => [version, { revision: '', archivedAt: time }])),
  );
}
