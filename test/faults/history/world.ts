import { NO_QUEUE } from '../../fixtures/archive-records';
import { ArchiveRecords } from '../../../codeartifact/archive-records';
import { ObjectStore } from '../../../codeartifact/object-store';
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { handle } from '../../../lambda/single/handle';
import { CodeArtifactService, type Fault, type PackageCoordinates, type Variants } from '../../../local/codeartifact';
import { type DeliveryFault, ResponseEndpoint } from '../../../local/cloudformation/response-endpoint';
import type { Policies } from '../policies';
import { type EventAge, type Kill, ObservedService, Run } from './run';

const REPOSITORY = { domain: 'my-domain', repository: 'my-repo', format: 'npm', namespace: 'my-scope' } as const;

/** The packages that histories are about. */
export const PACKAGES = {
  'left-pad': { ...REPOSITORY, package: 'left-pad' },
  'right-pad': { ...REPOSITORY, package: 'right-pad' },
} satisfies Record<string, PackageCoordinates>;

export type PackageName = keyof typeof PACKAGES;

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:111122223333:function:Disposal-Function';
const STACK_ID = 'arn:aws:cloudformation:us-east-1:111122223333:stack/Disposal/6b1f2c30-9a5e-11f0-8de9-0242ac120002';
const LAMBDA_RUNS = 3;

/** Known to the handler, and to be told to nobody. */
export const SECRETS = ['secret-of-the-role', 'token-of-the-role'];

/** One version that the service disposed for a call of the handler. */
export interface DisposedVersion {
  readonly package: string;
  readonly version: string;
  /** As they were just before. */
  readonly revision: string;
  readonly status: string;
}

/** What goes wrong while one event is in progress. */
export interface Conditions {
  readonly faults: readonly Fault[];
  /** Milliseconds that the function has for its work. */
  readonly clock: number;
  readonly delivery?: { readonly fault: DeliveryFault; readonly times: number };
  /** The first run dies there. */
  readonly kill?: Kill;
  /** How many times the event is delivered, at once. */
  readonly copies: number;
  /** Seconds for which Lambda holds the event back, or a response URL that does not tell them. */
  readonly age?: number | 'Expires' | 'without time';
}

export const CALM: Conditions = { faults: [], clock: 300_000, copies: 1 };

/** What CloudFormation makes of one event: the first answer it gets, if any. */
export interface EventResult {
  readonly event: CloudFormationCustomResourceEvent;
  readonly runs: readonly Run[];
  readonly answer?: {
    readonly Status: string;
    readonly PhysicalResourceId: string;
    readonly Data?: Record<string, string>;
  };
}

const currentRun = new AsyncLocalStorage<Run>();

/** CodeArtifact, Lambda and CloudFormation in miniature, around the handler in this process. */
export class World {
  static async open(variants: Partial<Variants>, policies?: Policies): Promise<World> {
    const service = await CodeArtifactService.start({
      variants,
      authorize: policies && ((action, resource) => policies.allow(action, resource)),
    });
    return new World(service, await ResponseEndpoint.start());
  }

  /** Every disposal that the service executed. */
  readonly ledger: DisposedVersion[] = [];
  /** Every version that somebody published, as often as it was. */
  readonly publications: DisposedVersion[] = [];
  readonly runs: Run[] = [];
  /** The ages of events; those that it does not have are in time. */
  private readonly ages = new WeakMap<CloudFormationCustomResourceEvent, EventAge>();
  private readonly log = jest
    .spyOn(console, 'log')
    .mockImplementation((line: string) => currentRun.getStore()?.log(line));

  private readonly service: ObservedService;

