import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { CfnStateMachine, type IStateMachine, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Action } from '../../declaration/declaration';
import { acknowledge, acknowledgeWildcards, CLEAN_UP_REASONS } from '../checks/acknowledgements';
import { bundlePath } from '../files/bundle-path';
import type { DisposalProviderProps } from '../props/disposal-provider-props';
import { attachPolicy } from '../permissions/attach-policy';
import { chooseLogGroup, createFunctionRole, requireNode } from './function-defaults';
import { REQUESTS } from './record-bucket';

/** The variable of the function's environment that holds its binding. */
const CONFIGURATION_VARIABLE = 'DISPOSED_PACKAGES';

/** The description of the resources. */
const TEXTS: Readonly<
  Record<Action, Readonly<Record<'function' | 'role' | 'workflowRole' | 'policy' | 'workflow', string>>>
> = {
  dispose: {
    function: 'Disposes AWS CodeArtifact package versions of a manifest. Disposal cannot be undone.',
    role: 'Lists and disposes the CodeArtifact packages of a manifest.',
    workflowRole: 'Invokes the function that disposes the CodeArtifact packages of a manifest.',
    policy: 'Reads one manifest, writes the record of its disposal, and starts its workflow.',
    workflow: 'Checks and disposes the package versions of a manifest, slice by slice.',
  },
  archive: {
    function: 'Archives AWS CodeArtifact package versions of a manifest.',
    role: 'Lists, archives and restores the CodeArtifact packages of a manifest.',
    workflowRole: 'Invokes the function that archives the CodeArtifact packages of a manifest.',
    policy: 'Reads one manifest, writes what became of it, and starts its workflow.',
    workflow: 'Checks and archives the package versions of a manifest, slice by slice.',
  },
};

/** Properties of DisposalWorkflow. */
interface DisposalWorkflowProps {
  /** The effect on the versions of the manifest. */
  readonly action: Action;
  /** The manifest, the only object of the bucket of assets that the function may read. */
  readonly manifest: Asset;
  /** The bucket of state, reports and the record. */
  readonly recordBucket: s3.IBucket;
  /** The prefix of the function's keys in that bucket. */
  readonly recordPrefix: string;
  /**
   * Further options of the function.
   *
   * @default - nothing
   */
  readonly functionOptions?: DisposalProviderProps;
  /** The values that the function is bound to. */
  readonly configuration: object;
}

/**
 * A function, and a workflow of Step Functions that runs it again and again until all is done or CloudFormation waits no
 * longer. The workflow knows an id and counts; versions, state and the response URL lie in the bucket.
 */
export class DisposalWorkflow extends Construct {
  /** The function that serves CloudFormation and the workflow. */
  readonly function: lambda.Function;
  /** The role of the function. */
  readonly role: iam.IRole;
  /** The workflow. */
  readonly stateMachineArn: string;
  /** Further resources that a custom resource has to wait for. */
  readonly policy: iam.IManagedPolicy;
  private readonly managedPolicy: iam.ManagedPolicy;
  private readonly action: Action;

  constructor(scope: Construct, id: string, props: DisposalWorkflowProps) {
    super(scope, id);
    this.action = props.action;
    const { runtime = lambda.Runtime.NODEJS_24_X, ...options } = props.functionOptions ?? {};
    requireNode(this, runtime);
    const timeout = options.timeout ?? Duration.minutes(15);
    this.role =
      options.role ??
      createFunctionRole(this, {
        description: TEXTS[this.action].role,
        vpc: options.vpc,
        reasons: CLEAN_UP_REASONS,
      });
    this.function = new lambda.Function(this, 'Function', {
      ...options,
      description: options.description ?? TEXTS[props.action].function,
      architecture: options.architecture ?? lambda.Architecture.ARM_64,
      memorySize: options.memorySize ?? 1024,
      logGroup: chooseLogGroup(this, options, CLEAN_UP_REASONS),
      environment: {
        ...options.environment,
        [CONFIGURATION_VARIABLE]: Stack.of(this).toJsonString(props.configuration),
      },
      timeout,
      role: this.role,
      runtime,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(bundlePath('manifest-handler')),
    });
    acknowledge(this.function, CLEAN_UP_REASONS, 'LambdaConcurrency', 'LambdaDLQ', 'LambdaInsideVPC', 'LambdaTracing');
    this.stateMachineArn = this.createStateMachine(timeout).attrArn;
    this.managedPolicy = this.createPolicy(
      props.manifest.bucket.arnForObjects(props.manifest.s3ObjectKey),
      props.recordBucket,
      props.recordPrefix,
    );
    this.policy = this.managedPolicy;
  }

