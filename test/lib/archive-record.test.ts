import { App, CfnParameter, Lazy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnRepository } from 'aws-cdk-lib/aws-codeartifact';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  ArchivedPackages,
  type ArchivedPackagesProps,
  ArchivedPackageVersions,
  DisposedPackages,
  DisposedPackageVersions,
  PackageFormat,
} from '../../lib';
import { manifestOf } from './clean-up';
import { statementsOf } from './policies';
import { newStack, only, refusalOf, templateOf } from './synthesize';

const REPOSITORY = { domain: 'my-domain', repository: 'my-repo' };
const LEFT_PAD = { format: PackageFormat.NPM, packageName: 'left-pad', versions: ['1.0.0'] };
const VIRGINIA = { env: { account: '111122223333', region: 'us-east-1' }, crossRegionReferences: true };
const OREGON = { env: { account: '111122223333', region: 'us-west-2' }, crossRegionReferences: true };

/** The names of both steps, and the stack of the one that archives, if it is not that of the other. */
interface Steps {
  readonly archived: Names;
  readonly disposed: Names;
  readonly archiving?: Stack;
}

/** Declares both steps of one package, and of a manifest. */
const PAIRS: [string, (stack: Stack, steps: Steps) => void][] = [
  [
    'one package',
    (stack, { archived, disposed, archiving = stack }) => {
      const step = new ArchivedPackageVersions(archiving, 'Archived', { ...LEFT_PAD, ...archived });
      new DisposedPackageVersions(stack, 'D', { ...LEFT_PAD, ...disposed, archived: step });
    },
  ],
  [
    'a manifest',
    (stack, { archived, disposed, archiving = stack }) => {
      const manifest = manifestOf({});
      const step = new ArchivedPackages(archiving, 'Archived', { manifest, ...archived });
      new DisposedPackages(stack, 'D', { manifest, ...disposed, archived: step });
    },
  ],
];

type Names = Pick<ArchivedPackagesProps, 'domain' | 'domainOwner' | 'repository' | 'repositoryRef' | 'recordBucket'>;

describe('A declaration that disposes what another one archives', () => {
  test.each(PAIRS)(
    'A declaration that disposes what another one archives is refused for another owner: %s',
    (_, declare) => {
      const archived = { ...REPOSITORY, domainOwner: '111111111111' };
      const disposed = { ...REPOSITORY, domainOwner: '222222222222' };
      expect(refusalOf(() => declare(newStack(), { archived, disposed }))).toMatch(
        /my-domain\/my-repo of account 222222222222; got .*my-domain\/my-repo of account 111111111111\.$/,
      );
    },
  );

  test.each(PAIRS)(
    'A declaration that disposes what another one archives is taken for the same owner: %s',
    (_, declare) => {
      const names = { ...REPOSITORY, domainOwner: '222222222222' };
      const stack = newStack();
      declare(stack, { archived: names, disposed: names });
      expect(() => templateOf(stack)).not.toThrow();
    },
  );

  test.each(PAIRS)(
    'A declaration that disposes what another one archives is refused in another Region: %s',
    (_, declare) => {
      const app = new App();
      const [archiving, disposing] = [new Stack(app, 'Oregon', OREGON), new Stack(app, 'Virginia', VIRGINIA)];
      expect(refusalOf(() => declare(disposing, { archived: REPOSITORY, disposed: REPOSITORY, archiving }))).toBe(
        'Virginia/D: archived must be in the Region of the stack, us-east-1; got a bucket in us-west-2. Declare both in one Region.',
      );
    },
  );

  test.each(PAIRS)(
    'A declaration that disposes what another one archives is refused at synth for names that are computed late: %s',
    (_, declare) => {
      const app = new App();
      const stack = new Stack(app, 'TestStack');
      const repository = Lazy.string({ produce: () => 'my-other-repo' });
      declare(stack, { archived: REPOSITORY, disposed: { ...REPOSITORY, repository } });
      expect(refusalOf(() => app.synth())).toContain('archived must archive versions of the same');
    },
  );

  test.each(PAIRS)(
    'A declaration that disposes what another one archives is refused for another repository of the app: %s',
    (_, declare) => {
      const stack = newStack();
      const [first, second] = ['First', 'Second'].map(
        (id) => new CfnRepository(stack, id, { domainName: 'my-domain', repositoryName: id.toLowerCase() }),
      );
      expect(
        refusalOf(() => declare(stack, { archived: { repositoryRef: first }, disposed: { repositoryRef: second } })),
      ).toContain('archived must archive versions of the same');
      const same = newStack();
      const repository = new CfnRepository(same, 'One', { domainName: 'my-domain', repositoryName: 'one' });
      const names = { repositoryRef: repository };
      expect(() => declare(same, { archived: names, disposed: names })).not.toThrow();
    },
  );

  test.each(PAIRS)(
    'A declaration that disposes what another one archives is taken if only the deployment knows the names: %s',
    (_, declare) => {
      const stack = newStack();
      const [first, second] = ['First', 'Second'].map((id) => new CfnParameter(stack, id).valueAsString);
      const named = (repository: string | undefined) => ({ domain: 'my-domain', repository });
      expect(() => declare(stack, { archived: named(first), disposed: named(second) })).not.toThrow();
    },
  );
});

