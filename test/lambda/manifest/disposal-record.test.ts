import { mergeEntries } from '../../../lambda/manifest/disposal-record';

const entry = (version: string, revision = 'r') => ({ format: 'npm', package: 'left-pad', version, revision }) as const;

describe('The record of disposals', () => {
  test('The record of disposals has the newest revision of each version', () => {
    expect(mergeEntries([entry('1.0.0', 'old')], [entry('1.0.0', 'new')])).toEqual([entry('1.0.0', 'new')]);
  });

  test('The record of disposals that is full loses versions that the manifest does not name, and none that it names', () => {
    const before = [entry('1.0.0'), entry('1.0.1'), entry('1.0.2')];

    expect(mergeEntries(before, [entry('1.0.0'), entry('2.0.0')], 3)).toEqual([
      entry('1.0.2'),
      entry('1.0.0'),
      entry('2.0.0'),
    ]);
  });
});
