import { CfnOutput, CfnParameter, Duration, type Stack } from 'aws-cdk-lib';
import { CfnRepository } from 'aws-cdk-lib/aws-codeartifact';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { DisposalProvider, type DisposalProviderProps, DisposedPackageVersions, PackageFormat } from '../../lib';
import { Account, leftPad, STACK } from './account';
import { LEFT_PAD } from '../fixtures/packages';

let account: Account;

beforeEach(async () => {
  account = await Account.open();
  account.publish('1.0.0', '1.0.1', '1.1.0');
});

afterEach(() => account.close());

describe('A stack that is deployed with the bundle of its cloud assembly', () => {
  test('A deployed stack disposes the versions that it declares, and outputs the revisions', async () => {
    const revision = account.codeArtifact.registry.version(LEFT_PAD, '1.0.1')!.revision;

    const { status, outputs } = await account.deploy((stack) => {
      const disposal = leftPad(stack, ['1.0.0', '1.0.1']);
      new CfnOutput(stack, 'Revision', { value: disposal.getRevision('1.0.1') });
      new CfnOutput(stack, 'Count', { value: disposal.disposedCount });
    });

    expect(status).toBe('CREATE_COMPLETE');
    expect(outputs).toEqual({ Revision: revision, Count: '2' });
    expect(account.statuses('1.0.0', '1.0.1', '1.1.0')).toEqual(['Disposed', 'Disposed', 'Published']);
  });

  test('A deployed stack makes no call that its policies do not grant', async () => {
    await account.deploy((stack) => leftPad(stack, ['1.0.0']));

    expect(account.denied).toEqual([]);
    expect(new Set(account.codeArtifact.calls.map(({ action }) => action))).toEqual(
      new Set(['codeartifact:ListPackageVersions', 'codeartifact:DisposePackageVersions']),
    );
  });

  test.each(['ListPackageVersions', 'DisposePackageVersions'])(
    'A deployment without %s fails, and says what to grant',
    async (name) => {
      await account.close();
      account = await Account.open({ functionTimeoutSeconds: 4 });
      account.publish('1.0.0');
      account.withheld.add(`codeartifact:${name}`);

      const { status, reason } = await account.deploy((stack) => leftPad(stack, ['1.0.0']));

      expect(status).toBe('ROLLBACK_COMPLETE');
      expect(reason).toContain(
        `allow codeartifact:${name} on arn:aws:codeartifact:us-east-1:111122223333:package/my-domain/my-repo/npm/my-scope/left-pad`,
      );
      expect(account.statuses('1.0.0')).toEqual(['Published']);
    },
  );

  test('An update disposes only the versions that it adds', async () => {
    await account.deploy((stack) => leftPad(stack, ['1.0.0']));

    const { status } = await account.deploy((stack) => leftPad(stack, ['1.0.0', '1.0.1']));

    const named = account.codeArtifact.callsOf('DisposePackageVersions').map(({ body }) => body);
    expect(status).toBe('UPDATE_COMPLETE');
    expect(named).toMatchObject([{ versions: ['1.0.0'] }, { versions: ['1.0.1'] }]);
  });

  test('A reordered list sends no event', async () => {
    await account.deploy((stack) => leftPad(stack, ['1.0.0', '1.0.1']));

    const { noChanges } = await account.deploy((stack) => leftPad(stack, ['1.0.1', '1.0.0']));

    expect(noChanges).toBe(true);
  });

  test('A deployment resolves names that nothing knows before it', async () => {
    const { status } = await account.deploy((stack) => {
      const repository = new CfnRepository(stack, 'Repository', { domainName: 'my-domain', repositoryName: 'my-repo' });
      const name = new CfnParameter(stack, 'Package', { default: 'left-pad' });
      new DisposedPackageVersions(stack, 'LeftPad', {
        repositoryRef: repository,
        format: PackageFormat.NPM,
        packageNamespace: 'my-scope',
        packageName: name.valueAsString,
        versions: ['1.0.0'],
      });
    });

    expect(status).toBe('CREATE_COMPLETE');
    expect(account.statuses('1.0.0')).toEqual(['Disposed']);
  });

  test('Two declarations in one deployment dispose versions of one package', async () => {
    const { status } = await account.deploy((stack) => {
      leftPad(stack, ['1.0.0', '1.0.1'], { id: 'First' });
      leftPad(stack, ['1.0.1', '1.1.0'], { id: 'Second' });
    });

    expect(status).toBe('CREATE_COMPLETE');
    expect(account.statuses('1.0.0', '1.0.1', '1.1.0')).toEqual(['Disposed', 'Disposed', 'Disposed']);
  });
});

