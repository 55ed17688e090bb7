import { AsyncLocalStorage } from 'node:async_hooks';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import type { CloudFormationCustomResourceEvent, Context, SQSEvent } from 'aws-lambda';
import { PackageVersionContents } from '../../../codeartifact/package-version-contents';
import { ReportQueue } from '../../../codeartifact/report-queue';
import { handle } from '../../../lambda/manifest/handle';
import type { RunInput } from '../../../lambda/manifest/run';
import { Workflow } from '../../../lambda/manifest/workflow';
import { defineWorkflow } from '../../../lib/resources/disposal-workflow';
import { ResponseEndpoint } from '../../../local/cloudformation/response-endpoint';
import { CodeArtifactService, type PackageCoordinates } from '../../../local/codeartifact';
import { S3Service } from '../../../local/s3';
import { SqsService } from '../../../local/sqs';
import { StepFunctionsService } from '../../../local/step-functions';
import { Invocation, type Kill, ObservedCodeArtifact, ObservedRecords, ObservedStore } from '../../clean-up/invocation';

export const RECORD_BUCKET = 'records';
export const ASSET_BUCKET = 'assets';
const ARN = (service: string, type: string) => `arn:aws:${service}:us-east-1:111122223333:${type}`;
const RULE = ARN('events', 'rule/restored');
const PAUSES = [1, 1, 1, 1];
const LAMBDA_RUNS = 3;
const NOON = Date.parse('2026-01-01T12:00:00Z');
const DAY = 86_400_000;

/** The function of one construct, and its environment while it exists. */
interface HostedFunction {
  environment: NodeJS.ProcessEnv;
  isDeployed: boolean;
}

/** Services on loopback, and the functions of the constructs of one stack. */
export class OverlapAccount {
  static async open(): Promise<OverlapAccount> {
    const clock = { ahead: NOON - Date.now() };
    const now = () => new Date(Date.now() + clock.ahead);
    const account = new OverlapAccount(
      {
        codeArtifact: await CodeArtifactService.start(),
        s3: await S3Service.start({ now }),
        sqs: await SqsService.start(),
        stepFunctions: await StepFunctionsService.start(),
        responses: await ResponseEndpoint.start(),
      },
      clock,
    );
    account.services.s3.createBucket(RECORD_BUCKET);
    account.services.s3.createBucket(ASSET_BUCKET);
    return account;
  }

  /** The next run that reaches the call dies there. */
  kill?: Kill;
  /** Called with the id of the execution that changes versions, around each of its calls. */
  onChange: (execution: string, versions: readonly string[], moment: 'before' | 'after') => void = () => undefined;
  private readonly functions = new Map<string, HostedFunction>();
  private readonly running = new Set<Promise<unknown>>();
  private readonly current = new AsyncLocalStorage<Invocation>();
  private readonly execution = new AsyncLocalStorage<string>();
  private readonly log = jest.spyOn(console, 'log').mockImplementation(() => {
    this.current.getStore()?.checkAlive();
  });

  private constructor(
    readonly services: {
      readonly codeArtifact: CodeArtifactService;
      readonly s3: S3Service;
      readonly sqs: SqsService;
      readonly stepFunctions: StepFunctionsService;
      readonly responses: ResponseEndpoint;
    },
    private readonly clock: { ahead: number },
  ) {}

  async close(): Promise<void> {
    await this.idle();
    const { codeArtifact, s3, sqs, stepFunctions, responses } = this.services;
    await stepFunctions.stop();
    await Promise.all([codeArtifact.stop(), s3.stop(), sqs.stop(), responses.stop()]);
    this.log.mockRestore();
  }

  get now(): Date {
    return new Date(Date.now() + this.clock.ahead);
  }

  pass(days: number): void {
    this.clock.ahead += days * DAY;
  }

  /** Waits until no function and no workflow runs any more. */
  async idle(): Promise<void> {
    const { stepFunctions } = this.services;
    do {
      await Promise.allSettled(this.running);
      await stepFunctions.idle();
    } while (this.running.size > 0);
  }

  queueUrl(construct: string): string {
    return `${this.services.sqs.endpoint}/queue/${construct}`;
  }

  stateMachineArn(construct: string): string {
    return ARN('states', `stateMachine:${construct}`);
  }

  /** Deploys the function of a construct, its workflow and its queue, or gives them another environment. */
  configure(construct: string, environment: NodeJS.ProcessEnv, hasQueue: boolean): void {
    const hosted = this.functions.get(construct);
    if (hosted !== undefined) {
      Object.assign(hosted, { environment, isDeployed: true });
    } else {
      this.functions.set(construct, { environment, isDeployed: true });
    }
    const { stepFunctions, sqs } = this.services;
    stepFunctions.register(this.stateMachineArn(construct), {
      definition: defineWorkflow(ARN('lambda', `function:${construct}`), 960),
      roleArn: ARN('iam', 'role/workflow'),
      invoke: async (_arn, input) => {
        const { value = null, error } = await this.invoke(construct, input as unknown as RunInput);
        return error ? { error: { errorType: error.name, errorMessage: error.message } } : { value: value as null };
      },
    });
    if (hasQueue) {
      const [url, queueArn] = [this.queueUrl(construct), ARN('sqs', construct)];
      sqs.createQueue(url, queueArn);
      sqs.registerPolicy(construct, { queueUrls: [url], ruleArns: [RULE] });
      const invoke = (event: object) => this.invoke(construct, event as SQSEvent);
      sqs.register(construct, { queueArn, batchSize: 10, reportsFailures: true, invoke });
    }
  }

