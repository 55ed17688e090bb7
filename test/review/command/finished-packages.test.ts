import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FinishedPackagesFile } from '../../../review/command/finished-packages';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'finished-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const NOW = new Date('2026-06-01T00:00:00Z');
const hoursLater = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
const open = (now: Date, hash = 'a') => new FinishedPackagesFile<string>(join(directory, 'state'), { hash, now });
const JOB = { repository: 'my-repo', pkg: { format: 'npm', package: 'left-pad' } as const };

describe('The state of an interrupted run', () => {
  test.each<[string, Date, string, string | undefined]>([
    ['of today is believed', hoursLater(23), 'a', 'finished'],
    ['of other files is not', hoursLater(1), 'b', undefined],
    ['of yesterday is not', hoursLater(25), 'a', undefined],
    ['from the future is not', hoursLater(-1), 'a', undefined],
  ])('A state %s', (...[, now, hash, value]) => {
    open(NOW).add(JOB, 'finished');
    const later = open(now, hash);
    expect(later.find(JOB)).toBe(value);
    expect(later.startTime).toEqual(value === undefined ? now : NOW);
  });
});
