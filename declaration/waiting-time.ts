import { type ArchiveHistory, wasRestoredSince } from './archive-record';
import type { Refusal, RefusalCode, Verdict } from './decide';
import type { WaitingTime } from './declaration';

/**
 * Refuses every version that would be disposed and has not been archived for long enough, by the record of the resource
 * that archives it.
 *
 * A version that was restored since is refused, and so is one that was published again: it waits from the time on at
 * which the resource archives it once more.
 *
 * @param verdicts of a declaration with this waiting time, so that each version to dispose is Archived now
 */
export function refuseWaiting(
  verdicts: readonly Verdict[],
  waitingTime: WaitingTime,
  history: ArchiveHistory,
): Verdict[] {
  return verdicts.map((verdict) =>
    verdict.verdict === 'to dispose' ? (refusalOf(verdict, waitingTime, history) ?? verdict) : verdict,
  );
}

function refusalOf(
  { version, revision }: { readonly version: string; readonly revision: string },
  { seconds, allowUnknown }: WaitingTime,
  { now, archived, restored }: ArchiveHistory,
): Refusal | undefined {
  const refuse = (code: RefusalCode, message: string): Refusal => ({ verdict: 'refused', version, code, message });
  const entry = archived.get(version);
  const restoredAt = restored.get(version);
  if (entry?.archivedAt === undefined) {
    if (restoredAt !== undefined && now < endOf(restoredAt, seconds)) {
      return refuse('RESTORED', `it was restored at ${text(restoredAt)}, within the waiting time`);
    }
    return allowUnknown
      ? undefined
      : refuse(
          'UNKNOWN_ARCHIVE_TIME',
          'it was archived by other means than the declaration that archives, so nobody knows since when; restore it and ' +
            'let that declaration archive it, or accept this with allowUnknownArchiveTime',
        );
  }
  const { archivedAt } = entry;
  if (wasRestoredSince(entry, restoredAt)) {
    return refuse(
      'RESTORED',
      `it was restored at ${text(restoredAt!)}, after it had been archived at ${text(archivedAt)}`,
    );
  }
  if (entry.revision !== revision) {
    return refuse(
      'MISMATCHED_REVISION',
      `current revision: ${revision}, archived revision: ${entry.revision}; it was published again since`,
    );
  }
  const end = endOf(archivedAt, seconds);
  return now < end
    ? refuse('WAITING_TIME', `it was archived at ${text(archivedAt)}, and can be disposed from ${text(end)} on`)
    : undefined;
}

function endOf(start: Date, seconds: number): Date {
  return new Date(start.getTime() + seconds * 1_000);
}

/** `2026-01-31T12:00:00Z` */
function text(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
