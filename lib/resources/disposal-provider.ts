import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct, IDependable } from 'constructs';
import type { Action, Package } from '../../declaration/declaration';
import { acknowledge, PROVIDER_REASONS } from '../checks/acknowledgements';
import { bundlePath } from '../files/bundle-path';
import { DisposalPermissions } from '../permissions/disposal-permissions';
import type { DisposalProviderProps } from '../props/disposal-provider-props';
import { FunctionConstruct } from './function-construct';
import { chooseLogGroup, createFunctionRole, requireNode } from './function-defaults';
import { type ArchiveRecordPlace, RecordPermissions } from '../permissions/record-permissions';
import type { ArchiveRecordAttributes } from '../props/archive-record-attributes';
import { ReportQueue } from './report-queue';
import type { WatchedRepository } from './restored-versions-rule';

const PROVIDER_ID = 'CodeArtifactDisposalProvider';

/** Marks a DisposalProvider. Unlike `instanceof`, it recognizes the provider of another copy of this library. */
const MARK = Symbol.for('cdk-codeartifact-disposal.DisposalProvider');

/** Lambda runs an asynchronous event up to three times: a minute after the first failed run, two after the second. */
const RUNS = 3;
const RETRY_PAUSES = Duration.minutes(3);

/**
 * The Lambda function that disposes and archives the declared versions of one stack.
 *
 * The first declaration of a stack creates it. Create one only to set options of the Lambda function: either with the
 * id `CodeArtifactDisposalProvider` in the stack, before the first declaration, so that every declaration finds it; or
 * with another id, and pass it to declarations of the same stack.
 *
 * Its role is allowed to list and dispose the declared packages, or to archive those that are declared so, and to write to
 * its log group.
 *
 * @example
 * import { Duration } from 'aws-cdk-lib';
 * import * as ec2 from 'aws-cdk-lib/aws-ec2';
 * import { DisposalProvider, DisposedPackageVersions, PackageFormat } from 'cdk-codeartifact-disposal';
 *
 * declare const vpc: ec2.IVpc;
 * const provider = new DisposalProvider(this, 'Disposal', { vpc, timeout: Duration.minutes(10) });
 * new DisposedPackageVersions(this, 'LeftPad', {
 *   domain: 'my-domain',
 *   repository: 'my-repo',
 *   format: PackageFormat.NPM,
 *   packageName: 'left-pad',
 *   versions: ['1.0.0'],
 *   provider,
 * });
 */
export class DisposalProvider extends FunctionConstruct {
  /**
   * The provider of the stack that a construct is in, created at the first call.
   *
   * @param scope any construct of the stack
   * @throws if another construct of the stack has the id `CodeArtifactDisposalProvider`
   */
  public static getOrCreate(scope: Construct): DisposalProvider {
    const stack = Stack.of(scope);
    const existing = stack.node.tryFindChild(PROVIDER_ID);
    if (existing && !(MARK in existing)) {
      throw new Error(
        `${existing.node.path}: the id ${PROVIDER_ID} in a stack must be that of its DisposalProvider; got another ` +
          'construct. Give that construct another id, or pass a provider to every declaration.',
      );
    }
    return (existing as DisposalProvider | undefined) ?? new DisposalProvider(stack, PROVIDER_ID);
  }

  /** The function that answers CloudFormation. */
  public readonly function: lambda.Function;

  /** The principal that the function acts as. */
  public readonly grantPrincipal: iam.IPrincipal;

  /** The time that CloudFormation waits for the answer to one event. */
  public readonly serviceTimeout: Duration;

  private readonly role: iam.IRole;
  private readonly permissions: DisposalPermissions;
  private readonly timeout: Duration;
  private recordPermissions?: RecordPermissions;
  private reportQueue?: ReportQueue;

