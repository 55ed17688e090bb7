import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import type { Action } from '../../declaration/declaration';
import { type ManifestEntry, manifestHash, writeManifest } from '../../declaration/manifest';
import { MANIFEST_RESOURCE_TYPES } from '../../declaration/resource-type';
import { PackageVersionContents } from '../../codeartifact/package-version-contents';
import { handle } from '../../lambda/manifest/handle';
import type { RunInput } from '../../lambda/manifest/run';
import { Workflow } from '../../lambda/manifest/workflow';
import { defineWorkflow } from '../../lib/resources/disposal-workflow';
import { eventProperties } from '../../local/cloudformation/custom-resource';
import { ResponseEndpoint } from '../../local/cloudformation/response-endpoint';
import { CodeArtifactService, type CodeArtifactServiceOptions } from '../../local/codeartifact';
import { S3Service } from '../../local/s3';
import { StepFunctionsService } from '../../local/step-functions';
import { type CleanUpAccount, STACK } from './account';
import { Invocation, type Kill, ObservedCodeArtifact, ObservedRecords, ObservedStore } from './invocation';

const REPOSITORY = { domain: 'my-domain', domainOwner: '111122223333', repository: 'my-repo' };
const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:111122223333:function:CleanUp-Function';
const STACK_ID = 'arn:aws:cloudformation:us-east-1:111122223333:stack/CleanUp/6b1f2c30-9a5e-11f0-8de9-0242ac120002';
const STATE_MACHINE_ARN = 'arn:aws:states:us-east-1:111122223333:stateMachine:CleanUp-StateMachine';
const ASSET_BUCKET = 'cdk-hnb659fds-assets-111122223333-us-east-1';
export const RECORD_BUCKET = 'clean-up-record';
export const RECORD_PREFIX = 'clean-up';
/** Pauses of a millisecond before what is not allowed is tried again. */
const PROPAGATION_PAUSES = [1, 1, 1, 1, 1];
/** How often Lambda runs an event that CloudFormation sends. */
const LAMBDA_RUNS = 3;

/** How one deployment goes, where it does not go by the defaults. */
export interface DeploymentOptions {
  /** Default: the versions are disposed. */
  readonly action?: Action;
  /** Default: an update. */
  readonly requestType?: 'Create' | 'Update' | 'Delete';
  /** Called before each run of the function. */
  readonly beforeRun?: () => void;
  /** Properties of the custom resource, in the template and in the function's environment. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Properties that the event has instead of those of the environment. */
  readonly eventProperties?: Readonly<Record<string, string>>;
  /** The type of the custom resource that the event is about. */
  readonly resourceType?: string;
  /** The bytes of the asset instead of those that were synthesized; null if it was collected as garbage. */
  readonly asset?: Buffer | null;
  /** The first run, counted over the deployment, that reaches the call dies there. */
  readonly kill?: Kill;
  /** Milliseconds that Lambda gives each run. */
  readonly time?: number;
  /** How many times the event is delivered, at once. */
  readonly copies?: number;
  /** Calls a second, of lists and of disposals. */
  readonly rate?: number;
  /** When CloudFormation sent the event; default: now. */
  readonly sentAt?: Date;
  /** Whether values are put into the JSON of the environment as they are, as CloudFormation does it. */
  readonly rawEnvironment?: boolean;
  /** The id of the request, to deliver an event again; default: a new one. */
  readonly requestId?: string;
}

/** What CloudFormation read, and what the runs did. */
export interface CleanUpAnswer {
  readonly Status?: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly Data?: Readonly<Record<string, string>>;
  readonly invocations: readonly Invocation[];
}

const current = new AsyncLocalStorage<Invocation>();

interface Configured {
  readonly environment: NodeJS.ProcessEnv;
  readonly properties: Readonly<Record<string, string>>;
}

interface Services {
  readonly codeArtifact: CodeArtifactService;
  readonly s3: S3Service;
  readonly stepFunctions: StepFunctionsService;
}

/** The function of a manifest in the process of the test: embedded services over HTTP, and the workflow of the construct. */
export class CleanUpFunction {
  /** A function without a stack, for services that allow everything. */
  static async start(options: CodeArtifactServiceOptions = {}, now?: () => Date): Promise<CleanUpFunction> {
    const cleanUp = new CleanUpFunction(await ResponseEndpoint.start(), {
      codeArtifact: await CodeArtifactService.start(options),
      s3: await S3Service.start({ now }),
      stepFunctions: await StepFunctionsService.start(),
    });
    cleanUp.s3.createBucket(RECORD_BUCKET);
    cleanUp.register(STATE_MACHINE_ARN, defineWorkflow(FUNCTION_ARN, 960));
    return cleanUp;
  }

