import { CfnRule } from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledge, EVENT_RULE_REASONS } from './checks/acknowledgements';
import { findPrincipalArn } from './permissions/principal-arn';

/** The calls that take assets away, or hide or show versions. */
const CALLS = [
  'DeletePackage',
  'DeletePackageVersions',
  'DeleteRepository',
  'DisposePackageVersions',
  'UpdatePackageVersionsStatus',
];

/**
 * The members of `requestParameters` that name a domain, and those that name a repository. CloudTrail names
 * them in one way for some calls, and as the API does for others.
 */
const DOMAIN_MEMBERS = ['domainName', 'domain'];
const REPOSITORY_MEMBERS = ['repositoryName', 'repository'];

/** The message for a call. Each path is in every event: a path that is missing would break the message. */
const CALL_MESSAGE: CfnRule.InputTransformerProperty = {
  inputPathsMap: {
    call: '$.detail.eventName',
    time: '$.detail.eventTime',
    account: '$.account',
    region: '$.region',
    by: '$.detail.userIdentity',
    parameters: '$.detail.requestParameters',
  },
  inputTemplate:
    '{"change":<call>,"time":<time>,"account":<account>,"region":<region>,"parameters":<parameters>,"by":<by>}',
};

/** The message for other content of a version. The event does not say who published it. */
const CONTENT_MESSAGE: CfnRule.InputTransformerProperty = {
  inputPathsMap: { time: '$.time', account: '$.account', region: '$.region', version: '$.detail' },
  inputTemplate: '{"change":"PublishedOver","time":<time>,"account":<account>,"region":<region>,"version":<version>}',
};

/**
 * Properties of OutsideChanges.
 */
export interface OutsideChangesProps {
  /**
   * The topic that is told of each change. If a key of your own encrypts it, allow `events.amazonaws.com` to use the key. If the
   * topic is imported, its policy must allow `events.amazonaws.com` to publish.
   */
  readonly topic: sns.ITopic;

  /**
   * The name of the domain.
   */
  readonly domain: string;

  /**
   * The name of the repository.
   *
   * @default - all repositories of the domain
   */
  readonly repository?: string;

  /**
   * Those whose changes are no news: the constructs of this library, and other functions and roles.
   *
   * @default - none
   */
  readonly exempt?: iam.IGrantable[];
}

/**
 * Tells a topic of changes to package versions that others make: disposals, deletions (of a repository too) and changes of a
 * status by any principal but `exempt`, and assets of a version that were replaced by others. It tells of a change that was
 * made, and prevents none.
 *
 * The account needs a trail of CloudTrail in this Region that logs management events: EventBridge gets the calls from it.
 * CloudTrail sends a call to the account of the caller and to the account that owns the domain.
 *
 * @example
 * import { Topic } from 'aws-cdk-lib/aws-sns';
 * import { DisposedPackages, OutsideChanges } from 'cdk-codeartifact-disposal';
 *
 * declare const cleanUp: DisposedPackages;
 * new OutsideChanges(this, 'OutsideChanges', {
 *   topic: new Topic(this, 'Operators'),
 *   domain: 'my-domain',
 *   repository: 'my-repo',
 *   exempt: [cleanUp],
 * });
 */
export class OutsideChanges extends Construct {
  /**
   * @throws if one of `exempt` has no ARN
   */
  constructor(scope: Construct, id: string, props: OutsideChangesProps) {
    super(scope, id);
    const { topic, domain, repository, exempt = [] } = props;
    const roles = exempt.map((grantable) => findPrincipalArn(this, grantable));
    const calls = new CfnRule(this, 'Calls', {
      description: 'Reports calls that change CodeArtifact package versions, by others than the declarations.',
      eventPattern: {
        source: ['aws.codeartifact'],
        'detail-type': ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: ['codeartifact.amazonaws.com'],
          eventName: CALLS,
          // A call that was refused changed nothing.
          errorCode: [{ exists: false }],
          $or: matchParameters(domain, repository),
          ...(roles.length > 0 && { userIdentity: matchOthers(roles) }),
        },
      },
      targets: [{ id: 'Topic', arn: topic.topicArn, inputTransformer: CALL_MESSAGE }],
    });
    const contents = new CfnRule(this, 'Contents', {
      description: 'Reports CodeArtifact package versions whose assets were replaced.',
      eventPattern: {
        source: ['aws.codeartifact'],
        'detail-type': ['CodeArtifact Package Version State Change'],
        detail: {
          domainName: [domain],
          ...(repository !== undefined && { repositoryName: [repository] }),
          operationType: ['Updated'],
          changes: { assetsUpdated: [{ numeric: ['>', 0] }] },
        },
      },
      targets: [{ id: 'Topic', arn: topic.topicArn, inputTransformer: CONTENT_MESSAGE }],
    });
    [calls, contents].forEach((rule) => acknowledge(rule, EVENT_RULE_REASONS, 'EventBusDLQ'));
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('events.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { ArnEquals: { 'aws:SourceArn': [calls.attrArn, contents.attrArn] } },
      }),
    );
  }
}

/** Every way to name the repository in the parameters of a call. */
function matchParameters(domain: string, repository: string | undefined): object[] {
  return DOMAIN_MEMBERS.flatMap((domainMember) =>
    repository === undefined
      ? [{ requestParameters: { [domainMember]: [domain] } }]
      : REPOSITORY_MEMBERS.map((repositoryMember) => ({
          requestParameters: { [domainMember]: [domain], [repositoryMember]: [repository] },
        })),
  );
}

/** A user, or the root of an account, has no role. */
function matchOthers(roles: readonly string[]): object {
  return { sessionContext: { sessionIssuer: { arn: [{ 'anything-but': roles }, { exists: false }] } } };
}