  private constructor(
    readonly codeArtifact: CodeArtifactService,
    public cloudFormation: ResponseEndpoint,
  ) {
    this.service = new ObservedService(
      {
        endpoint: codeArtifact.endpoint,
        region: codeArtifact.region,
        credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRETS[0]!, sessionToken: SECRETS[1] },
        retryStrategy: new ConfiguredRetryStrategy(10, () => 1),
      },
      () => currentRun.getStore()!,
    );
    const { registry } = codeArtifact;
    const dispose = registry.dispose.bind(registry);
    registry.dispose = (name, version, revision) => {
      const before = registry.version(name, version)!;
      this.ledger.push({ package: name.package, version, revision: before.revision, status: before.status });
      return dispose(name, version, revision);
    };
    const publish = registry.publish.bind(registry);
    registry.publish = (name, version, options) => {
      const published = publish(name, version, options);
      this.publications.push({ package: name.package, ...published });
      return published;
    };
  }

  async close() {
    this.log.mockRestore();
    await Promise.all([this.codeArtifact.stop(), this.cloudFormation.stop()]);
  }

  get registry() {
    return this.codeArtifact.registry;
  }

  /** The calls that ask for a disposal, as the service got them. */
  get disposals() {
    return this.codeArtifact.callsOf('DisposePackageVersions');
  }

  status(name: PackageName, version: string) {
    return this.registry.version(PACKAGES[name], version)?.status;
  }

  /** Ends every fault, and waits for what is still in progress. */
  async calm() {
    this.codeArtifact.faults.clear();
    await this.cloudFormation.stop();
    this.cloudFormation = await ResponseEndpoint.start();
    while (this.codeArtifact.calls.some(({ duration }) => duration === undefined)) {
      await realPause(2);
    }
    await this.freshReads();
  }

  /** Waits until reads show the latest change. */
  async freshReads() {
    const { staleReads } = this.codeArtifact.variants;
    await (staleReads > 0 ? realPause(staleReads + 1) : undefined);
  }

  /** An event as CloudFormation makes one. */
  event(logicalId: string, request: object, { age = 0 }: Conditions = CALM): CloudFormationCustomResourceEvent {
    const ids = { stackId: STACK_ID, logicalResourceId: logicalId, requestId: randomUUID() };
    this.cloudFormation.signature = typeof age === 'number' ? 'X-Amz-Date' : age;
    const { url } = this.cloudFormation.open(ids, new Date(Date.now() - (typeof age === 'number' ? age : 0) * 1_000));
    const event = {
      ServiceToken: FUNCTION_ARN,
      ResponseURL: url,
      StackId: ids.stackId,
      RequestId: ids.requestId,
      LogicalResourceId: ids.logicalResourceId,
      ResourceType: 'Custom::CodeArtifactDisposedPackageVersions',
      ...request,
    } as CloudFormationCustomResourceEvent;
    if (age !== 0) {
      this.ages.set(event, typeof age === 'number' ? 'late' : 'unknown');
    }
    return event;
  }

  /** Delivers an event as Lambda does, at least once and again after an error, and waits until no run is left. */
  async deliver(event: CloudFormationCustomResourceEvent, conditions: Conditions = CALM): Promise<EventResult> {
    conditions.faults.forEach((fault) => this.codeArtifact.faults.inject(fault));
    if (conditions.delivery) {
      this.cloudFormation.failNext(conditions.delivery.fault, conditions.delivery.times);
    }
    const copies = Array.from({ length: conditions.copies }, () => this.runAsLambda(event, conditions));
    const runs = (await Promise.all(copies)).flat();
    this.codeArtifact.faults.clear();
    const first = this.cloudFormation.deliveries.find(
      (delivery) => delivery.stored && delivery.requestId === event.RequestId,
    );
    return { event, runs, answer: first && (JSON.parse(first.body) as EventResult['answer']) };
  }

  private async runAsLambda(event: CloudFormationCustomResourceEvent, conditions: Conditions): Promise<Run[]> {
    const runs: Run[] = [];
    while (runs.length < LAMBDA_RUNS && runs.at(-1)?.ended !== 'answered') {
      runs.push(await this.runOnce(event, conditions, runs.length));
    }
    return runs;
  }

  private async runOnce(event: CloudFormationCustomResourceEvent, conditions: Conditions, runs: number): Promise<Run> {
    const run = new Run(event, {
      ledgerBefore: this.ledger.length,
      publicationsBefore: this.publications.length,
      age: this.ages.get(event) ?? 'in time',
      kill: runs === 0 ? conditions.kill : undefined,
    });
    this.runs.push(run);
    const end = Date.now() + conditions.clock;
    const context = {
      invokedFunctionArn: FUNCTION_ARN,
      logGroupName: 'Disposal-LogGroup',
      logStreamName: '2026/01/01/[$LATEST]0123456789abcdef',
      getRemainingTimeInMillis: () => end - Date.now(),
    } as unknown as Context;
    try {
      await currentRun.run(run, () =>
        handle({
          event,
          context,
          service: this.service,
          openRecords: () => Promise.resolve(NO_RECORDS),
          propagationPauses: [1, 1],
        }),
      );
      run.ended = 'answered';
    } catch (error) {
      run.ended = run.isDead ? 'killed' : 'threw';
      run.error = String(error);
    }
    return run;
  }
}

/** No declaration of these histories has a record. */
const NO_RECORDS = new ArchiveRecords(
  new ObjectStore({
    region: 'us-east-1',
    credentials: () => Promise.reject(new Error('No history reads a record.')),
  }),
  NO_QUEUE,
);

/** Not one of the handler's pauses, which histories shorten. */
function realPause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