  /** Deletes the function of a construct; a run in progress goes on. */
  remove(construct: string): void {
    const hosted = this.functions.get(construct);
    if (hosted !== undefined) {
      hosted.isDeployed = false;
    }
    const { sqs } = this.services;
    sqs.unregister(construct);
    sqs.unregisterPolicy(construct);
    sqs.deleteQueue(this.queueUrl(construct));
  }

  /** EventBridge reports to the queues of all constructs that watch. */
  report({ domain, repository, format, package: name }: PackageCoordinates, version: string, status: string): void {
    const owner = { domainOwner: '111122223333' };
    const detail = {
      ...{ domainName: domain, ...owner, repositoryName: repository, packageFormat: format },
      ...{ packageName: name, packageVersion: version, packageVersionState: status },
    };
    const body = { repository: { domain, ...owner, repository }, detail, recordBucket: RECORD_BUCKET };
    for (const construct of this.functions.keys()) {
      const message = JSON.stringify({ restoredPackageVersion: body });
      void this.track(this.services.sqs.send(ARN('sqs', construct), RULE, message));
    }
  }

  /** Delivers an event of CloudFormation, as Lambda does: a function that fails is run again. */
  deliver(construct: string, event: CloudFormationCustomResourceEvent): Promise<void> {
    const attempts = async () => {
      for (let attempt = 0; attempt < LAMBDA_RUNS; attempt++) {
        if ((await this.invoke(construct, event)).error === undefined) {
          return;
        }
      }
    };
    return this.track(attempts());
  }

  private track<T>(work: Promise<T>): Promise<T> {
    const settled = work.finally(() => this.running.delete(settled));
    this.running.add(settled);
    settled.catch(() => undefined);
    return settled;
  }

  private async invoke(
    construct: string,
    event: CloudFormationCustomResourceEvent | RunInput | SQSEvent,
  ): Promise<{ value?: unknown; error?: Error }> {
    const hosted = this.functions.get(construct);
    if (hosted === undefined || !hosted.isDeployed) {
      return { error: new Error('the function does not exist') };
    }
    const invocation = new Invocation(this.kill, []);
    const end = Date.now() + 300_000;
    const context = {
      invokedFunctionArn: ARN('lambda', `function:${construct}`),
      logGroupName: 'log-group',
      logStreamName: 'log-stream',
      getRemainingTimeInMillis: () => end - Date.now(),
    } as unknown as Context;
    const execution = 'execution' in event ? event.execution : '';
    try {
      const value = await this.current.run(invocation, () =>
        this.execution.run(execution, () => handle(event, context, this.connect(hosted.environment))),
      );
      return { value };
    } catch (error) {
      if (invocation.isDead) {
        this.kill = undefined;
      }
      return { error: error as Error };
    }
  }

  private connect(environment: NodeJS.ProcessEnv) {
    const { codeArtifact, s3, sqs, stepFunctions } = this.services;
    const credentials = () => Promise.resolve({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' });
    const invocation = () => this.current.getStore()!;
    const connection = { region: 'us-east-1', credentials, pauses: PAUSES };
    const client = ({ endpoint }: { readonly endpoint: string }) => ({
      ...codeArtifact.clientConfig,
      endpoint,
      retryStrategy: new ConfiguredRetryStrategy(5, () => 1),
    });
    const store = { ...connection, endpoint: s3.endpoint };
    const queue = new ReportQueue({ ...connection, endpoint: sqs.endpoint });
    return {
      store: new ObservedStore(store, invocation),
      records: new ObservedRecords(store, invocation, queue),
      workflow: new Workflow(client(stepFunctions), PAUSES),
      environment,
      propagationPauses: PAUSES,
      connect: (requestHandler: object) =>
        new ChangingCodeArtifact({ ...client(codeArtifact), requestHandler }, invocation, (versions, moment) =>
          this.onChange(this.execution.getStore() ?? '', versions, moment),
        ),
      connectContents: (requestHandler: object) =>
        Promise.resolve(new PackageVersionContents({ ...client(codeArtifact), requestHandler })),
    };
  }
}

/** Tells of its calls that change versions. */
class ChangingCodeArtifact extends ObservedCodeArtifact {
  constructor(
    config: ConstructorParameters<typeof ObservedCodeArtifact>[0],
    invocation: () => Invocation,
    private readonly onChange: (versions: readonly string[], moment: 'before' | 'after') => void,
  ) {
    super(config, invocation);
  }

  override async changeStatus(
    ...args: Parameters<ObservedCodeArtifact['changeStatus']>
  ): ReturnType<ObservedCodeArtifact['changeStatus']> {
    const [{ package: pkg, revisions }] = args;
    const versions = [...revisions.keys()].map((version) => `${pkg.package} ${version}`);
    this.onChange(versions, 'before');
    try {
      return await super.changeStatus(...args);
    } finally {
      this.onChange(versions, 'after');
    }
  }
}
