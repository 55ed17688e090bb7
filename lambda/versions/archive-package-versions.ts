import { ARCHIVE_ATTRIBUTES, archiveTimeAttribute } from '../../declaration/attributes';
import type { ArchiveRecord } from '../../declaration/archive-record';
import { type Verdict, versionsToChange } from '../../declaration/decide';
import { NO_PREVIOUS_VERSIONS } from '../../declaration/previous-versions';
import type { ArchiveDeclaration, ArchiveRequest } from './archive-request';
import { archiveVersions } from './archive-versions';
import { checkVersions } from './check-versions';
import { DisposalError, incomplete, revisionsTooLong } from '../event/failure';
import { type Data, successFits } from '../event/response';
import { restoreUndeclared } from './restore';

/**
 * Lists the versions, decides, archives them unless one is refused, writes down since when they are archived, and restores
 * those that are no longer declared, if the declaration says so.
 *
 * @returns the attributes of the resource
 * @throws DisposalError
 */
export async function archivePackageVersions(request: ArchiveRequest): Promise<Data> {
  const { event, declaration } = request;
  const { verdicts, previous } = await checkVersions(request);
  if (!successFits(event, longestData(declaration, verdicts))) {
    throw new DisposalError(revisionsTooLong(declaration));
  }
  const toArchive = versionsToChange(verdicts);
  if (toArchive.length > 0 && request.unknownAge) {
    throw new DisposalError(request.unknownAge);
  }
  const isNew = previous === NO_PREVIOUS_VERSIONS;
  const { results, record } = await archiveVersions({ ...request, isNew }, verdicts);
  const failed = results.filter((result) => !result.changed);
  if (failed.length > 0) {
    const done = archivedCount(verdicts) - toArchive.length + results.length - failed.length;
    throw new DisposalError(incomplete(declaration, failed, done));
  }
  await restoreUndeclared(request, record, declaration.versions);
  return dataOf(declaration, verdicts, record);
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
