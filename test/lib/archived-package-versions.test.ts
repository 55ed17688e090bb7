import { App, Duration, Stack } from 'aws-cdk-lib';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import {
  ArchivedPackageVersions,
  type ArchivedPackageVersionsProps,
  DisposedPackageVersions,
  type DisposedPackageVersionsProps,
  PackageFormat,
  PackageVersionStatus,
  RestoredStatus,
} from '../../lib';
import { synthesize } from './synthesize';

const LEFT_PAD = {
  domain: 'my-domain',
  repository: 'my-repo',
  format: PackageFormat.NPM,
  packageName: 'left-pad',
  versions: ['1.0.0', '1.0.1'],
};

const archive = (stack: Stack, props: Partial<ArchivedPackageVersionsProps> = {}) =>
  new ArchivedPackageVersions(stack, 'Archived', { ...LEFT_PAD, ...props });

const dispose = (stack: Stack, props: Partial<DisposedPackageVersionsProps> = {}) =>
  new DisposedPackageVersions(stack, 'Disposed', { ...LEFT_PAD, ...props });

type Resources = Record<string, { Type: string; Properties: Record<string, unknown>; DependsOn?: string[] }>;

function resourcesOf(build: (stack: Stack) => void, type: string) {
  const { Resources: resources } = synthesize(build) as unknown as { Resources: Resources };
  return Object.values(resources).filter(({ Type }) => Type === type);
}

function actionsOf(build: (stack: Stack) => void): string[] {
  return resourcesOf(build, 'AWS::IAM::ManagedPolicy')
    .flatMap(
      ({ Properties }) => (Properties['PolicyDocument'] as { Statement: { Action: string | string[] }[] }).Statement,
    )
    .flatMap(({ Action }) => Action);
}

test('The properties of the custom resource name the package, the versions and the record', () => {
  const [resource] = resourcesOf(
    (stack) => void archive(stack, { restoreTo: RestoredStatus.UNLISTED }),
    'Custom::CodeArtifactArchivedPackageVersions',
  );
  expect(resource!.Properties).toMatchObject({
    package: 'left-pad',
    versions: ['1.0.0', '1.0.1'],
    restoreTo: 'Unlisted',
    recordBucket: { Ref: expect.stringContaining('CodeArtifactDisposalRecord') as string },
    recordKey: expect.stringMatching(/^archived\/declarations\/[^/]+\/[^/]+$/) as string,
    reportQueue: { Ref: expect.stringContaining('ReportsQueue') as string },
  });
});

test('Nothing is archived before restored versions are reported, and the record can be written', () => {
  const [resource] = resourcesOf((stack) => void archive(stack), 'Custom::CodeArtifactArchivedPackageVersions');
  const dependencies = resource!.DependsOn!.join();
  // The policy of the queue names the rule, so that it comes after it.
  expect(dependencies).toContain('ReportsPolicy');
  expect(dependencies).toContain('ReportsMapping');
  expect(dependencies).toContain('RecordPermissionsPolicy');
  expect(dependencies).toContain('ArchivePolicy');
});

test('A stack that only archives may not dispose', () => {
  const actions = actionsOf((stack) => void archive(stack));
  expect(actions).toContain('codeartifact:UpdatePackageVersionsStatus');
  expect(actions).not.toContain('codeartifact:DisposePackageVersions');
});

test('A stack that only disposes may not archive, and has no record', () => {
  const actions = actionsOf((stack) => void dispose(stack));
  expect(actions).toContain('codeartifact:DisposePackageVersions');
  expect(actions).not.toContain('codeartifact:UpdatePackageVersionsStatus');
  expect(actions.filter((action) => action.startsWith('s3:'))).toEqual([]);
});

test('A disposal in another stack of the app reads the record, and may not write it', () => {
  const app = new App();
  const archived = archive(new Stack(app, 'First'));
  const second = new Stack(app, 'Second');
  dispose(second, { archived });
  const { Resources: resources } = app.synth().getStackByName('Second').template as { Resources: Resources };
  const policies = JSON.stringify(Object.values(resources).filter(({ Type }) => Type === 'AWS::IAM::ManagedPolicy'));
  expect(policies).toContain('s3:GetObject');
  expect(policies).not.toContain('s3:PutObject');
  expect(policies).not.toContain('UpdatePackageVersionsStatus');
});

test('A disposal that waits expects archived versions, by default for 30 days', () => {
  const [resource] = resourcesOf(
    (stack) => void dispose(stack, { archived: archive(stack) }),
    'Custom::CodeArtifactDisposedPackageVersions',
  );
  expect(resource!.Properties).toMatchObject({ expectedStatus: 'Archived', waitingTime: 30 * 24 * 3_600 });
  expect(resource!.DependsOn!.some((id) => id.startsWith('Archived'))).toBe(true);
});

test.each<[string, (stack: Stack) => unknown, string]>([
  ['a waiting time without archived', (stack) => dispose(stack, { waitingTime: Duration.days(1) }), 'with archived'],
  [
    'a waiting time of another expected status',
    (stack) => dispose(stack, { archived: archive(stack), expectedStatus: PackageVersionStatus.PUBLISHED }),
    'expectedStatus must be Archived where there is a waitingTime; got "Published"',
  ],
  [
    'a waiting time for another package',
    (stack) => dispose(stack, { archived: archive(stack, { packageName: 'right-pad' }) }),
    'archived must archive versions of the same package, npm left-pad in my-domain/my-repo; got npm right-pad in',
  ],
  [
    'a waiting time of nothing',
    (stack) => dispose(stack, { archived: archive(stack), waitingTime: Duration.seconds(0) }),
    'waitingTime must be whole seconds',
  ],
  [
    'a status that no version can get back',
    (stack) => archive(stack, { restoreTo: PackageVersionStatus.DISPOSED as string as RestoredStatus }),
    'restoreTo must be one of Published, Unlisted; got "Disposed"',
  ],
  [
    'versions that are expected to be disposed',
    (stack) => archive(stack, { expectedStatus: PackageVersionStatus.DISPOSED }),
    'expectedStatus must be other than Disposed',
  ],
  ['an empty list', (stack) => archive(stack, { versions: [] }), 'versions must be a list of 1 to 10000 versions'],
  ['a wildcard', (stack) => archive(stack, { packageName: 'left-*' }), 'packageName must be'],
])('The synth refuses %s', (_title, build, message) => {
  expect(() => synthesize((stack) => void build(stack))).toThrow(message);
});

test('A bucket with a key lets the function use that key', () => {
  const actions = actionsOf((stack) => {
    archive(stack, { recordBucket: new Bucket(stack, 'Record', { encryption: BucketEncryption.KMS }) });
  });
  expect(actions).toEqual(expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey']));
});

test('An archived version cannot hand out the time of a version that is not declared', () => {
  expect(() => synthesize((stack) => void archive(stack).getArchivedAt('9.9.9'))).toThrow(
    'getArchivedAt takes a version that is declared in versions; got "9.9.9"',
  );
});

test('No template has a null, which CloudFormation refuses', () => {
  expect(JSON.stringify(synthesize((stack) => void archive(stack)))).not.toContain('null');
});