  /** The function of a deployed stack, with its environment and its services; the stack's workflow runs it from now on. */
  static async ofStack(account: CleanUpAccount): Promise<CleanUpFunction> {
    const cleanUp = new CleanUpFunction(await ResponseEndpoint.start(), account);
    const resource = (path: string) => account.cloudFormation.resource(STACK, path);
    const { Environment: environment } = resource('CleanUp/Workflow/Function').properties;
    cleanUp.environment = (environment as { Variables: NodeJS.ProcessEnv }).Variables;
    cleanUp.properties = eventProperties(resource('CleanUp').properties) as Record<string, string>;
    const { physicalId, properties } = resource('CleanUp/Workflow/StateMachine');
    cleanUp.register(physicalId, properties.Definition, properties.RoleArn as string);
    return cleanUp;
  }

  readonly codeArtifact: CodeArtifactService;
  readonly s3: S3Service;
  readonly stepFunctions: StepFunctionsService;
  readonly logLines: string[] = [];
  private readonly log = jest.spyOn(console, 'log').mockImplementation((line: string) => {
    // The dead write nothing; since the function writes before it answers, they do not answer either.
    current.getStore()?.checkAlive();
    this.logLines.push(line);
  });
  private readonly store: ObservedStore;
  readonly records: ObservedRecords;
  private readonly workflow: Workflow;
  /** The environment of the function. */
  environment: NodeJS.ProcessEnv = {};
  private properties: Readonly<Record<string, string>> = {};
  private previous: Readonly<Record<string, string>> = {};
  private invocations: Invocation[] = [];
  private options: DeploymentOptions = {};

