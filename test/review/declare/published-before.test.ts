import fc from 'fast-check';
import { findPublishedBefore } from '../../../review/declare/published-before';

const BEFORE = new Date('2024-01-01');
const OLD = new Date('2023-01-01');
const YOUNG = new Date('2025-01-01');

/** Asks about versions, the newest first, of which these are the times. */
async function find(publishedTimes: readonly (Date | undefined)[]) {
  let calls = 0;
  const versions = publishedTimes.map((_, index) => `${index}`);
  const times = await findPublishedBefore(versions, BEFORE, (version) => {
    calls += 1;
    return Promise.resolve(publishedTimes[Number(version)]);
  });
  const old = versions.filter((version) => (times.get(version) ?? YOUNG) < BEFORE);
  return { calls, old };
}

const filled = (count: number, time: Date | undefined) => Array.from({ length: count }, () => time);

test('Everything after the boundary is found, and little else is asked for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(300), fc.nat(300), async (young, old) => {
      const found = await find([...filled(young, YOUNG), ...filled(old, OLD)]);
      expect(found.old).toHaveLength(old);
      expect(found.calls).toBeLessThanOrEqual(old + Math.ceil(Math.log2(young + old + 1)) + 1);
    }),
  );
});

test('Each version that is found has a time of its own before the boundary, in whatever order they come', async () => {
  const anyTime = fc.constantFrom(OLD, YOUNG, undefined);
  await fc.assert(
    fc.asyncProperty(fc.array(anyTime, { maxLength: 50 }), async (times) => {
      const { old } = await find(times);
      expect(old.filter((version) => times[Number(version)] !== OLD)).toEqual([]);
    }),
  );
});

test.each([YOUNG, undefined])('One version whose time is %s hides no other', async (time) => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 60 }), fc.nat(), async (count, index) => {
      const times = filled(count, OLD).map((old, at) => (at === index % count ? time : old));
      expect((await find(times)).old).toHaveLength(count - 1);
    }),
  );
});

test('Versions without a time hide none of those that have one', async () => {
  const found = await find([...filled(5, YOUNG), ...filled(40, undefined), ...filled(20, OLD)]);
  expect(found.old).toHaveLength(20);
});
