import { CleanUpFunction } from './clean-up-function';

let cleanUp: CleanUpFunction;

beforeEach(async () => {
  cleanUp = await CleanUpFunction.start();
});

afterEach(() => cleanUp.stop());

describe.each(['Expires', 'without time'] as const)('A response URL that tells its time by "%s"', (signature) => {
  beforeEach(() => {
    cleanUp.responses.signature = signature;
  });

  test('An event of unknown age lets a clean-up that has nothing left to dispose succeed, as a rollback', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0');
    cleanUp.codeArtifact.registry.dispose(cleanUp.coordinates('left-pad'), '1.0.0');

    expect(await cleanUp.deploy(entries)).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: '1' } });
  });

  test('An event of unknown age fails a clean-up that has something to dispose, and disposes nothing', async () => {
    const { Status, Reason } = await cleanUp.deploy(cleanUp.publish('left-pad', '1.0.0'));

    expect([Status, cleanUp.disposeCalls]).toEqual(['FAILED', []]);
    expect(Reason).toMatch(
      /^Nothing was disposed: the age of the event is not known, .*: the response URL must say when it was signed, and does not\. Deploy again\. If it comes back, accept such events with ACCEPT_EVENTS_OF_UNKNOWN_AGE=true in the environment of the function\./,
    );
  });

  test('An event of unknown age is named only after all that the check refuses', async () => {
    const [entry] = cleanUp.publish('left-pad', '1.0.0');

    const { Reason } = await cleanUp.deploy([{ ...entry!, revision: 'stale' }]);

    expect(Reason).toContain(
      '1 of 1 versions of my-domain/my-repo are refused: npm left-pad 1.0.0 MISMATCHED_REVISION',
    );
  });
});
