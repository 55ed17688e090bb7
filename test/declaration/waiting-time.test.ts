import type { ArchiveHistory } from '../../declaration/archive-record';
import type { Verdict } from '../../declaration/decide';
import { refuseWaiting } from '../../declaration/waiting-time';

const ARCHIVED_AT = new Date('2026-01-01T12:00:00.750Z');
const SECONDS = 86_400;
const END = new Date('2026-01-02T12:00:00.750Z');
const after = (time: Date, milliseconds: number) => new Date(time.getTime() + milliseconds);

const toDispose: Verdict = { verdict: 'to dispose', version: '1.0.0', revision: 'r1', status: 'Archived' };

type ArchivedTime = { readonly revision: string; readonly archivedAt?: Date };

interface TestedVersion {
  readonly now?: Date;
  readonly entry?: ArchivedTime;
  readonly restoredAt?: Date;
  readonly allowUnknown?: boolean;
  readonly undeliveredReports?: number;
}

function verdictOf(
  { now = END, entry, restoredAt, allowUnknown = false, undeliveredReports }: TestedVersion,
  verdict = toDispose,
): Verdict {
  const history: ArchiveHistory = {
    now,
    archived: new Map(entry && [['1.0.0', entry]]),
    restored: new Map(restoredAt && [['1.0.0', restoredAt]]),
    undeliveredReports,
  };
  const waitingTime = { seconds: SECONDS, allowUnknown, record: { bucket: 'bucket', key: 'key' } };
  const [decided, ...others] = refuseWaiting([verdict], waitingTime, history);
  expect(others).toEqual([]);
  return decided!;
}

const ENTRY: ArchivedTime = { revision: 'r1', archivedAt: ARCHIVED_AT };

test('A version is disposed from the end of its waiting time on', () => {
  expect(verdictOf({ entry: ENTRY })).toBe(toDispose);
  expect(verdictOf({ entry: ENTRY, now: after(END, 1) })).toBe(toDispose);
});

test('A version is refused to the last millisecond of its waiting time, with both times', () => {
  expect(verdictOf({ entry: ENTRY, now: after(END, -1) })).toEqual({
    verdict: 'refused',
    version: '1.0.0',
    code: 'WAITING_TIME',
    message: 'it was archived at 2026-01-01T12:00:00Z, and can be disposed from 2026-01-02T12:00:00Z on',
  });
});

test('A version that was published again since it was archived is refused, with both revisions', () => {
  expect(verdictOf({ entry: { ...ENTRY, revision: 'r0' } })).toEqual({
    verdict: 'refused',
    version: '1.0.0',
    code: 'MISMATCHED_REVISION',
    message: 'current revision: r1, archived revision: r0; it was published again since',
  });
});

test.each([0, 1, 10 * SECONDS * 1_000])(
  'A version that was restored %i ms after it had been archived is refused, with both times',
  (milliseconds) => {
    const restoredAt = after(ARCHIVED_AT, milliseconds);
    expect(verdictOf({ entry: ENTRY, restoredAt, now: after(END, 100 * SECONDS * 1_000) })).toEqual({
      verdict: 'refused',
      version: '1.0.0',
      code: 'RESTORED',
      message: `it was restored at ${restoredAt.toISOString().slice(0, 19)}Z, after it had been archived at 2026-01-01T12:00:00Z`,
    });
  },
);

test('A version that was restored before it was archived waits from then on only', () => {
  expect(verdictOf({ entry: ENTRY, restoredAt: after(ARCHIVED_AT, -1) })).toBe(toDispose);
});

test.each<[string, ArchivedTime | undefined]>([
  ['the record does not have', undefined],
  ['was about to be archived when the record was written last', { revision: 'r1' }],
])('A version that %s is refused, unless that is allowed', (_, entry) => {
  const refusal = verdictOf({ entry });
  expect(refusal).toMatchObject({ verdict: 'refused', version: '1.0.0', code: 'UNKNOWN_ARCHIVE_TIME' });
  expect((refusal as { message: string }).message).toBe(
    'no deployment of the declaration that archives has found it archived; let one deployment of that declaration name it: ' +
      'its waiting time begins then',
  );
  expect(verdictOf({ entry, allowUnknown: true })).toBe(toDispose);
});

test.each([true, false])(
  'A version of unknown archive time that was restored within the waiting time is refused, allowed or not: %s',
  (allowUnknown) => {
    expect(verdictOf({ restoredAt: ARCHIVED_AT, now: after(END, -1), allowUnknown })).toEqual({
      verdict: 'refused',
      version: '1.0.0',
      code: 'RESTORED',
      message: 'it was restored at 2026-01-01T12:00:00Z, within the waiting time',
    });
  },
);

test('A version of unknown archive time that was restored a whole waiting time ago is refused for its archive time alone', () => {
  expect(verdictOf({ restoredAt: ARCHIVED_AT })).toMatchObject({ code: 'UNKNOWN_ARCHIVE_TIME' });
  expect(verdictOf({ restoredAt: ARCHIVED_AT, allowUnknown: true })).toBe(toDispose);
});

test.each([true, false])(
  'A version is refused while reports of restored versions wait in the queue, unknown times allowed or not: %s',
  (allowUnknown) => {
    const refusal = verdictOf({ entry: ENTRY, undeliveredReports: 2, allowUnknown });
    expect(refusal).toMatchObject({ verdict: 'refused', code: 'UNDELIVERED_REPORTS' });
    expect((refusal as { message: string }).message).toContain('2 reports of restored versions wait in the queue');
    expect(verdictOf({ entry: ENTRY, undeliveredReports: 0 })).toBe(toDispose);
  },
);

test.each<Verdict>([
  { verdict: 'already disposed', version: '1.0.0' },
  { verdict: 'missing', version: '1.0.0' },
  { verdict: 'refused', version: '1.0.0', code: 'NOT_FOUND', message: 'the repository has no such version' },
])('A version that is $verdict stays so, whatever the record says', (verdict) => {
  expect(verdictOf({ entry: ENTRY, now: ARCHIVED_AT }, verdict)).toBe(verdict);
});
