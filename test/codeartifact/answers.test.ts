import { readBytes, readText, readTime, readVersion } from '../../codeartifact/answers';

describe('The reading of an answer', () => {
  test.each([
    ['with a blank', 'a revision'],
    ['of 60 characters', 'r'.repeat(60)],
    ['that is empty', ''],
    ['that is a list', ['r']],
  ])('The reading of an answer takes a revision %s for none', (_what, revision) => {
    expect(readVersion({ status: 'Published', revision })).toEqual({ status: 'Published', revision: undefined });
  });

  test('The reading of an answer takes a status that is not a string for a status that no rule knows', () => {
    expect(readVersion({ status: ['Published'], revision: 'r' })).toEqual({ status: 'unknown', revision: 'r' });
  });

  test.each([new Date(NaN), new Date(0), new Date(-1), new Date(Date.UTC(10_000, 0)), '2026-01-01', 1e20, null])(
    'The reading of an answer takes %p for no time of publication',
    (time) => {
      expect(readTime(time)).toBeUndefined();
    },
  );

  test('The reading of an answer takes a valid date for the time of publication', () => {
    expect(readTime(new Date('2026-01-31T12:00:00Z'))).toEqual(new Date('2026-01-31T12:00:00Z'));
  });

  test.each([1e20, -1, 1.5, NaN, '5', null, {}])('The reading of an answer takes %p for no number of bytes', (size) => {
    expect(readBytes(size)).toBeUndefined();
  });

  test('The reading of an answer takes a whole number, and zero, for a number of bytes', () => {
    expect([0, 34_500].map(readBytes)).toEqual([0, 34_500]);
  });

  test.each([7, '', null, {}])('The reading of an answer takes %p for no text', (text) => {
    expect(readText(text)).toBeUndefined();
  });
});
