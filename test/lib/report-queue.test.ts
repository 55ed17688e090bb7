import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ArchivedPackages, ArchivedPackageVersions, DisposedPackages, PackageFormat } from '../../lib';
import { manifestOf } from './clean-up';

const REPOSITORY = { domain: 'my-domain', domainOwner: '444455556666', repository: 'my-repo' };
const PACKAGE = { ...REPOSITORY, format: PackageFormat.NPM, packageName: 'left-pad', versions: ['1.0.0'] };

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Archive', { env: { account: '111122223333', region: 'us-east-1' } });
});

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, unknown>>;
}

interface PolicyDocument {
  readonly Statement: readonly Statement[];
}

function propertiesOf(type: string): Record<string, unknown>[] {
  const resources = Template.fromStack(stack).findResources(type) as Record<string, { Properties: never }>;
  return Object.values(resources).map(({ Properties }) => Properties);
}

/** The statements of the function about objects of the record, by action. */
function recordStatements(): [action: string, resources: string][] {
  return propertiesOf('AWS::IAM::ManagedPolicy')
    .flatMap(({ PolicyDocument: document }) => (document as PolicyDocument).Statement)
    .flatMap(({ Action, Resource }) => [Action].flat().map((action) => [action, JSON.stringify(Resource)] as const))
    .filter(([, resources]) => resources.includes('archived/'))
    .map(([action, resources]) => [action, resources]);
}

test('Any number of declarations about one repository have one rule, one queue and no permission of their function', () => {
  for (let n = 0; n < 60; n++) {
    new ArchivedPackageVersions(stack, `Archived${n}`, { ...PACKAGE, packageName: `left-pad-${n}` });
  }
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Events::Rule', 1);
  template.resourceCountIs('AWS::SQS::Queue', 1);
  template.resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
  template.resourceCountIs('AWS::Lambda::Permission', 0);
});

test('Two repositories of a stack have two rules and one queue', () => {
  new ArchivedPackageVersions(stack, 'One', PACKAGE);
  new ArchivedPackageVersions(stack, 'Two', { ...PACKAGE, repository: 'other-repo' });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Events::Rule', 2);
  template.resourceCountIs('AWS::SQS::Queue', 1);
});

test('A rule reports versions of its repository and its owner that are not archived', () => {
  new ArchivedPackageVersions(stack, 'Archived', PACKAGE);
  const [rule] = propertiesOf('AWS::Events::Rule');
  expect(rule!['EventPattern']).toEqual({
    source: ['aws.codeartifact'],
    'detail-type': ['CodeArtifact Package Version State Change'],
    detail: {
      domainName: ['my-domain'],
      domainOwner: ['444455556666'],
      repositoryName: ['my-repo'],
      packageVersionState: ['Published', 'Unlisted', 'Unfinished'],
    },
  });
});

test('Only the rules of the stack may send to the queue, and only over TLS', () => {
  new ArchivedPackageVersions(stack, 'Archived', PACKAGE);
  const [{ PolicyDocument: document }] = propertiesOf('AWS::SQS::QueuePolicy') as [{ PolicyDocument: PolicyDocument }];
  const rule = Object.keys(Template.fromStack(stack).findResources('AWS::Events::Rule'))[0]!;
  expect(document.Statement).toMatchObject([
    {
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Principal: { Service: 'events.amazonaws.com' },
      Condition: { ArnEquals: { 'aws:SourceArn': [{ 'Fn::GetAtt': [rule, 'Arn'] }] } },
    },
    { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
  ]);
});

test('A report stays in the queue for 14 days, and no longer hidden than the function may run', () => {
  new ArchivedPackages(stack, 'Archived', { ...REPOSITORY, manifest: manifestOf({}) });
  const [queue] = propertiesOf('AWS::SQS::Queue');
  expect(queue).toMatchObject({
    MessageRetentionPeriod: 1_209_600,
    VisibilityTimeout: 900,
    SqsManagedSseEnabled: true,
  });
  expect(propertiesOf('AWS::Lambda::EventSourceMapping')[0]).toMatchObject({
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
});

test.each([
  ['a manifest', () => new ArchivedPackages(stack, 'Archived', { ...REPOSITORY, manifest: manifestOf({}) })],
  ['one package', () => new ArchivedPackageVersions(stack, 'Archived', PACKAGE)],
] as const)(
  'The function of %s writes the records of its own declarations and marks, and no other object',
  (_, build) => {
    build();
    const written = recordStatements().filter(([action]) => action === 's3:PutObject');
    const own = /archived\/declarations\/Archive\/|\/restored\/\*/;
    expect(written.length).toBeGreaterThan(0);
    for (const [, resources] of written) {
      for (const resource of resources.match(/archived\/[^"]*/g) ?? []) {
        expect(resource).toMatch(own);
      }
    }
  },
);

test('The function of a manifest reads and marks the packages of its repository only', () => {
  const recordBucket = Bucket.fromBucketName(stack, 'Record', 'record');
  new ArchivedPackages(stack, 'Archived', { ...REPOSITORY, manifest: manifestOf({}), recordBucket });
  for (const [, resources] of recordStatements()) {
    for (const resource of resources.match(/archived\/packages[^"]*/g) ?? []) {
      expect(resource).toMatch(/^archived\/packages\/444455556666\/my-domain\/my-repo\/\*\//);
    }
  }
});

test('A disposal that waits counts the reports in the queue, and takes none', () => {
  const archived = new ArchivedPackages(stack, 'Archived', { ...REPOSITORY, manifest: manifestOf({}) });
  new DisposedPackages(stack, 'CleanUp', { ...REPOSITORY, manifest: manifestOf({}), archived });
  const policies = Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy') as Record<
    string,
    { Properties: { PolicyDocument: PolicyDocument } }
  >;
  const actions = Object.entries(policies)
    .filter(([id]) => id.startsWith('CleanUp'))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement.flatMap(({ Action }) => Action))
    .filter((action) => action.startsWith('sqs:'));
  expect(actions).toEqual(['sqs:GetQueueAttributes']);
});
