import { Topic } from 'aws-cdk-lib/aws-sns';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { matchesPattern, type Pattern } from '../../local/events/pattern';
import { OutsideChanges, type OutsideChangesProps } from '../../lib';
import { cleanUp } from './clean-up';
import { deployed } from './policies';
import { declare, newStack, only, refusalOf, resourcesOf, templateOf } from './synthesize';

const FUNCTION_ROLE = 'arn:aws:iam::111122223333:role/function';

/** Watches my-repo, but for the changes of a declaration, and returns the pattern and the message of each rule. */
function watch(props: Partial<OutsideChangesProps> = {}) {
  const stack = newStack();
  const declaration = declare(stack);
  new OutsideChanges(stack, 'Outside', {
    topic: new Topic(stack, 'Topic'),
    domain: 'my-domain',
    repository: 'my-repo',
    exempt: [declaration],
    ...props,
  });
  const template = templateOf(stack);
  const role = Object.keys(template.Resources).find((id) => template.Resources[id]!.Type === 'AWS::IAM::Role')!;
  return {
    template,
    patterns: resourcesOf(template, 'AWS::Events::Rule').map(
      ({ Properties }) =>
        deployed(Properties['EventPattern']!, { [`${role}.Arn`]: FUNCTION_ROLE }) as unknown as Pattern,
    ),
  };
}

/** A call as CloudTrail records it. */
function callOf(detail: object = {}) {
  return {
    source: 'aws.codeartifact',
    'detail-type': 'AWS API Call via CloudTrail',
    detail: {
      eventSource: 'codeartifact.amazonaws.com',
      eventName: 'DisposePackageVersions',
      userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/eve' },
      requestParameters: { domain: 'my-domain', repository: 'my-repo', package: 'left-pad' },
      ...detail,
    },
  };
}

function byRole(arn: string) {
  return { userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer: { type: 'Role', arn } } } };
}

const matches = (event: object, props?: Partial<OutsideChangesProps>) =>
  watch(props).patterns.some((pattern) => matchesPattern(pattern, event));

describe('A change by others', () => {
  test.each([
    ['a disposal', {}],
    ['a deletion of versions', { eventName: 'DeletePackageVersions' }],
    ['a deletion of a package', { eventName: 'DeletePackage' }],
    ['a deletion of the repository', { eventName: 'DeleteRepository' }],
    ['a change of a status', { eventName: 'UpdatePackageVersionsStatus' }],
    ['a call by another role', byRole('arn:aws:iam::111122223333:role/other')],
    ['a call by a role whose name begins like that of the function', byRole(`${FUNCTION_ROLE}-2`)],
    ['a call by the root of the account', { userIdentity: { type: 'Root', arn: 'arn:aws:iam::111122223333:root' } }],
    [
      'a call whose parameters have the names of the trail',
      { requestParameters: { domainName: 'my-domain', repositoryName: 'my-repo' } },
    ],
    [
      'a call whose parameters have names of both kinds',
      { requestParameters: { domain: 'my-domain', repositoryName: 'my-repo' } },
    ],
  ])('A change by others is reported: %s', (_, detail) => {
    expect(matches(callOf(detail))).toBe(true);
  });

  test.each([
    ['a call by the function', byRole(FUNCTION_ROLE)],
    ['a call that was refused', { errorCode: 'AccessDeniedException' }],
    ['a call about another repository', { requestParameters: { domain: 'my-domain', repository: 'other' } }],
    ['a call about another domain', { requestParameters: { domain: 'other', repository: 'my-repo' } }],
    ['a read', { eventName: 'ListPackageVersions' }],
  ])('A change by others is not: %s', (_, detail) => {
    expect(matches(callOf(detail))).toBe(false);
  });

  test('A change by others of another repository of the domain is reported if no repository is named', () => {
    const other = callOf({ requestParameters: { domain: 'my-domain', repository: 'other' } });
    expect(matches(other, { repository: undefined })).toBe(true);
  });

  test('A change by the function is reported too if nothing is excepted', () => {
    expect(matches(callOf(byRole(FUNCTION_ROLE)), { exempt: undefined })).toBe(true);
  });
});

describe('A version that is published over', () => {
  const change = (more: object, changes: object = { assetsAdded: 0, assetsRemoved: 0, assetsUpdated: 1 }) => ({
    source: 'aws.codeartifact',
    'detail-type': 'CodeArtifact Package Version State Change',
    detail: {
      domainName: 'my-domain',
      repositoryName: 'my-repo',
      operationType: 'Updated',
      packageVersionState: 'Published',
      changes,
      ...more,
    },
  });

  test('A version that is published over is reported', () => {
    expect(matches(change({}))).toBe(true);
  });

  test.each([
    ['a version that is published for the first time', change({ operationType: 'Created' })],
    ['a version of which only the status changes', change({}, { assetsUpdated: 0, statusChanged: true })],
    ['a version of another repository', change({ repositoryName: 'other' })],
  ])('A version that is published over is not: %s', (_, event) => {
    expect(matches(event)).toBe(false);
  });
});

test('The topic takes messages of both rules, and of no others', () => {
  const { template } = watch();
  const { PolicyDocument } = only(template, 'AWS::SNS::TopicPolicy').Properties as {
    PolicyDocument: { Statement: object[] };
  };
  const rules = Object.keys(template.Resources).filter((id) => template.Resources[id]!.Type === 'AWS::Events::Rule');
  expect(PolicyDocument.Statement).toEqual([
    expect.objectContaining({
      Action: 'sns:Publish',
      Principal: { Service: 'events.amazonaws.com' },
      Condition: { ArnEquals: { 'aws:SourceArn': rules.map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] })) } },
    }),
  ]);
});

test('The changes of a manifest are excepted by its construct', () => {
  const stack = newStack();
  const declaration = cleanUp(stack);
  new OutsideChanges(stack, 'Outside', { topic: new Topic(stack, 'T'), domain: 'my-domain', exempt: [declaration] });
  const role = JSON.stringify(stack.resolve(declaration.function.role!.roleArn));
  expect(JSON.stringify(resourcesOf(templateOf(stack), 'AWS::Events::Rule'))).toContain(`"anything-but":[${role}]`);
});

test('A principal without an ARN cannot be excepted', () => {
  const service: IGrantable = { grantPrincipal: new ServicePrincipal('lambda.amazonaws.com') };
  expect(refusalOf(() => watch({ exempt: [service] }))).toBe(
    'TestStack/Outside: exempt must have roles, users or functions; got a principal without an ARN.',
  );
});