describe('A stack with a misspelled version', () => {
  test('A stack with a misspelled version is not created, is rolled back, and disposes nothing', async () => {
    const { status, reason } = await account.deploy((stack) => leftPad(stack, ['1.0.0', '1.1']));

    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(reason).toContain(
      '1 of 2 versions of npm @my-scope/left-pad in my-domain/my-repo are refused: 1.1 NOT_FOUND',
    );
    expect(reason).toContain('did you mean 1.1.0?');
    expect(account.statuses('1.0.0', '1.1.0')).toEqual(['Published', 'Published']);
  });

  test('A stack with a misspelled version is not updated, and goes back to its former list', async () => {
    await account.deploy((stack) => leftPad(stack, ['1.0.0']));

    const { status } = await account.deploy((stack) => leftPad(stack, ['1.0.0', '1.0.1', '1.1']));

    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(account.statuses('1.0.0', '1.0.1')).toEqual(['Disposed', 'Published']);
  });

  test('A stack with a misspelled version goes back also where a version of the former list was deleted since', async () => {
    await account.deploy((stack) => leftPad(stack, ['1.0.0']));
    account.codeArtifact.registry.delete(LEFT_PAD, '1.0.0');

    const { status } = await account.deploy((stack) => leftPad(stack, ['1.0.0', '1.1']));

    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  });
});

describe('A disposal', () => {
  test('A disposal stays where a later resource fails and the stack is rolled back', async () => {
    const { status } = await account.deploy(
      (stack) => {
        leftPad(stack, ['1.0.0']);
        new CfnTopic(stack, 'Topic');
      },
      { failResource: 'Topic' },
    );

    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(account.statuses('1.0.0')).toEqual(['Disposed']);
  });

  test('A disposal stays where the declaration is removed, which calls no function', async () => {
    await account.deploy((stack) => leftPad(stack, ['1.0.0']));
    const calls = account.codeArtifact.calls.length;

    const { status } = await account.cloudFormation.destroy(STACK);

    expect(status).toBe('DELETE_COMPLETE');
    expect(account.codeArtifact.calls).toHaveLength(calls);
    expect(account.statuses('1.0.0')).toEqual(['Disposed']);
  });

  test('A disposal stays where the construct is renamed, which replaces the resource', async () => {
    await account.deploy((stack) => leftPad(stack, ['1.0.0'], { id: 'Old' }));

    const { status, requests } = await account.deploy((stack) => leftPad(stack, ['1.0.0', '1.0.1'], { id: 'New' }));

    expect(status).toBe('UPDATE_COMPLETE');
    expect(requests.map(({ requestType }) => requestType)).toEqual(['Create', 'Delete']);
    expect(account.statuses('1.0.0', '1.0.1')).toEqual(['Disposed', 'Disposed']);
  });
});

describe('An event apart from the deployment', () => {
  test('An event that CloudFormation delivers twice disposes once', async () => {
    await account.deploy((stack) => leftPad(stack, ['1.0.0']));

    await account.cloudFormation.send(STACK, 'LeftPad/Resource/Default', { requestType: 'Create', copies: 2 });

    expect(account.codeArtifact.callsOf('DisposePackageVersions')).toHaveLength(1);
  });

  test('The deletion of a cancelled creation succeeds, under an id that CloudFormation made up', async () => {
    await account.deploy((stack) => leftPad(stack, ['1.0.0']));

    const cancelled = await account.cloudFormation.cancelCreate(STACK, 'LeftPad/Resource/Default');

    expect(cancelled.delete).toMatchObject({ outcome: 'SUCCESS', response: { Status: 'SUCCESS' } });
  });
});

