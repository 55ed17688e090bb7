import { CallLimiter } from '../../../review/read/call-limiter';

/** Calls that end when the test ends them, in the order in which they were started. */
function calls(atOnce: CallLimiter, count: number) {
  const ends: (() => void)[] = [];
  const all = Array.from({ length: count }, () => atOnce.run(() => new Promise<void>((end) => ends.push(end))));
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { ends, all: Promise.all(all), settle };
}

test('No more calls run at once than allowed, and the next starts as one ends', async () => {
  const { ends, settle } = calls(new CallLimiter(2), 3);
  await settle();
  expect(ends).toHaveLength(2);
  ends[0]!();
  await settle();
  expect(ends).toHaveLength(3);
});

test('Half as many calls run at once after a slow-down, and more again after a while', async () => {
  const atOnce = new CallLimiter(4);
  const { ends, settle } = calls(atOnce, 100);
  await settle();
  atOnce.slowDown();
  const running = async (ended: number) => {
    ends.slice(0, ended).forEach((end) => end());
    await settle();
    return ends.length - ended;
  };
  expect(await running(4)).toBe(2);
  let ended = 4;
  while (ended < 60) {
    ended += 1;
    await running(ended);
  }
  expect(await running(ended)).toBe(4);
});

test('After a call has failed, no other call is started', async () => {
  const atOnce = new CallLimiter(1);
  const started: string[] = [];
  const failing = atOnce.run(() => Promise.reject(new Error('no credentials')));
  void atOnce.run(() => Promise.resolve(started.push('second')));
  await expect(failing).rejects.toThrow('no credentials');
  await new Promise((resolve) => setImmediate(resolve));
  expect(started).toEqual([]);
});

test('Progress counts the calls that were added and those that have ended', async () => {
  const seen: string[] = [];
  const atOnce = new CallLimiter(1, (done, total) => seen.push(`${done}/${total}`));
  await Promise.all([atOnce.run(() => Promise.resolve()), atOnce.run(() => Promise.resolve())]);
  expect([seen[0], seen.at(-1)]).toEqual(['0/1', '2/2']);
});
