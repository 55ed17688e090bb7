import { Progress, timeLeftText } from '../../../review/command/progress';

describe('The time left', () => {
  test.each([
    [{ done: 100, total: 200, elapsed: 10_000 }, '10 a second, about 10 s left'],
    [{ done: 1_000, total: 61_000, elapsed: 10_000 }, '100 a second, about 10 min left'],
    [{ done: 1_000, total: 2_161_000, elapsed: 10_000 }, '100 a second, about 6.0 h left'],
  ])('The time left is what the calls left take at the rate of those before: %j', (progress, text) => {
    expect(timeLeftText(progress)).toBe(text);
  });

  test.each([
    ['no call is done', { done: 0, total: 100, elapsed: 60_000 }],
    ['it has just begun', { done: 5, total: 100, elapsed: 500 }],
    ['no call is left', { done: 100, total: 100, elapsed: 60_000 }],
  ])('The time left is not given where %s', (_when, progress) => {
    expect(timeLeftText(progress)).toBe('');
  });
});

test('A log gets a line every half minute, and none at the end', () => {
  const written: string[] = [];
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  const isTTY = process.stderr.isTTY;
  process.stderr.isTTY = false;
  try {
    let time = 0;
    const progress = new Progress(() => time);
    for (let done = 0; done <= 1_000; done++) {
      progress.show(done, 1_000);
      time += 100;
    }
    progress.stop();
  } finally {
    process.stderr.isTTY = isTTY;
    write.mockRestore();
  }
  expect(written).toEqual([
    'Reading the registry: 300 of 1,000 calls, 10 a second, about 70 s left\n',
    'Reading the registry: 600 of 1,000 calls, 10 a second, about 40 s left\n',
    'Reading the registry: 900 of 1,000 calls, 10 a second, about 10 s left\n',
  ]);
});
