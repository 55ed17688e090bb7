import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket, ObjectLockRetention, StorageClass } from 'aws-cdk-lib/aws-s3';
import { writeManifest } from '../../declaration/manifest';
import { ArchivedPackages, ColdCopies, type ColdCopiesProps, DisposedPackages } from '../../lib';
import { type Grant, Policies } from '../faults/policies';
import { CopyAccount, LEFT_PAD, REPOSITORY, TOOL } from './copy-account';

function synthesize(props: ColdCopiesProps | ((stack: Stack) => ColdCopiesProps)): Template {
  const stack = new Stack(new App(), 'Cold');
  new ColdCopies(stack, 'Copies', typeof props === 'function' ? props(stack) : props);
  return Template.fromStack(stack);
}

describe('The bucket of cold copies', () => {
  test('The bucket is encrypted, versioned, kept, without public access, and by TLS only', () => {
    const template = synthesize({});
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketEncryption: Match.objectLike({}),
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          ...{ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
        },
        LifecycleConfiguration: Match.absent(),
      },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      },
    });
  });

  test('The bucket has a key, a lock and an expiration where they are given', () => {
    const template = synthesize((stack) => ({
      encryptionKey: new Key(stack, 'Key'),
      objectLock: ObjectLockRetention.compliance(Duration.days(365)),
      expiration: Duration.days(400),
    }));
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true },
        ],
      },
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 365 } } },
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 400 })] },
    });
  });

  test('Whoever restores may read the copies, and nothing else', () => {
    const stack = new Stack(new App(), 'Cold');
    const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    new ColdCopies(stack, 'Copies', { prefix: 'cold/' }).grantRestore(role);
    const policies = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect([...policies.matchAll(/s3:[A-Z]\w+/g)].map(([action]) => action).sort()).toEqual([
      's3:GetObject',
      's3:ListBucket',
    ]);
    expect(policies).toContain('/cold/assets/*');
  });

  test.each<[string, ColdCopiesProps | ((stack: Stack) => ColdCopiesProps), RegExp]>([
    ['a prefix without a slash', { prefix: 'cold' }, /prefix must have .* a slash at its end; got "cold"/],
    ['a prefix with a wildcard', { prefix: 'a*/' }, /prefix must have/],
    ['a short expiration', { expiration: Duration.days(1) }, /expiration must be at least 2 days/],
    [
      'a size without a storage class',
      { largeAssetSize: Size.mebibytes(2) },
      /must be given with a largeAssetStorageClass/,
    ],
    [
      'a class that cannot be read at once',
      { largeAssetStorageClass: StorageClass.DEEP_ARCHIVE },
      /can be read at once/,
    ],
    [
      'a lock for a given bucket',
      (stack) => ({
        bucket: new Bucket(stack, 'Mine'),
        objectLock: ObjectLockRetention.governance(Duration.days(1)),
      }),
      /objectLock must be a property of your bucket/,
    ],
  ])('The construct refuses %s', (_, props, message) => {
    expect(() => synthesize(props)).toThrow(message);
  });
});

describe('The function that copies', () => {
  let account: CopyAccount;
  beforeEach(async () => {
    account = await CopyAccount.open();
  });
  afterEach(() => account.close());

  test('The function may read the packages of its manifest and write copies, and deletes nothing', async () => {
    const entries = [account.publish(LEFT_PAD, '1.0.0')];
    await account.deploy({
      disposed: entries,
      copies: (stack) => ({ prefix: 'cold/', encryptionKey: new Key(stack, 'Key') }),
    });
    expect([account.statuses(entries), account.refused]).toEqual([['Disposed'], []]);
    const grants = account.grants('CleanUp').map(({ action, resource }) => `${action} ${resource}`);
    const pkg = 'arn:aws:codeartifact:us-east-1:111122223333:package/my-domain/my-repo/npm/my-scope/left-pad';
    const bucket = `arn:aws:s3:::${account.copyBucket}`;
    const expected = [
      ...['DescribePackageVersion', 'GetPackageVersionAsset', 'GetPackageVersionReadme'].map((name) => [name, pkg]),
      ...['ListPackageVersionAssets', 'ListPackageVersionDependencies'].map((name) => [name, pkg]),
    ].map(([name, resource]) => `codeartifact:${name} ${resource}`);
    const copies = ['assets', 'versions'].flatMap((folder) =>
      ['GetObject', 'PutObject'].map((name) => `s3:${name} ${bucket}/cold/${folder}/*`),
    );
    const list = `s3:ListBucket ${bucket}?prefix=cold/*`;
    expect(grants).toEqual(expect.arrayContaining([...expected, ...copies, list]));
    expect(grants.filter((grant) => /delete/i.test(grant))).toEqual([]);
    const ofCopies = grants.filter((grant) => grant.includes(account.copyBucket));
    expect(ofCopies.sort()).toEqual([...copies, list].sort());
  });

  test('The function uses every permission that it has for copies', async () => {
    await account.deploy({
      disposed: [account.publish(LEFT_PAD, '1.0.0')],
      copies: (stack) => ({ encryptionKey: new Key(stack, 'Key') }),
    });
    const policies = new Policies(account.grants('CleanUp'));
    const ofCopies = ({ action, resource }: Grant) =>
      /^(kms:|codeartifact:(Describe|GetPackageVersion|ListPackageVersion(Assets|Dependencies)))/.test(action) ||
      resource.includes(account.copyBucket);
    expect(policies.grants.filter(ofCopies)).toHaveLength(12);
    [...account.used].forEach((use) => {
      const [action = '', resource = ''] = use.split(' ');
      policies.allow(action, resource);
    });
    expect(policies.unused.filter(ofCopies)).toEqual([]);
  });

  test('Large assets have the storage class that is given, and small ones have that of the bucket', async () => {
    const assets = [
      { name: 'large.bin', size: 300_000 },
      { name: 'small.bin', size: 10 },
    ];
    await account.deploy({
      disposed: [account.publish(TOOL, '1.0.0', { assets })],
      copies: {
        largeAssetStorageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL,
        largeAssetSize: Size.kibibytes(128),
      },
    });
    const classes = account.copyKeys('assets/').map((key) => {
      const { size, storageClass } = account.s3.describe(account.copyBucket, key)!;
      return `${size} ${storageClass}`;
    });
    expect(classes.sort()).toEqual(['10 STANDARD', '300000 GLACIER_IR']);
  });
});

describe('An app without coldCopies', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'without-copies-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  /** The template of a stack that archives and disposes; the names of the assets change with the code of the functions. */
  function writeTemplate(): string {
    const manifest = join(directory, 'my-repo.disposals');
    writeFileSync(manifest, writeManifest([{ ...LEFT_PAD, version: '1.0.0', revision: 'r' }]));
    const app = new App({ outdir: join(directory, 'cdk.out') });
    const stack = new Stack(app, 'CleanUp');
    const declared = { ...REPOSITORY, manifest };
    const archived = new ArchivedPackages(stack, 'Archived', declared);
    new DisposedPackages(stack, 'Disposed', { ...declared, archived, waitingTime: Duration.days(30) });
    app.synth();
    return readFileSync(join(directory, 'cdk.out', 'CleanUp.template.json'), 'utf8').replace(/[0-9a-f]{64}/g, '<hash>');
  }

  test('An app without coldCopies has the template that is committed, byte for byte', () => {
    expect(writeTemplate()).toMatchSnapshot();
  });

  test('An app without coldCopies has no word of them in its template', () => {
    expect(writeTemplate()).not.toMatch(/cop(y|ies)|GetPackageVersionAsset/i);
  });
});
