import type { ArchiveHistory } from '../../../declaration/archive-record';
import type { RefusalCode } from '../../../declaration/decide';
import type { Package, RecordLocation, WaitingTime } from '../../../declaration/declaration';
import { FIELDS } from '../../../declaration/fields';
import { refuseWaiting } from '../../../declaration/waiting-time';
import type { Reason } from '../reason';
import type { Decision } from '../selection';

/** The two steps of a clean-up: `archive` selects versions to archive, `dispose` those that have been archived for long enough. */
export type Stage =
  | { readonly action: 'archive' }
  | {
      readonly action: 'dispose';
      /** The time that a version must have been archived. */
      readonly days: number;
      /** The records of the declarations that archive. */
      readonly records: readonly RecordLocation[];
    };

/** Reads the archive times of the versions of a package. */
export type ReadHistory = (
  record: RecordLocation,
  pkg: Package,
  versions: readonly string[],
) => Promise<ArchiveHistory>;

const SECONDS_OF_DAY = 24 * 3_600;

/** The reason why a version stays that the deployment would refuse, by the code of the refusal. */
const REASONS: Readonly<Partial<Record<RefusalCode, Reason>>> = {
  RESTORED: { code: 'restored' },
  MISMATCHED_REVISION: { code: 'publishedAgain' },
  UNKNOWN_ARCHIVE_TIME: { code: 'unknownArchiveTime' },
  UNDELIVERED_REPORTS: { code: 'undeliveredReports' },
};

/**
 * Keeps the selected versions that have not been archived for long enough, as the deployment decides it.
 *
 * @returns the same decisions, with these versions kept
 */
export async function keepWaiting(
  decisions: readonly Decision[],
  { days, records }: Extract<Stage, { action: 'dispose' }>,
  { pkg, readHistory }: { readonly pkg: Package; readonly readHistory: ReadHistory },
): Promise<readonly Decision[]> {
  const selected = decisions.filter(({ outcome }) => outcome === 'selected');
  if (selected.length === 0) {
    return decisions;
  }
  const versions = selected.map(({ version }) => version);
  const histories = await Promise.all(records.map((record) => readHistory(record, pkg, versions)));
  const waitingTime: WaitingTime = { seconds: days * SECONDS_OF_DAY, record: records[0]!, allowUnknown: false };
  const verdicts = refuseWaiting(
    selected.map(({ version, revision }) => ({ verdict: 'to dispose', version, revision: revision!, status: '' })),
    waitingTime,
    joinHistories(histories),
  );
  const refusalCodes = new Map(
    verdicts.flatMap((each) => (each.verdict === 'refused' ? [[each.version, each.code]] : [])),
  );
  return decisions.map((decision): Decision => {
    const code = decision.outcome === 'selected' ? refusalCodes.get(decision.version) : undefined;
    return code === undefined
      ? decision
      : {
          ...decision,
          outcome: 'kept',
          reasons: [REASONS[code] ?? { code: 'archivedTooShortly', value: String(days) }],
        };
  });
}

/** A package has its versions in one of the records; whatever any of them knows of a restored version counts. */
function joinHistories(histories: readonly ArchiveHistory[]): ArchiveHistory {
  const restoreTimes = new Map<string, Date>();
  for (const [version, time] of histories.flatMap((history) => [...history.restored])) {
    const other = restoreTimes.get(version);
    restoreTimes.set(version, other !== undefined && other > time ? other : time);
  }
  // Of two declarations that name a version, the one that began to watch it later decides.
  const archiveTimes = histories
    .flatMap((history) => [...history.archived])
    .sort(([, a], [, b]) => (a.archivedAt?.getTime() ?? 0) - (b.archivedAt?.getTime() ?? 0));
  return {
    now: new Date(Math.min(...histories.map(({ now }) => now.getTime()))),
    archived: new Map(archiveTimes),
    restored: restoreTimes,
    undeliveredReports: histories.reduce((sum, { undeliveredReports = 0 }) => sum + undeliveredReports, 0),
  };
}

/**
 * Reads where a record lies, such as `s3://my-bucket/archived/Stack/Archived`.
 *
 * @throws RangeError
 */
export function parseRecordLocation(text: string): RecordLocation {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+?)\/?$/.exec(text) ?? [];
  if (!FIELDS.recordBucket.pattern.test(bucket) || !FIELDS.recordKey.pattern.test(key)) {
    throw new RangeError(
      `--record must be the recordLocation of an ArchivedPackages, s3://<bucket>/<key>; got ${text.slice(0, 200)}.`,
    );
  }
  return { bucket, key };
}
