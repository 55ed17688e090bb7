import { CodeartifactClient, ListPackageVersionsCommand } from '@aws-sdk/client-codeartifact';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { OutOfTime } from '../../codeartifact/describe-service-error';
import { Pace, PacedHttpHandler } from '../../codeartifact/pace';
import { leftPad, startCodeArtifact } from '../local/fixtures/codeartifact';

/** A clock that stands still until it is moved. */
function clock() {
  let time = 1_000_000;
  return { now: () => time, pass: (milliseconds: number) => (time += milliseconds) };
}

describe('A pace', () => {
  test('A pace spaces calls evenly, and lets a late one catch up for no more than a moment', () => {
    const { now, pass } = clock();
    const pace = new Pace(100, now);

    const waits = Array.from({ length: 10 }, () => pace.takeTurn());
    pass(10_000);
    const afterPause = Array.from({ length: 10 }, () => pace.takeTurn());

    expect(waits).toEqual([0, 0, 0, 0, 0, 0, 10, 20, 30, 40]);
    expect(afterPause).toEqual(waits);
  });

  test('A pace never sends more calls in a second than given, but for that moment', () => {
    const { now, pass } = clock();
    const pace = new Pace(25, now);
    let sent = 0;
    for (let at = 0; at < 10_000;) {
      const wait = pace.takeTurn();
      pass(wait);
      at += wait;
      sent += 1;
    }

    expect(sent).toBeGreaterThanOrEqual(250);
    expect(sent).toBeLessThanOrEqual(253);
  });

  test('A pace halves when the service throttles, once for all calls that were sent before, and recovers within a minute', () => {
    const { now, pass } = clock();
    const pace = new Pace(100, now);
    const interval = () => {
      pass(10_000);
      Array.from({ length: 20 }, () => pace.takeTurn());
      return pace.takeTurn() * -1 + pace.takeTurn();
    };
    const before = interval();

    pace.slowDown();
    pace.slowDown();
    Array.from({ length: 20 }, () => pace.takeTurn());
    const slowed = pace.takeTurn() * -1 + pace.takeTurn();
    pass(60_000);

    expect(before).toBeCloseTo(10);
    expect(slowed).toBeCloseTo(20);
    expect(interval()).toBeCloseTo(10);
  });

  test('A pace never stops altogether, however often the service throttles', () => {
    const { now, pass } = clock();
    const pace = new Pace(100, now);
    for (let n = 0; n < 20; n++) {
      pass(1_000);
      pace.slowDown();
    }

    expect(pace.takeTurn()).toBeLessThanOrEqual(2_000);
  });
});

describe('A client with a pace', () => {
  const REQUEST_TIMEOUT = 2_000;
  const CALLS = 8;

  test('A client with a pace does not count its waits as the time of a call, also while others use up the quota', async () => {
    const { service } = await startCodeArtifact(['1.0.0']);
    service.faults.inject({ fault: 'throttling', times: 2 });
    const client = new CodeartifactClient({
      ...service.clientConfig,
      retryStrategy: new ConfiguredRetryStrategy(5, () => 1),
      requestHandler: new PacedHttpHandler(
        { '/v1/package/versions': new Pace(4) },
        { requestTimeout: REQUEST_TIMEOUT, throwOnRequestTimeout: true },
      ),
    });

    await Promise.all(Array.from({ length: CALLS }, () => client.send(new ListPackageVersionsCommand(leftPad))));
    client.destroy();

    const calls = service.callsOf('ListPackageVersions');
    // The last of them waited for its turn for longer than a call may take, and none was sent again but those refused.
    expect(calls.at(-1)!.time - calls[0]!.time).toBeGreaterThan(REQUEST_TIMEOUT);
    expect(calls.map(({ status }) => status).sort()).toEqual([...Array<number>(CALLS).fill(200), 429, 429]);
  });

  test('A client with a pace sends no call that is kept back when its turn comes, and does not repeat it', async () => {
    const { service } = await startCodeArtifact(['1.0.0']);
    let turns = 0;
    const client = new CodeartifactClient({
      ...service.clientConfig,
      retryStrategy: new ConfiguredRetryStrategy(5, () => 1),
      requestHandler: new PacedHttpHandler(
        { '/v1/package/versions': new Pace(100) },
        {},
        {
          checkTurn: () => {
            if (++turns > 2) {
              throw new OutOfTime();
            }
          },
        },
      ),
    });
    const results = await Promise.allSettled(
      Array.from({ length: 4 }, () => client.send(new ListPackageVersionsCommand(leftPad))),
    );
    client.destroy();

    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
    expect([turns, service.callsOf('ListPackageVersions').length]).toEqual([4, 2]);
  });
});
