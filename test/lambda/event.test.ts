import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { determineWait } from '../../lambda/event/event-age';
import type { UrlSignature } from '../../local/cloudformation/response-endpoint';
import { Deployment } from './deployment';

let deployment: Deployment;

async function start(signature?: UrlSignature) {
  deployment = await Deployment.start({}, signature);
  deployment.publish('1.0.0');
}

beforeEach(() => start());

afterEach(() => deployment.stop());

const expectNothingDone = () => {
  expect(deployment.codeArtifact.calls).toEqual([]);
  expect(deployment.status('1.0.0')).toBe('Published');
};

describe('An event older than the wait of CloudFormation', () => {
  test.each([
    ['the ServiceTimeout of its resource', { ServiceTimeout: '60' }, 60],
    ['an hour, where the resource has no ServiceTimeout', { ServiceTimeout: undefined }, 3_600],
  ])(
    'An event older than the wait of CloudFormation disposes nothing and calls nobody: %s',
    async (_what, timeout, age) => {
      deployment.age = age;

      const answer = await deployment.create({ versions: ['1.0.0'], ...timeout });

      expect(answer.Status).toBe('FAILED');
      expect(answer.Reason).toMatch(
        new RegExp(`^Nothing was disposed: the event is \\d+ seconds old, and CloudFormation waits ${age} seconds`),
      );
      expectNothingDone();
    },
  );

  test('An event older than the wait of CloudFormation disposes nothing as an update either', async () => {
    deployment.age = 7_000;

    expect(await deployment.update({ versions: ['1.0.0'] }, { versions: [] })).toMatchObject({ Status: 'FAILED' });
    expectNothingDone();
  });

  test('An event older than the wait of CloudFormation disposes nothing where the clock of the function is three minutes behind', async () => {
    deployment.age = 1_080 - 179;

    const answer = await deployment.create({ versions: ['1.0.0'] });

    expect(answer.Reason).toMatch(/^Nothing was disposed: the event is \d+ seconds old/);
    expectNothingDone();
  });

  test('An event older than the wait of CloudFormation succeeds as a deletion, which calls nobody', async () => {
    deployment.age = 20_000;

    const answer = await deployment.send({ RequestType: 'Delete', PhysicalResourceId: 'LeftPad' });

    expect(answer.Status).toBe('SUCCESS');
    expectNothingDone();
  });
});

describe('An event for which CloudFormation waits', () => {
  test.each([
    ['was just sent', 0],
    ['was sent ten minutes ago', 600],
    ['was sent two minutes from now, by a clock that is behind', -120],
  ])('An event for which CloudFormation waits disposes if it %s', async (_when, age) => {
    deployment.age = age;

    expect(await deployment.create({ versions: ['1.0.0'] })).toMatchObject({ Status: 'SUCCESS' });
  });

  test('An event for which CloudFormation waits starts no call when CloudFormation is about to stop waiting, and says so', async () => {
    deployment.remaining = () => 300_000;
    const now = jest.spyOn(Date, 'now');
    const start = Date.now();
    deployment.codeArtifact.faults.inject({
      operation: 'ListPackageVersions',
      fault: 'concurrent-change',
      change: () => void now.mockReturnValue(start + 899_000),
      afterExecution: true,
    });
    try {
      const answer = await deployment.create({ versions: ['1.0.0'] });

      expect(answer.Reason).toContain('1.0.0 OUT_OF_TIME: not attempted');
      expect(deployment.disposeCalls).toEqual([]);
    } finally {
      now.mockRestore();
    }
  });
});

