import { readConfiguration } from '../../lambda/manifest/configuration';
import { CleanUpFunction } from './clean-up-function';
import { DeployedCleanUp } from './deployed-clean-up';

let cleanUp: CleanUpFunction;

beforeEach(async () => {
  cleanUp = await CleanUpFunction.start();
});

afterEach(() => cleanUp.stop());

describe('A value that only the deployment knows', () => {
  test.each([
    ['a short domain', { domain: 'x' }, 'domain must be 2 to 50 characters'],
    ['a domain in capitals', { domain: 'My-Domain' }, 'domain must be'],
    ['a domain that breaks JSON', { domain: 'my"domain' }, 'domain must be'],
    ['a domain with a line end', { domain: 'my\ndomain' }, 'domain must be'],
    ['an owner of 11 digits', { domainOwner: '11112222333' }, 'domainOwner must be'],
    ['a repository with a backslash', { repository: 'my\\repo' }, 'repository must be'],
  ])('A value that only the deployment knows is answered at once: %s', async (_what, properties, rule) => {
    const entries = cleanUp.publish('left-pad', '1.0.0');

    const { Status, Reason, invocations } = await cleanUp.deploy(entries, { properties, rawEnvironment: true });

    expect([Status, cleanUp.disposed, invocations.length]).toEqual(['FAILED', [], 1]);
    expect(Reason).toMatch(/^Nothing was disposed: the properties of the resource are invalid: /);
    expect(Reason).toContain(rule);
  });

  test('A value that only the deployment knows is answered at once: a rate of 0, which the event does not have', async () => {
    const { Status, Reason, invocations } = await cleanUp.deploy([], { rate: 0 });

    expect([Status, invocations.length]).toEqual(['FAILED', 1]);
    expect(Reason).toContain('maxListsPerSecond must be a number above 0; got 0');
  });

  test.each(['dispose', 'archive'] as const)(
    'A value that only the deployment knows does not keep a resource from being deleted: %s',
    async (action) => {
      const options = { action, requestType: 'Delete', rawEnvironment: true } as const;

      expect(await cleanUp.deploy([], { ...options, properties: { domain: 'my"domain' } })).toMatchObject({
        Status: 'SUCCESS',
      });
    },
  );

  test('A value that breaks the JSON of the environment is named as such where the event does not show it', () => {
    expect(() => readConfiguration({ DISPOSED_PACKAGES: '{"recordBucket":"a"b"}' })).toThrow(
      /must be JSON; a value that only the deployment knows breaks it/,
    );
  });
});

describe('A function whose environment was hotswapped', () => {
  /** Gives the function the manifest of a deployment that CloudFormation knows nothing of. */
  function hotswap() {
    const { environment, properties } = cleanUp.configuration();
    const text = environment['DISPOSED_PACKAGES']!.replaceAll(properties['manifestHash']!, 'f'.repeat(64));
    cleanUp.configure({ environment: { DISPOSED_PACKAGES: text }, properties });
  }

  test('A function whose environment was hotswapped succeeds where the event changes nothing, with the last attributes', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0', '1.0.1');
    const { Data } = await cleanUp.deploy(entries);
    hotswap();

    expect(await cleanUp.send({ eventProperties: { ServiceTimeout: '3000' } })).toMatchObject({
      Status: 'SUCCESS',
      Data,
    });
    expect(cleanUp.disposeCalls).toHaveLength(1);
  });

  test('A function whose environment was hotswapped succeeds where the event equals its old properties, though nothing is known of them', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0');
    await cleanUp.deploy(entries, { asset: null });
    hotswap();
    cleanUp.rememberProperties();

    expect(await cleanUp.send()).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: '1' } });
    expect(cleanUp.disposed).toEqual([]);
  });

  test('A function whose environment was hotswapped refuses any other event, and says how to get out', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0');
    await cleanUp.deploy([]);
    await cleanUp.deploy(entries, { asset: null });
    hotswap();

    const { Status, Reason } = await cleanUp.send();

    expect([Status, cleanUp.disposed]).toEqual(['FAILED', []]);
    expect(Reason).toMatch(
      /manifestKey must be what the deployed function is bound to.*--revert-drift.*continue-update-rollback/,
    );
  });
});

describe('A policy that is not in force yet', () => {
  test.each([
    ['PutObject', /current\.json$/],
    ['GetObject', /current\.json$/],
    ['GetObject', /^requests\//],
    ['PutObject', /^requests\//],
    ['GetObject', /\.disposals$/],
    ['PutObject', /state\.json$/],
  ] as const)('A policy that is not in force yet is waited for: s3:%s on %s', async (operation, key) => {
    const entries = cleanUp.publish('left-pad', '1.0.0');
    cleanUp.s3.faults.inject({ fault: 'access-denied', operation, key, times: 2 });

    expect((await cleanUp.deploy(entries)).Status).toBe('SUCCESS');
  });

  test('A policy that is not in force yet is waited for: states:StartExecution', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0');
    const denied = { name: 'AccessDeniedException', status: 400 };
    cleanUp.stepFunctions.faults.push(denied, denied);

    expect((await cleanUp.deploy(entries)).Status).toBe('SUCCESS');
  });

  test('A policy that is not in force yet is waited for: codeartifact:DisposePackageVersions', async () => {
    const entries = ['a', 'b', 'c'].flatMap((name) => cleanUp.publish(name, '1.0.0'));
    cleanUp.codeArtifact.faults.inject({ fault: 'access-denied', operation: 'DisposePackageVersions', times: 5 });

    expect((await cleanUp.deploy(entries)).Status).toBe('SUCCESS');
    expect(cleanUp.disposed).toHaveLength(3);
  });

  test('A policy that never is in force is answered with the permission that lacks', async () => {
    const denied = { name: 'AccessDeniedException', status: 400 };
    cleanUp.stepFunctions.faults.push(...Array.from({ length: 30 }, () => denied));

    const { Status, Reason } = await cleanUp.deploy(cleanUp.publish('left-pad', '1.0.0'));

    expect([Status, cleanUp.disposed]).toEqual(['FAILED', []]);
    expect(Reason).toContain('the workflow could not be started: AccessDeniedException');
  });
});

test('A Step Functions that cannot be reached is named in the reason', async () => {
  const deployed = await DeployedCleanUp.deploy(1, 1);
  await deployed.account.stepFunctions.stop();
  const { outcome, reason } = await deployed.send();
  await deployed.close();

  expect(outcome).toBe('FAILED');
  expect(reason).toMatch(/Step Functions did not answer; in a VPC, the function needs an endpoint for states \(/);
});
