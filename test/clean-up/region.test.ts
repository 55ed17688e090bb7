import type { Stack } from 'aws-cdk-lib';
import { ImportedRepository } from '../lib/fixtures/repositories-of-regions';
import { CleanUpAccount, STACK } from './account';
import { DeployedCleanUp } from './deployed-clean-up';

const LEFT_PAD = { format: 'npm', package: 'left-pad' } as const;
/** A repository that only a reference names; the stack does not say its Region. */
function repositoryIn(region: string) {
  const arn = `arn:aws:codeartifact:${region}:111122223333:repository/my-domain/my-repo`;
  return (stack: Stack) => ({
    domain: undefined,
    repository: undefined,
    repositoryRef: new ImportedRepository(stack, arn),
  });
}

const MISMATCH =
  'the repository must be in the Region of the stack, us-east-1; got us-west-2. Declare it in a stack of that Region';

describe('A clean-up of a repository that the deployment finds in another Region', () => {
  let account: CleanUpAccount;

  beforeEach(async () => {
    account = await CleanUpAccount.open();
  });
  afterEach(() => account.close());

  test('A clean-up of a repository that the deployment finds in another Region is refused before anything is listed, with both Regions and what to do', async () => {
    const { status, reason } = await account.deploy(account.publish(LEFT_PAD, '1.0.0'), repositoryIn('us-west-2'));

    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(reason).toContain(
      `Nothing was disposed: my-domain/my-repo is in a Region that the function does not reach: ${MISMATCH}. ` +
        'Correct the declaration and deploy again.',
    );
    expect(account.codeArtifact.calls).toEqual([]);
    expect(account.stepFunctions.executions).toEqual([]);
  });

  test('A clean-up of a repository that the deployment finds in another Region is carried out if the Region is that of the stack', async () => {
    const { status } = await account.deploy(account.publish(LEFT_PAD, '1.0.0'), repositoryIn('us-east-1'));

    expect([status, account.statuses]).toEqual(['CREATE_COMPLETE', { Disposed: 1 }]);
  });

  test('A clean-up of a repository that the deployment finds in another Region can be deleted', async () => {
    await account.deploy(account.publish(LEFT_PAD, '1.0.0'));
    const { properties } = account.cloudFormation.resource(STACK, 'CleanUp');

    const { outcome } = await account.cloudFormation.send(STACK, 'CleanUp', {
      requestType: 'Delete',
      resourceProperties: { ...properties, region: 'us-west-2' },
    });

    expect(outcome).toBe('SUCCESS');
  });
});

describe('A function that is bound to another Region', () => {
  let cleanUp: DeployedCleanUp;

  beforeEach(async () => {
    cleanUp = await DeployedCleanUp.deploy(1, 1);
  });
  afterEach(() => cleanUp.close());

  test('A function that is bound to another Region disposes nothing though a workflow runs it that was started before', async () => {
    const { account } = cleanUp;
    const cleanUpFunction = account.cloudFormation.findFunction(STACK, 'CleanUp');
    const { environment } = cleanUpFunction.configuration;
    const configuration = JSON.parse(environment['DISPOSED_PACKAGES']!) as { properties: object };
    const properties = { ...configuration.properties, region: 'us-west-2' };
    account.s3.observe = ({ operation, key }) => {
      if (operation === 'PutObject' && key.endsWith('state.json')) {
        void cleanUpFunction.updateConfiguration({
          environment: { ...environment, DISPOSED_PACKAGES: JSON.stringify({ ...configuration, properties }) },
        });
      }
    };

    const { outcome, reason } = await cleanUp.send();

    expect([outcome, cleanUp.notDisposed.length, account.codeArtifact.calls]).toEqual(['FAILED', 1, []]);
    expect(account.stepFunctions.executions).toHaveLength(1);
    // The deployment is bound to all properties, so that another Region is another configuration.
    expect(reason).toContain('another deployment gave the function another configuration');
  });
});
