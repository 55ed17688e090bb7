import type Timers from 'node:timers/promises';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { ManifestEntry } from '../../declaration/manifest';
import { PackagePermissions } from '../../lib/permissions/package-permissions';
import type { Grant } from '../faults/policies';
import { CleanUpAccount, REPOSITORY } from './account';
import { CleanUpFunction } from './clean-up-function';

// The pauses in which a new policy comes into force, a thousand times shorter.
jest.mock('node:timers/promises', () => {
  const { setTimeout: sleep } = jest.requireActual<typeof Timers>('node:timers/promises');
  return { setTimeout: (milliseconds: number, ...rest: unknown[]) => sleep(milliseconds / 1_000, ...(rest as [])) };
});

const ASSETS = 'arn:aws:s3:::cdk-hnb659fds-assets-111122223333-us-east-1';
const PACKAGES = [
  { format: 'npm', namespace: 'my-scope', package: 'left-pad' },
  { format: 'npm', package: 'left-pad' },
  { format: 'maven', namespace: 'com.example', package: 'billing' },
] as const;

const dispose = 'codeartifact:DisposePackageVersions';
const list = 'codeartifact:ListPackageVersions';

/** What each choice grants besides the packages of the manifest, and what it does not. */
const CHOICES = [
  {
    name: 'exact',
    permissions: PackagePermissions.exact(),
    granted: ['npm/my-scope/left-pad', 'npm//left-pad', 'maven/com.example/billing'],
    further: [],
    denied: ['npm//other', 'npm/my-scope/other', 'maven/com.example/other', 'pypi//left-pad'],
  },
  {
    name: 'namespaces',
    permissions: PackagePermissions.namespaces(),
    granted: ['npm/my-scope/*', 'npm//*', 'maven/com.example/*'],
    further: ['npm//other', 'npm/my-scope/other', 'maven/com.example/other'],
    denied: ['npm/other/left-pad', 'maven/com.example2/billing', 'pypi//left-pad'],
  },
  {
    name: 'repository',
    permissions: PackagePermissions.repository(),
    granted: ['*'],
    further: ['npm/other/left-pad', 'pypi//left-pad'],
    denied: ['../my-repo-2/npm//left-pad'],
  },
];

let account: CleanUpAccount;
let entries: ManifestEntry[];

async function deploy(props: Parameters<CleanUpAccount['deploy']>[1]): Promise<CleanUpFunction> {
  account = await CleanUpAccount.open();
  entries = PACKAGES.flatMap((pkg) => account.publish(pkg, '1.0.0'));
  const { status, reason } = await account.deploy(entries, props);
  expect([status, reason]).toEqual(['CREATE_COMPLETE', undefined]);
  return CleanUpFunction.ofStack(account);
}

/** Puts everything back to before the first deployment. */
function reset() {
  const { codeArtifact, s3 } = account;
  s3.bucketNames
    .filter((bucket) => !bucket.startsWith('cdk-'))
    .forEach((bucket) => s3.keys(bucket).forEach((key) => s3.delete(bucket, key)));
  for (const { version, revision, ...pkg } of entries) {
    const coordinates = { ...REPOSITORY, ...pkg };
    codeArtifact.registry.delete(coordinates, version);
    codeArtifact.registry.publish(coordinates, version, { revision });
  }
}

const isLog = ({ action }: Grant) => action.startsWith('logs:');
const packageArn = (path: string): string =>
  path.startsWith('../')
    ? packageArn('x').replace('my-repo/x', path.slice(3))
    : `arn:aws:codeartifact:us-east-1:111122223333:package/my-domain/my-repo/${path}`;

/** What a deployment without one grant came to. */
async function deployWithout(cleanUp: CleanUpFunction, grant: Grant) {
  reset();
  account.withheld = grant;
  const { Status = 'no answer', Reason = '' } = await cleanUp.send();
  account.withheld = undefined;
  return { Status, Reason, disposed: account.statuses.Disposed ?? 0 };
}