  constructor(scope: Construct, id: string, props: DisposalProviderProps = {}) {
    super(scope, id);
    Object.defineProperty(this, MARK, { value: true });
    const { runtime = lambda.Runtime.NODEJS_24_X, serviceTimeout, ...options } = props;
    requireNode(this, runtime);
    const timeout = props.timeout ?? Duration.minutes(5);
    this.timeout = timeout;
    const role =
      props.role ??
      createFunctionRole(this, {
        description: 'Lists and disposes the CodeArtifact packages that the stack declares.',
        vpc: props.vpc,
        reasons: PROVIDER_REASONS,
      });

    this.function = new lambda.Function(this, 'Function', {
      ...options,
      description:
        options.description ?? 'Disposes declared AWS CodeArtifact package versions. Disposal cannot be undone.',
      architecture: options.architecture ?? lambda.Architecture.ARM_64,
      memorySize: options.memorySize ?? 256,
      logGroup: chooseLogGroup(this, options, PROVIDER_REASONS),
      timeout,
      role,
      runtime,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(bundlePath('handler')),
    });
    acknowledge(this.function, PROVIDER_REASONS, 'LambdaConcurrency', 'LambdaDLQ', 'LambdaInsideVPC', 'LambdaTracing');
    this.role = role;
    this.grantPrincipal = role;
    this.serviceTimeout = serviceTimeout ?? defaultServiceTimeout(timeout);
    const attachedPolicies = [props.vpc, props.insightsVersion].filter((item) => item !== undefined).length;
    this.permissions = new DisposalPermissions(this, 'Permissions', {
      role,
      otherStatements: [this.logStatement()],
      attachedPolicies,
    });
  }

  /**
   * Allows the function to list and dispose one package, or to list and archive it.
   *
   * @internal
   * @returns the policy that a custom resource has to wait for
   */
  public _allow(pkg: Package, action: Action): IDependable {
    return this.permissions.allow(pkg, action);
  }

  /**
   * The queue with reports of restored versions, created at the first call.
   *
   * @internal
   */
  public _reportQueue(): ReportQueue {
    if (this.reportQueue === undefined) {
      const permissions = this.findRecordPermissions();
      this.reportQueue = new ReportQueue(this, 'Reports', { timeout: this.timeout });
      permissions.add(this.reportQueue.consumerStatement);
      this.reportQueue.deliverTo(this.function, permissions.policy);
    }
    return this.reportQueue;
  }

  /**
   * Allows the function to keep the records of the declarations of the stack, and watches a repository.
   *
   * @internal
   * @returns the resources that a custom resource has to wait for
   */
  public _allowArchiving({ bucket, stackPrefix }: ArchiveRecordPlace, watched: WatchedRepository): IDependable[] {
    const permissions = this.findRecordPermissions();
    permissions.allowRecords({ bucket, declarations: `${stackPrefix}/*` }, 'write');
    return [permissions.policy, this._reportQueue().watch(watched)];
  }

  /**
   * Allows the function to read the record of a declaration that archives.
   *
   * @internal
   * @returns the policy that a custom resource has to wait for
   */
  public _allowWaiting({ recordBucket, recordKey, reportQueueArn }: ArchiveRecordAttributes): IDependable {
    const permissions = this.findRecordPermissions();
    permissions.allowRecords({ bucket: recordBucket, declarations: recordKey }, 'read');
    permissions.allowCount(reportQueueArn);
    return permissions.policy;
  }

  private findRecordPermissions(): RecordPermissions {
    if (this.recordPermissions === undefined) {
      this.permissions.reservePolicy();
      this.recordPermissions = new RecordPermissions(this, 'RecordPermissions', this.role);
    }
    return this.recordPermissions;
  }

  private logStatement(): iam.PolicyStatement {
    return new iam.PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [this.logGroup.logGroupArn],
    });
  }
}

function defaultServiceTimeout(timeout: Duration): Duration {
  const longest = Duration.hours(1);
  if (timeout.isUnresolved()) {
    return longest;
  }
  return Duration.seconds(Math.min(timeout.toSeconds() * RUNS + RETRY_PAUSES.toSeconds(), longest.toSeconds()));
}