describe('An event that Lambda holds back', () => {
  test('An event that Lambda holds back until CloudFormation has given up and rolled back disposes nothing', async () => {
    await account.deploy((stack) => leftPad(stack, ['1.0.0']));
    const release = account.cloudFormation.findFunction(STACK, 'LeftPad/Resource/Default').holdNext();

    const { status, requests } = await account.deploy((stack) =>
      leftPad(stack, ['1.0.0', '1.0.1'], {
        provider: providerOf(stack, { serviceTimeout: Duration.seconds(1) }),
      }),
    );
    release();
    await account.cloudFormation.settled();

    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(requests.map(({ outcome }) => outcome)).toEqual(['NO_RESPONSE', 'SUCCESS']);
    expect(requests[0]!.invocations).toMatchObject([{ outcome: 'ok' }]);
    expect(account.statuses('1.0.0', '1.0.1')).toEqual(['Disposed', 'Published']);
    expect(account.cloudFormation.logs.map(({ line }) => line).join('\n')).toContain(
      'and CloudFormation waits 1 seconds for an answer',
    );
  });
});

describe('A stack that is deployed with rollback off', () => {
  test.each([
    ['last-succeeded', 'UPDATE_FAILED', 'are refused: 1.1 NOT_FOUND'],
    ['failed', 'UPDATE_COMPLETE', undefined],
  ] as const)(
    'With rollback off, a misspelled version that is deployed once more is refused, or logged as never proven, where the old properties are the %s ones',
    async (oldPropertiesAfterFailure, status, reason) => {
      await account.close();
      account = await Account.open({ oldPropertiesAfterFailure });
      account.publish('1.0.0', '1.1.0');
      await account.deploy((stack) => leftPad(stack, ['1.0.0']));
      const misspelled = (stack: Stack) => leftPad(stack, ['1.0.0', '1.1']);
      const first = await account.deploy(misspelled, { rollback: false });

      const second = await account.deploy(misspelled, { rollback: false });

      expect(first.status).toBe('UPDATE_FAILED');
      expect(second.status).toBe(status);
      expect(second.reason ?? '').toContain(reason ?? '');
      const warnings = second.logs.filter(({ line }) => line.includes('"level":"WARN"'));
      expect(warnings.map(({ line }) => (JSON.parse(line) as { versions: string[] }).versions)).toEqual(
        reason === undefined ? [['1.1']] : [],
      );
      expect(account.statuses('1.0.0', '1.1.0')).toEqual(['Disposed', 'Published']);
    },
  );

  test('With rollback off, a creation that failed is created once more, and then disposes', async () => {
    const failed = await account.deploy((stack) => leftPad(stack, ['1.1']), { rollback: false });

    const corrected = await account.deploy((stack) => leftPad(stack, ['1.1.0']), { rollback: false });

    expect([failed.status, corrected.status]).toEqual(['CREATE_FAILED', 'UPDATE_COMPLETE']);
    expect(corrected.requests.map(({ requestType }) => requestType)).toEqual(['Delete', 'Create']);
    expect(account.statuses('1.1.0')).toEqual(['Disposed']);
  });
});

test.each(['Expires', 'without time'] as const)(
  'A response URL that tells its time by "%s" disposes nothing unless the environment accepts it',
  async (urlSignature) => {
    await account.close();
    account = await Account.open({ urlSignature });
    account.publish('1.0.0');

    const refused = await account.deploy((stack) => leftPad(stack, ['1.0.0']));
    const accepted = await account.deploy((stack) =>
      leftPad(stack, ['1.0.0'], {
        provider: providerOf(stack, { environment: { ACCEPT_EVENTS_OF_UNKNOWN_AGE: 'true' } }),
      }),
    );

    expect([refused.status, accepted.status]).toEqual(['ROLLBACK_COMPLETE', 'CREATE_COMPLETE']);
    expect(refused.reason).toContain('ACCEPT_EVENTS_OF_UNKNOWN_AGE=true in the environment of the function');
    expect(account.statuses('1.0.0')).toEqual(['Disposed']);
  },
);

/** The provider that a stack has by default, with properties. */
function providerOf(stack: Stack, props: DisposalProviderProps): DisposalProvider {
  return new DisposalProvider(stack, 'CodeArtifactDisposalProvider', props);
}

test('The function logs JSON lines, and never the URL of its response', async () => {
  const { logs } = await account.deploy((stack) => leftPad(stack, ['1.0.0']));

  const lines = logs.map(({ line }) => line).filter((line) => line.startsWith('{'));
  expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toContain('disposing');
  expect(logs.map(({ line }) => line).join('\n')).not.toContain('X-Amz-');
});