describe('A record bucket', () => {
  const inRegion = (props: StackProps, region: string) => {
    const stack = newStack(props);
    return { stack, recordBucket: Bucket.fromBucketAttributes(stack, 'Mine', { bucketName: 'mine', region }) };
  };

  test.each(PAIRS)('A record bucket is refused in another Region than the stack: %s', (_, declare) => {
    const { stack, recordBucket } = inRegion(VIRGINIA, 'us-west-2');
    expect(refusalOf(() => declare(stack, { archived: { ...REPOSITORY, recordBucket }, disposed: REPOSITORY }))).toBe(
      'TestStack/Archived: recordBucket must be in the Region of the stack, us-east-1; got a bucket in us-west-2. ' +
        'Declare both in one Region.',
    );
  });

  test.each(PAIRS)('A record bucket is refused if another construct has its id: %s', (_, declare) => {
    const stack = newStack();
    new Topic(stack, 'CodeArtifactDisposalRecord');
    expect(refusalOf(() => declare(stack, { archived: REPOSITORY, disposed: REPOSITORY }))).toBe(
      'TestStack/CodeArtifactDisposalRecord: the id CodeArtifactDisposalRecord in a stack must be that of its record ' +
        'bucket; got another construct. Give that construct another id, or pass a recordBucket to every declaration.',
    );
  });
});

describe('The record of another app', () => {
  const attributes = (stack: Stack) => ({
    recordBucket: Bucket.fromBucketAttributes(stack, 'Record', {
      bucketArn: 'arn:aws:s3:::record',
      encryptionKey: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111122223333:key/my-key'),
    }),
    recordKey: 'archived/Other/OtherArchived12345678',
    reportQueueArn: 'arn:aws:sqs:us-east-1:111122223333:reports',
  });
  const apps: [string, string, (stack: Stack) => void][] = [
    [
      'one package',
      'Custom::CodeArtifactDisposedPackageVersions',
      (stack) => {
        const archived = ArchivedPackageVersions.fromArchiveRecordAttributes(stack, 'Other', attributes(stack));
        new DisposedPackageVersions(stack, 'D', { ...LEFT_PAD, ...REPOSITORY, archived });
      },
    ],
    [
      'a manifest',
      'Custom::CodeArtifactDisposedPackages',
      (stack) => {
        const archived = ArchivedPackages.fromArchiveRecordAttributes(stack, 'Other', attributes(stack));
        new DisposedPackages(stack, 'D', { ...REPOSITORY, manifest: manifestOf({}), archived });
      },
    ],
  ];

  test.each(apps)('The record of another app decides about the waiting time: %s', (_, type, build) => {
    const stack = newStack();
    build(stack);
    expect(only(templateOf(stack), type).Properties).toMatchObject({
      recordBucket: 'record',
      recordKey: 'archived/Other/OtherArchived12345678',
      waitingTime: 2_592_000,
    });
  });

  test.each(apps)('The record of another app can be read and decrypted, and not written: %s', (_, __, build) => {
    const stack = newStack();
    build(stack);
    const statements = statementsOf(templateOf(stack)).filter((statement) =>
      JSON.stringify(statement.Resource).match(/:::record|my-key/),
    );
    const actions = new Set(statements.flatMap(({ Action }) => Action));
    expect([...actions].sort()).toEqual(['kms:Decrypt', 's3:GetObject', 's3:ListBucket']);
    expect(JSON.stringify(statements)).toContain('arn:aws:s3:::record/archived/Other/OtherArchived12345678/life.json');
  });
});
