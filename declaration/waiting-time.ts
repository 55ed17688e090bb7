import { type ArchiveHistory, wasRestoredSince } from './archive-record';
import type { Refusal, RefusalCode, Verdict } from './decide';
import type { WaitingTime } from './declaration';

/**
 * Refuses every version that would be disposed and has not been archived for long enough, by the record of the resource
 * that archives it.
 *
 * A version that was restored since is refused, and so is one that was published again: it waits from the time on at
 * which the resource archives it once more. While reports of restored versions wait in the queue, all are refused.
 *
 * @param verdicts of a declaration with this waiting time, so that each version to dispose is Archived now
 */
export function refuseWaiting(
  verdicts: readonly Verdict[],
  waitingTime: WaitingTime,
  history: ArchiveHistory,
): Verdict[] {
  return verdicts.map((verdict) =>
    verdict.verdict === 'to dispose' ? (findWaitingRefusal(verdict, waitingTime, history) ?? verdict) : verdict,
  );
}

function findWaitingRefusal(
  { version, revision }: { readonly version: string; readonly revision: string },
  { seconds, allowUnknown }: WaitingTime,
  { now, archived, restored, undeliveredReports = 0 }: ArchiveHistory,
): Refusal | undefined {
  const refuse = (code: RefusalCode, message: string): Refusal => ({ verdict: 'refused', version, code, message });
  if (undeliveredReports > 0) {
    return refuse(
      'UNDELIVERED_REPORTS',
      `${undeliveredReports} reports of restored versions wait in the queue of the declaration that archives, and this ` +
        'version may be one of them; deploy again when the queue is empty',
    );
  }
  const { archivedAt, revision: archivedRevision } = archived.get(version) ?? {};
  const restoredAt = restored.get(version);
  if (archivedAt === undefined) {
    if (restoredAt !== undefined && now < findEnd(restoredAt, seconds)) {
      return refuse('RESTORED', `it was restored at ${toIsoText(restoredAt)}, within the waiting time`);
    }
    return allowUnknown
      ? undefined
      : refuse(
          'UNKNOWN_ARCHIVE_TIME',
          'no deployment of the declaration that archives has found it archived; let one deployment of that declaration ' +
            'name it: its waiting time begins then',
        );
  }
  if (restoredAt !== undefined && wasRestoredSince(archivedAt, restoredAt)) {
    return refuse(
      'RESTORED',
      `it was restored at ${toIsoText(restoredAt)}, after it had been archived at ${toIsoText(archivedAt)}`,
    );
  }
  if (archivedRevision !== revision) {
    return refuse(
      'MISMATCHED_REVISION',
      `current revision: ${revision}, archived revision: ${archivedRevision}; it was published again since`,
    );
  }
  const end = findEnd(archivedAt, seconds);
  return now < end
    ? refuse(
        'WAITING_TIME',
        `it was archived at ${toIsoText(archivedAt)}, and can be disposed from ${toIsoText(end)} on`,
      )
    : undefined;
}

function findEnd(start: Date, seconds: number): Date {
  return new Date(start.getTime() + seconds * 1_000);
}

/** `2026-01-31T12:00:00Z` */
function toIsoText(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