  /** The workflow, as other parts of CDK take it. */
  get stateMachine(): IStateMachine {
    const existing = this.node.tryFindChild('Workflow') as IStateMachine | undefined;
    return existing ?? StateMachine.fromStateMachineArn(this, 'Workflow', this.stateMachineArn);
  }

  /** Allows the function something else. */
  allow(...statements: iam.PolicyStatement[]): void {
    this.managedPolicy.addStatements(...statements);
  }

  private createStateMachine(timeout: Duration): CfnStateMachine {
    const role = new iam.Role(this, 'WorkflowRole', {
      description: TEXTS[this.action].workflowRole,
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com'),
      inlinePolicies: {
        Invoke: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.function.functionArn] }),
          ],
        }),
      },
    });
    acknowledge(role, CLEAN_UP_REASONS, 'IAMNoInlinePolicy');
    const seconds = timeout.isUnresolved() ? 900 : timeout.toSeconds();
    const stateMachine = new CfnStateMachine(this, 'StateMachine', {
      roleArn: role.roleArn,
      definition: defineWorkflow(this.function.functionArn, seconds + 60, this.action),
    });
    acknowledge(stateMachine, CLEAN_UP_REASONS, 'SF1', 'SF2', 'StepFunctionStateMachineXray');
    return stateMachine;
  }

  private createPolicy(manifestArn: string, recordBucket: s3.IBucket, recordPrefix: string): iam.ManagedPolicy {
    const keys = [`${recordPrefix}/*`, `${REQUESTS}${recordPrefix}/*`];
    const policy = new iam.ManagedPolicy(this, 'Policy', {
      description: TEXTS[this.action].policy,
      document: new iam.PolicyDocument({
        minimize: false,
        statements: [
          new iam.PolicyStatement({
            actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            resources: [this.function.logGroup.logGroupArn],
          }),
          new iam.PolicyStatement({
            actions: ['s3:GetObject'],
            resources: [manifestArn],
          }),
          new iam.PolicyStatement({
            actions: ['s3:GetObject', 's3:PutObject'],
            resources: keys.map((key) => recordBucket.arnForObjects(key)),
          }),
          // Without it, S3 does not tell an object that is not there from one that may not be read.
          new iam.PolicyStatement({
            actions: ['s3:ListBucket'],
            resources: [recordBucket.bucketArn],
            conditions: { StringLike: { 's3:prefix': `${recordPrefix}/*` } },
          }),
          new iam.PolicyStatement({ actions: ['states:StartExecution'], resources: [this.stateMachineArn] }),
          ...(recordBucket.encryptionKey
            ? [
                new iam.PolicyStatement({
                  actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
                  resources: [recordBucket.encryptionKey.keyArn],
                }),
              ]
            : []),
        ],
      }),
    });
    acknowledgeWildcards(policy, 'record of a clean-up');
    attachPolicy(policy, this.role);
    return policy;
  }
}

/**
 * Runs the function until it says that it is done or has failed; should it fail again and again, one last run answers
 * CloudFormation. A failed deployment is a failed execution, with the name and the cause that the function gives.
 */
export function defineWorkflow(functionArn: string, timeoutSeconds: number, action: Action = 'dispose') {
  const retry = (attempts: number) => [
    { ErrorEquals: ['States.ALL'], IntervalSeconds: 2, BackoffRate: 2, MaxDelaySeconds: 60, MaxAttempts: attempts },
  ];
  return {
    Comment: TEXTS[action].workflow,
    StartAt: 'Run',
    States: {
      Run: {
        Type: 'Task',
        Resource: functionArn,
        TimeoutSeconds: timeoutSeconds,
        Retry: retry(8),
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'GiveUp' }],
        Next: 'IsDone',
      },
      IsDone: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.next', StringEquals: 'done', Next: 'Done' },
          { Variable: '$.next', StringEquals: 'failed', Next: 'Failed' },
        ],
        Default: 'Run',
      },
      GiveUp: {
        Type: 'Task',
        Resource: functionArn,
        TimeoutSeconds: timeoutSeconds,
        Retry: retry(30),
        Next: 'IsDone',
      },
      Done: { Type: 'Succeed' },
      Failed: { Type: 'Fail', ErrorPath: '$.failure.name', CausePath: '$.failure.cause' },
    },
  };
}
