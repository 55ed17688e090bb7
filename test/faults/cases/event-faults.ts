import type { UrlSignature } from '../../../local/cloudformation/response-endpoint';
import { Deployment, type EventProperties } from '../../lambda/deployment';
import type { Case, Section } from './section';
import { LEFT_PAD } from '../../fixtures/packages';

const NOTHING = 'no call is made, and the reason says why and what to do';
const LISTED = 'the versions are listed, none is disposed, and the reason says why and what to do';
const DELETED = 'it succeeds, and calls nobody';

const VERSIONS = Array.from({ length: 500 }, (_, n) => `1.0.${n}`);
const versions = VERSIONS.slice(0, 2);
const GONE = { repository: 'gone' };

export const EVENT_FAULTS: Section = {
  title: 'An event that is not to be acted on',
  about: 'Events that come too late, that belong to something else, or that have nothing left to do.',
  file: 'event-faults.test.ts',
  cases: [
    untouched('Lambda holds the event back for longer than its ServiceTimeout', async (deployment) => {
      deployment.age = 1_080;
      return deployment.create({ versions });
    }),
    untouched('Lambda holds an event without ServiceTimeout back for an hour', async (deployment) => {
      deployment.age = 3_600;
      return deployment.create({ versions, ServiceTimeout: undefined });
    }),
    untouched('The clock of the function is three minutes behind, and the event is late', async (deployment) => {
      deployment.age = 1_080 - 180;
      return deployment.create({ versions });
    }),
    ofUnknownAge('The response URL is signed in the future, by more than clocks differ', async (deployment) => {
      deployment.age = -400;
      return deployment.create({ versions });
    }),
    ...(['Expires', 'without time'] as const).map((signature) =>
      ofUnknownAge(
        `The response URL does not tell when it was signed (${signature})`,
        (deployment) => deployment.create({ versions }),
        signature,
      ),
    ),
    {
      fault: 'CloudFormation stops waiting between two batches',
      happens: 'no further batch is started, and the reason names what is left',
      run: () =>
        withDeployment(async (deployment) => {
          const start = Date.now();
          const now = jest.spyOn(Date, 'now');
          deployment.codeArtifact.faults.inject({
            operation: 'DisposePackageVersions',
            fault: 'concurrent-change',
            change: () => void now.mockReturnValue(start + 800_000),
          });
          try {
            const answer = await deployment.create({ versions: VERSIONS });

            expect(answer.Reason).toMatch(/^100 of 500 versions .*: 1\.0\.400 OUT_OF_TIME: not attempted/);
            expect(deployment.disposeCalls).toHaveLength(4);
          } finally {
            now.mockRestore();
          }
        }),
    },
    untouched('The event is for a resource of another type', (deployment) =>
      deployment.send({
        RequestType: 'Create',
        ResourceType: 'Custom::MetricsPublisher',
        ResourceProperties: deployment.properties({ versions }),
      }),
    ),
    untouched('The event does not say for which type it is', (deployment) =>
      deployment.send({
        RequestType: 'Create',
        ResourceType: undefined,
        ResourceProperties: deployment.properties({ versions }),
      }),
    ),
    untouched('The repository is in another Region', (deployment) =>
      deployment.create({ versions, region: 'us-west-2' }),
    ),
    deleted('A deletion comes hours late', { age: 20_000 }),
    deleted('A deletion is for a resource of another type', { type: 'Custom::MetricsPublisher' }),
    updated('The repository is gone, and every version was declared before', 'SUCCESS', {
      declared: { versions, ...GONE },
      old: { versions, ...GONE },
    }),
    updated('The repository is gone, and a version is new', 'FAILED', {
      declared: { versions, ...GONE },
      old: { versions: ['1.0.0'], ...GONE },
    }),
    updated('Another release wrote the old properties, with keys that this one does not know', 'SUCCESS', {
      declared: { versions: ['9.9.9'] },
      old: { versions: ['9.9.9'], surprise: 'yes' },
    }),
    updated('A version that does not exist was declared before, where any name was accepted', 'FAILED', {
      declared: { versions: ['9.9.9'] },
      old: { versions: ['9.9.9'], allowMissing: 'true' },
    }),
  ],
};

async function withDeployment(run: (deployment: Deployment) => Promise<void>, signature?: UrlSignature) {
  const deployment = await Deployment.start({}, signature);
  try {
    deployment.publish(...VERSIONS);
    await run(deployment);
  } finally {
    await deployment.stop();
  }
}

function untouched(fault: string, send: (deployment: Deployment) => ReturnType<Deployment['create']>): Case {
  return { fault, happens: NOTHING, run: () => withDeployment((deployment) => expectRefused(deployment, send, [])) };
}

/** An event is refused only where something would be disposed, so that a rollback is not stuck. */
function ofUnknownAge(
  fault: string,
  send: (deployment: Deployment) => ReturnType<Deployment['create']>,
  signature?: UrlSignature,
): Case {
  return {
    fault,
    happens: LISTED,
    run: () => withDeployment((deployment) => expectRefused(deployment, send, ['ListPackageVersions']), signature),
  };
}

async function expectRefused(
  deployment: Deployment,
  send: (deployment: Deployment) => ReturnType<Deployment['create']>,
  operations: readonly string[],
) {
  const { Status, Reason } = await send(deployment);

  expect(Status).toBe('FAILED');
  expect(Reason).toMatch(/^Nothing was disposed: .*\. (Deploy again|Give|Correct)\b.*Log: /);
  expect(deployment.codeArtifact.calls.map(({ operation }) => operation)).toEqual(operations);
}

function deleted(fault: string, { age = 0, type }: { age?: number; type?: string }): Case {
  return {
    fault,
    happens: DELETED,
    run: () =>
      withDeployment(async (deployment) => {
        deployment.age = age;
        const answer = await deployment.send({
          RequestType: 'Delete',
          PhysicalResourceId: 'LeftPad',
          ...(type === undefined ? {} : { ResourceType: type }),
          ResourceProperties: deployment.properties({ versions }),
        });

        expect(answer.Status).toBe('SUCCESS');
        expect(deployment.codeArtifact.calls).toEqual([]);
      }),
  };
}

function updated(
  fault: string,
  status: 'SUCCESS' | 'FAILED',
  { declared, old }: { declared: EventProperties; old: EventProperties },
): Case {
  return {
    fault,
    happens:
      status === 'SUCCESS'
        ? 'there is nothing left to do, and the log names the versions that are not there'
        : 'nothing is disposed, and the reason says so',
    run: () =>
      withDeployment(async (deployment) => {
        const answer = await deployment.update(declared, old);

        expect(answer.Status).toBe(status);
        expect(answer.Reason ?? 'Nothing was disposed: ').toMatch(/^Nothing was disposed: /);
        expect(deployment.logLines.some((line) => line.includes('"level":"WARN"'))).toBe(status === 'SUCCESS');
        expect(deployment.disposeCalls).toEqual([]);
        expect(deployment.registry.version(LEFT_PAD, '1.0.0')?.status).toBe('Published');
      }),
  };
}