describe('An event of unknown age', () => {
  const ACCEPT = 'ACCEPT_EVENTS_OF_UNKNOWN_AGE';

  afterEach(() => {
    delete process.env[ACCEPT];
  });

  test.each<UrlSignature>(['Expires', 'without time'])(
    'An event of unknown age disposes nothing, and the reason says how to accept it: response URL %s',
    async (signature) => {
      await deployment.stop();
      await start(signature);

      const answer = await deployment.create({ versions: ['1.0.0'] });

      expect(answer.Reason).toContain('the response URL must say when it was signed, and does not');
      expect(answer.Reason).toContain(`${ACCEPT}=true in the environment of the function`);
      expect(deployment.disposeCalls).toEqual([]);
      expect(deployment.status('1.0.0')).toBe('Published');
    },
  );

  test('An event of unknown age disposes nothing where the URL is signed further in the future than clocks differ', async () => {
    deployment.age = -200;

    const answer = await deployment.create({ versions: ['1.0.0'] });

    expect(answer.Reason).toMatch(/is (199|200) seconds ahead of the function's clock/);
    expect(deployment.disposeCalls).toEqual([]);
    expect(deployment.status('1.0.0')).toBe('Published');
  });

  test('An event of unknown age succeeds where nothing is left to dispose, so that a rollback is not stuck', async () => {
    expect(await deployment.create({ versions: ['1.0.0'] })).toMatchObject({ Status: 'SUCCESS' });
    deployment.age = -200;

    expect(await deployment.create({ versions: ['1.0.0'] })).toMatchObject({ Status: 'SUCCESS' });
    expect(deployment.disposeCalls).toHaveLength(1);
  });

  test('An event of unknown age disposes where the environment of the function accepts it', async () => {
    await deployment.stop();
    await start('without time');
    process.env[ACCEPT] = 'true';

    expect(await deployment.create({ versions: ['1.0.0'] })).toMatchObject({ Status: 'SUCCESS' });
  });
});

describe('The end of the wait', () => {
  const NOW = Date.UTC(2026, 0, 1);
  const wait = (query: string, ServiceTimeout?: string) =>
    determineWait(
      {
        ResponseURL: `https://bucket.example/key?${query}`,
        ResourceProperties: { ServiceTimeout },
      } as unknown as CloudFormationCustomResourceEvent,
      NOW,
    );
  const end = (query: string, ServiceTimeout?: string) => wait(query, ServiceTimeout).end - NOW;

  test.each([
    ['five minutes before CloudFormation stops waiting', '3600', 3_300_000],
    ['a sixth of a short wait before it stops', '60', 50_000],
    ['that of the longest wait, where ServiceTimeout is not a number of seconds', 'soon', 3_300_000],
    ['that of the longest wait, where ServiceTimeout is longer', '99999', 3_300_000],
  ])('The end of the wait is %s', (_what, timeout, milliseconds) => {
    expect(end('X-Amz-Date=20260101T000000Z&X-Amz-Expires=7199', timeout)).toBe(milliseconds);
  });

  test('The end of the wait is not after the response URL has expired', () => {
    expect(end('X-Amz-Date=20260101T000000Z&X-Amz-Expires=600', '3600')).toBe(500_000);
  });

  test.each(['20260101', '2026-01-01T00:00:00Z', '20261301T000000Z', 'x20260101T000000Z', ''])(
    'The end of the wait is not known from the date %j',
    (date) => {
      expect(wait(`X-Amz-Date=${date}`).unknownAge?.what).toContain('the age of the event is not known');
    },
  );
});

describe('An event for a resource of another type', () => {
  test.each([['Custom::MetricsPublisher'], ['AWS::CloudFormation::CustomResource'], [undefined], [null], [['x']]])(
    'An event for a resource of another type disposes nothing: %j',
    async (ResourceType) => {
      const answer = await deployment.send({
        RequestType: 'Create',
        ResourceType,
        ResourceProperties: deployment.properties({ versions: ['1.0.0'] }),
      });

      expect(answer.Status).toBe('FAILED');
      expect(answer.Reason).toContain('ResourceType must be Custom::CodeArtifactDisposedPackageVersions or ');
      expectNothingDone();
    },
  );

  test('An event for a resource of another type succeeds as a deletion, so that the stack can remove it', async () => {
    const answer = await deployment.send({
      RequestType: 'Delete',
      ResourceType: 'Custom::MetricsPublisher',
      PhysicalResourceId: 'Metrics',
      ResourceProperties: deployment.properties({ versions: ['1.0.0'] }),
    });

    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'Metrics' });
    expectNothingDone();
  });
});

describe('A declaration for a repository of another Region', () => {
  test('A declaration for a repository of another Region disposes nothing, and the reason names both Regions', async () => {
    const answer = await deployment.create({ versions: ['1.0.0'], region: 'us-west-2' });

    expect(answer.Reason).toMatch(
      /^Nothing was disposed: .*us-east-1.*us-west-2.*Declare it in a stack of that Region/,
    );
    expectNothingDone();
  });

  test.each([['us-east-1'], [undefined]])(
    'A declaration for a repository of another Region is not one that declares the Region %s',
    async (region) => {
      expect(await deployment.create({ versions: ['1.0.0'], region })).toMatchObject({ Status: 'SUCCESS' });
    },
  );
});