  private constructor(
    readonly responses: ResponseEndpoint,
    services: Services,
  ) {
    this.codeArtifact = services.codeArtifact;
    this.s3 = services.s3;
    this.stepFunctions = services.stepFunctions;
    this.workflow = new Workflow(this.client(this.stepFunctions), PROPAGATION_PAUSES);
    const credentials = () => Promise.resolve({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' });
    const store = {
      region: 'us-east-1',
      endpoint: this.s3.endpoint,
      credentials,
      pauses: [1, 1, 1, 1],
      propagationPauses: PROPAGATION_PAUSES,
    };
    this.store = new ObservedStore(store, () => current.getStore()!);
    this.records = new ObservedRecords(store, () => current.getStore()!);
  }

  private register(arn: string, definition: unknown, roleArn = 'arn:aws:iam::111122223333:role/workflow') {
    this.stepFunctions.register(arn, {
      definition,
      roleArn,
      invoke: async (_arn, input) => {
        const { value = null, error } = await this.invoke(input as unknown as RunInput);
        return error ? { error: { errorType: error.name, errorMessage: error.message } } : { value: value as null };
      },
    });
  }

  /** How the function reaches a service, with pauses of a millisecond. */
  private client({ endpoint }: { readonly endpoint: string }) {
    return { ...this.codeArtifact.clientConfig, endpoint, retryStrategy: new ConfiguredRetryStrategy(5, () => 1) };
  }

  async stop(): Promise<void> {
    this.log.mockRestore();
    await this.stepFunctions.stop();
    await Promise.all([this.s3.stop(), this.codeArtifact.stop(), this.responses.stop()]);
  }

  /** Publishes versions, and returns the lines of a manifest that name them. */
  publish(name: string, ...versions: string[]): ManifestEntry[] {
    const pkg = { format: 'npm', package: name } as const;
    return versions.map((version) => {
      const { revision } = this.codeArtifact.registry.publish(this.coordinates(name), version);
      return { ...pkg, version, revision };
    });
  }

  coordinates(name: string) {
    return { domain: REPOSITORY.domain, repository: REPOSITORY.repository, format: 'npm' as const, package: name };
  }

  /** The versions that are disposed, as `name version`. */
  get disposed(): string[] {
    return this.codeArtifact.registry
      .snapshot()
      .filter(({ status }) => status === 'Disposed')
      .map(({ package: name, version }) => `${name} ${version}`)
      .sort();
  }

  get disposeCalls() {
    return this.codeArtifact.callsOf('DisposePackageVersions');
  }

  /** The lines of all reports so far, in the order of their deployments: `package version outcome`. */
  get reported(): string[] {
    return this.s3
      .keys(RECORD_BUCKET)
      .filter((key) => key.includes('/versions-'))
      .flatMap((key) => String(this.s3.get(RECORD_BUCKET, key)).split('\n').slice(1, -1))
      .map((line) => line.split('\t'))
      .map(([, name, version, , outcome]) => `${name} ${version} ${outcome}`);
  }

  /** Uploads a manifest, configures the function, and sends it the event of an update. */
  async deploy(manifest: readonly ManifestEntry[] | Buffer, options: DeploymentOptions = {}): Promise<CleanUpAnswer> {
    const bytes = Buffer.isBuffer(manifest) ? manifest : writeManifest(manifest);
    const hash = manifestHash(bytes);
    const manifestKey = `${hash}.disposals`;
    if (options.asset === null) {
      this.s3.createBucket(ASSET_BUCKET);
      this.s3.delete(ASSET_BUCKET, manifestKey);
    } else {
      this.s3.put(ASSET_BUCKET, manifestKey, options.asset ?? bytes);
    }
    const lines = bytes.toString('utf8').split('\n').slice(1, -1);
    const properties = {
      ...REPOSITORY,
      manifestKey,
      manifestHash: hash,
      versionCount: String(lines.length),
      packageCount: String(new Set(lines.map((line) => line.split('\t', 2).join('\t'))).size),
      allowMissing: 'false',
      ...options.properties,
    };
    const { action = 'dispose', rate = 1_000 } = options;
    this.environment = {
      DISPOSED_PACKAGES: JSON.stringify({
        properties,
        manifestBucket: ASSET_BUCKET,
        recordBucket: RECORD_BUCKET,
        recordPrefix: action === 'archive' ? 'archive' : RECORD_PREFIX,
        maxListsPerSecond: rate,
        ...(action === 'archive' ? { maxUpdatesPerSecond: rate, action } : { maxDisposalsPerSecond: rate }),
      }),
    };
    if (options.rawEnvironment) {
      for (const value of Object.values(options.properties ?? {})) {
        const text = this.environment['DISPOSED_PACKAGES']!.replace(JSON.stringify(value), `"${value}"`);
        this.environment = { DISPOSED_PACKAGES: text };
      }
    }
    this.previous = this.properties;
    this.properties = { ...properties, stateMachineArn: STATE_MACHINE_ARN };
    return this.send(options);
  }

  /** What the function and its resource are configured with. */
  configuration(): Configured {
    return { environment: this.environment, properties: this.properties };
  }

  /** Makes the properties of the resource those that the next event calls its old ones. */
  rememberProperties() {
    this.previous = this.properties;
  }

  configure({ environment, properties }: Configured) {
    this.environment = environment;
    this.properties = properties;
  }

  /** Sends the event of an update to the function as it is configured, and waits until nothing runs any more. */
  async send(options: DeploymentOptions = {}): Promise<CleanUpAnswer> {
    this.options = options;
    this.invocations = [];
    const ids = { stackId: STACK_ID, logicalResourceId: 'CleanUp', requestId: options.requestId ?? randomUUID() };
    const { url } = this.responses.open(ids, options.sentAt);
    const event = {
      RequestType: options.requestType ?? 'Update',
      ServiceToken: FUNCTION_ARN,
      ResponseURL: url,
      StackId: ids.stackId,
      RequestId: ids.requestId,
      LogicalResourceId: ids.logicalResourceId,
      PhysicalResourceId: ids.logicalResourceId,
      ResourceType: options.resourceType ?? MANIFEST_RESOURCE_TYPES[options.action ?? 'dispose'],
      ResourceProperties: {
        ServiceToken: FUNCTION_ARN,
        ServiceTimeout: '3600',
        ...this.properties,
        ...options.eventProperties,
      },
      OldResourceProperties: this.previous,
    } as unknown as CloudFormationCustomResourceEvent;
    await Promise.all(Array.from({ length: options.copies ?? 1 }, () => this.invokeAsynchronously(event)));
    await this.stepFunctions.idle();
    const answer = this.responses.deliveries.find(({ requestId, stored }) => stored && requestId === ids.requestId);
    return { ...(answer ? (JSON.parse(answer.body) as object) : {}), invocations: this.invocations };
  }

  /** Runs the function once more with the input of an execution, as whoever replays one does. */
  async runAgain(input: RunInput): Promise<unknown> {
    return (await this.invoke(input)).value;
  }

  private async invokeAsynchronously(event: CloudFormationCustomResourceEvent): Promise<void> {
    for (let attempt = 0; attempt < LAMBDA_RUNS; attempt++) {
      const { error } = await this.invoke(event);
      if (error === undefined) {
        return;
      }
    }
  }

  private async invoke(
    event: CloudFormationCustomResourceEvent | RunInput,
  ): Promise<{ value?: unknown; error?: Error }> {
    this.options.beforeRun?.();
    const invocation = new Invocation(this.options.kill, this.invocations);
    this.invocations.push(invocation);
    const end = Date.now() + (this.options.time ?? 300_000);
    const context = {
      invokedFunctionArn: FUNCTION_ARN,
      logGroupName: 'CleanUp-LogGroup',
      logStreamName: '2026/01/01/[$LATEST]0123456789abcdef',
      getRemainingTimeInMillis: () => end - Date.now(),
    } as unknown as Context;
    const services = {
      store: this.store,
      records: this.records,
      workflow: this.workflow,
      environment: this.environment,
      propagationPauses: PROPAGATION_PAUSES,
      connect: (requestHandler: object) =>
        new ObservedCodeArtifact({ ...this.client(this.codeArtifact), requestHandler }, () => current.getStore()!),
      connectContents: (requestHandler: object) =>
        Promise.resolve(new PackageVersionContents({ ...this.client(this.codeArtifact), requestHandler })),
    };
    try {
      return { value: await current.run(invocation, () => handle(event, context, services)) };
    } catch (error) {
      return { error: error as Error };
    }
  }
}