describe.each(CHOICES)('PackagePermissions.$name()', ({ permissions, granted, further, denied }) => {
  let cleanUp: CleanUpFunction;

  beforeAll(async () => {
    cleanUp = await deploy({ permissions });
  });

  afterAll(async () => {
    await cleanUp.stop();
    await account.close();
  });

  test('The policy of a clean-up allows every call of a deployment, and nothing that no call needs', () => {
    const { functionPolicies, workflowPolicies } = account;

    expect([...functionPolicies.refused, ...workflowPolicies.refused]).toEqual([]);
    expect([...functionPolicies.unused.filter((grant) => !isLog(grant)), ...workflowPolicies.unused]).toEqual([]);
  });

  test('The policy of a clean-up grants the packages that it is documented to grant, and no others', () => {
    const { functionPolicies: policies } = account;
    const ofCodeArtifact = policies.grants.filter(({ action }) => action.startsWith('codeartifact:'));

    expect(ofCodeArtifact.map(({ action, resource }) => `${action} ${resource}`).sort()).toEqual(
      [dispose, list].flatMap((action) => granted.map((path) => `${action} ${packageArn(path)}`)).sort(),
    );
    for (const action of [dispose, list]) {
      expect(further.filter((path) => !policies.allow(action, packageArn(path)))).toEqual([]);
      expect(denied.filter((path) => policies.allow(action, packageArn(path)))).toEqual([]);
    }
  });

  test('The policy of a clean-up is not enough without any one of its grants on CodeArtifact, and the reason names what to grant', async () => {
    const grants = account.functionPolicies.grants.filter(({ action }) => action.startsWith('codeartifact:'));
    expect(grants).toHaveLength(2 * granted.length);

    for (const grant of grants) {
      const { Status, Reason, disposed } = await deployWithout(cleanUp, grant);

      expect({ grant, Status }).toEqual({ grant, Status: 'FAILED' });
      // The ARN of a package that the grant would have covered.
      expect(Reason).toContain(`allow ${grant.action} on ${grant.resource.split('*')[0]}`);
      expect(disposed).toBeLessThan(grant.action === list ? 1 : entries.length);
    }
  });
});

describe('The role of the function', () => {
  let cleanUp: CleanUpFunction;

  beforeAll(async () => {
    cleanUp = await deploy((stack) => ({
      permissions: PackagePermissions.repository(),
      recordBucket: new Bucket(stack, 'Record', {
        encryption: BucketEncryption.KMS,
        encryptionKey: new Key(stack, 'Key'),
      }),
    }));
  });

  afterAll(async () => {
    await cleanUp.stop();
    await account.close();
  });

  test('The role of the function may do nothing besides reading its manifest, its own part of the record, and starting its workflow', () => {
    const { functionPolicies, workflowPolicies } = account;
    const others = [...functionPolicies.grants, ...workflowPolicies.grants].filter(
      ({ action }) => !action.startsWith('codeartifact:'),
    );

    expect(others.map(({ action }) => action).sort()).toEqual([
      'kms:Decrypt',
      'kms:GenerateDataKey',
      'lambda:InvokeFunction',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:GetObject',
      's3:GetObject',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
      's3:PutObject',
      'states:StartExecution',
    ]);
    expect(functionPolicies.allow('s3:GetObject', `${ASSETS}/other.disposals`)).toBe(false);
    expect(others.filter(({ resource }) => resource === '*' || resource.startsWith(`${ASSETS}/*`))).toEqual([]);
  });

  test('The role of the function is not enough without any one of these grants, and nothing is disposed', async () => {
    const grants = account.functionPolicies.grants.filter(
      (grant) => !isLog(grant) && !grant.action.startsWith('codeartifact:'),
    );

    for (const grant of grants) {
      const { Status, Reason, disposed } = await deployWithout(cleanUp, grant);

      expect({ grant, Status, disposed }).toEqual({ grant, Status: 'FAILED', disposed: 0 });
      expect(Reason).toMatch(/AccessDenied/);
    }
  });

  test('The role of the function cannot do anything if the workflow may not invoke the function', async () => {
    const [grant] = account.workflowPolicies.grants;

    expect(await deployWithout(cleanUp, grant!)).toEqual({ Status: 'no answer', Reason: '', disposed: 0 });
  });
});
