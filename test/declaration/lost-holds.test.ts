import { parseHoldList } from '../../declaration/hold-list';
import { describeLostHolds, findLostHolds } from '../../declaration/lost-holds';

const lost = (before: string, now: string) => findLostHolds([parseHoldList(before)], [parseHoldList(now)]);

describe('A line of a hold list', () => {
  test.each([
    ['npm left-pad 1.0.0', 'npm left-pad 1.0.0 # another comment'],
    ['npm left-pad 1.0.0', 'npm left-pad@1.0.0'],
    ['npm left-pad 1.0.0', 'npm left-pad'],
    ['npm left-pad 1.0.0', 'npm left-pad <2'],
    ['npm left-pad >=1  <2', 'npm left-pad >=1 <2'],
    ['pypi My_Tool 1.0', 'pypi my-tool 1.0'],
  ])('%s is not lost where %s holds as much', (before, now) => {
    expect(lost(before, now)).toEqual([]);
  });

  test.each([
    ['npm left-pad 1.0.0', ''],
    ['npm left-pad 1.0.0', 'npm left-pad 1.0.1'],
    ['npm left-pad 1.0.0', 'npm @a/left-pad 1.0.0'],
    ['npm left-pad', 'npm left-pad 1.0.0'],
    ['npm left-pad >=1', 'npm left-pad >=1 <2'],
  ])('%s is lost where there is only %j', (before, now) => {
    expect(lost(before, now)).toHaveLength(1);
  });

  test('A message names five lost lines, and counts the others', () => {
    const lines = Array.from({ length: 7 }, (_, n) => `npm left-pad ${n}.0.0`).join('\n');
    expect(describeLostHolds(lost(lines, ''))).toBe(
      'the hold was taken out of npm left-pad 0.0.0, npm left-pad 1.0.0, npm left-pad 2.0.0, npm left-pad 3.0.0, ' +
        'npm left-pad 4.0.0 and 2 more',
    );
  });
});
