import { createHash } from 'node:crypto';
import { Duration, Lazy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import { Construct, DependencyGroup, type IDependable } from 'constructs';
import { acknowledge, REPORT_REASONS } from '../checks/acknowledgements';
import { Identities } from '../permissions/identity';
import { RestoredVersionsRule, type WatchedRepository } from './restored-versions-rule';

/** The longest time that SQS keeps a message. */
const RETENTION = Duration.days(14);

/** The longest time that a function runs, where its timeout is known to the deployment only. */
const MAX_TIMEOUT = Duration.minutes(15);

/** Properties of ReportQueue. */
interface ReportQueueProps {
  /** The timeout of the function that records reports. */
  readonly timeout: Duration;
}

/**
 * The queue with reports of restored versions, and the function that records them. A report stays in the queue until it is
 * recorded, for 14 days. Each function has one queue, and each repository one rule.
 */
export class ReportQueue extends Construct {
  /** The URL by which its messages are counted. */
  readonly queueUrl: string;
  /** The ARN, for policies. */
  readonly queueArn: string;
  /** The statement that lets the function take reports. */
  readonly consumerStatement: iam.PolicyStatement;
  private readonly rules = new Map<string, RestoredVersionsRule>();
  private readonly identities = new Identities(this);
  private readonly dependencies = new DependencyGroup();

  constructor(scope: Construct, id: string, { timeout }: ReportQueueProps) {
    super(scope, id);
    const queue = new CfnQueue(this, 'Queue', {
      messageRetentionPeriod: RETENTION.toSeconds(),
      sqsManagedSseEnabled: true,
      // A mapping refuses a queue that shows a message again before the function has ended.
      visibilityTimeout: (timeout.isUnresolved() ? MAX_TIMEOUT : timeout).toSeconds(),
    });
    acknowledge(queue, REPORT_REASONS, 'SQS3', 'SQSRedrivePolicy');
    this.queueUrl = queue.ref;
    this.queueArn = queue.attrArn;
    this.consumerStatement = new iam.PolicyStatement({
      actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      resources: [this.queueArn],
    });
    const policy = new CfnQueuePolicy(this, 'Policy', {
      queues: [this.queueUrl],
      policyDocument: Lazy.uncachedAny({ produce: () => this.policyDocument() }),
    });
    this.dependencies.add(policy);
  }

  /**
   * Lets a function record the reports.
   *
   * @param policy the policy with the `consumerStatement`, which the mapping waits for
   */
  deliverTo(consumer: IFunction, policy: IDependable): void {
    const mapping = new CfnEventSourceMapping(this, 'Mapping', {
      batchSize: 10,
      eventSourceArn: this.queueArn,
      functionName: consumer.functionArn,
      functionResponseTypes: ['ReportBatchItemFailures'],
    });
    acknowledge(mapping, REPORT_REASONS, 'LambdaEventSourceMappingDestination');
    mapping.node.addDependency(policy);
    this.dependencies.add(mapping);
  }

  /**
   * Watches a repository from the deployment on.
   *
   * @returns the resources that a custom resource has to wait for, so that no version is archived before it is watched
   */
  watch(watched: WatchedRepository): IDependable {
    const identity = this.identities.of(watched);
    if (!this.rules.has(identity)) {
      const suffix = createHash('sha256').update(identity).digest('hex').slice(0, 8);
      const rule = new RestoredVersionsRule(this, `Restored${suffix}`, { watched, queueArn: this.queueArn });
      this.rules.set(identity, rule);
      this.dependencies.add(rule);
    }
    return this.dependencies;
  }

  private policyDocument() {
    const ruleArns = [...this.rules.values()].map(({ ruleArn }) => ruleArn);
    const statement = { Action: 'sqs:SendMessage', Resource: this.queueArn };
    return {
      Version: '2012-10-17',
      Statement: [
        {
          ...statement,
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': ruleArns } },
        },
        {
          ...statement,
          Action: 'sqs:*',
          Effect: 'Deny',
          Principal: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    };
  }
}
