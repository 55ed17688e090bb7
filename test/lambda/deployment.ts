import { randomUUID } from 'node:crypto';
import type { CodeartifactClientConfig } from '@aws-sdk/client-codeartifact';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { handle } from '../../lambda/single/handle';
import { CodeArtifact } from '../../codeartifact/codeartifact';
import { CodeArtifactService, type CodeArtifactServiceOptions } from '../../local/codeartifact';
import { ResponseEndpoint, type UrlSignature } from '../../local/cloudformation/response-endpoint';
import { S3Service } from '../../local/s3';
import { connectRecords } from '../fixtures/archive-records';
import { LEFT_PAD } from '../fixtures/packages';

/** What the handler answered to CloudFormation. */
export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly Data?: Record<string, string>;
}

export type EventProperties = Record<string, unknown>;

export const RECORD_BUCKET = 'records';

const STACK_ID = 'arn:aws:cloudformation:us-east-1:111122223333:stack/Disposal/6b1f2c30-9a5e-11f0-8de9-0242ac120002';

/** Runs the handler against an embedded CodeArtifact and an embedded CloudFormation, over HTTP. */
export class Deployment {
  static async start(options: CodeArtifactServiceOptions = {}, signature?: UrlSignature): Promise<Deployment> {
    const clock: { now?: Date } = {};
    const s3 = await S3Service.start({ now: () => clock.now ?? new Date() });
    s3.createBucket(RECORD_BUCKET);
    return new Deployment(
      await CodeArtifactService.start(options),
      await ResponseEndpoint.start(signature),
      Object.assign(s3, { clock }),
    );
  }

  /** Beside something else that uses the services, and stops them. */
  static of(codeArtifact: CodeArtifactService, cloudFormation: ResponseEndpoint): Deployment {
    return new Deployment(codeArtifact, cloudFormation);
  }

  /** What the handler wrote to its log. */
  readonly logLines: string[] = [];
  /** Milliseconds that Lambda gives the handler. */
  time = 300_000;
  /** Milliseconds that are left, for tests that choose the moment at which time is short. */
  remaining?: () => number;
  /** Seconds for which Lambda has held the event back, by the clock of the handler. */
  age = 0;
  propagationPauses: readonly number[] = [];
  client: CodeartifactClientConfig = {};

  private readonly log = jest.spyOn(console, 'log').mockImplementation((line: string) => void this.logLines.push(line));

  private constructor(
    readonly codeArtifact: CodeArtifactService,
    readonly cloudFormation: ResponseEndpoint,
    private readonly record?: S3Service & { readonly clock: { now?: Date } },
  ) {}

  /** S3 with the record of archive times; its clock is that of the machine until it is set. */
  get s3() {
    return this.record!;
  }

  async stop() {
    this.log.mockRestore();
    await Promise.all([this.codeArtifact.stop(), this.cloudFormation.stop(), this.record?.stop()]);
  }

  get registry() {
    return this.codeArtifact.registry;
  }

  publish(...versions: string[]) {
    versions.forEach((version) => this.registry.publish(LEFT_PAD, version));
  }

  status(version: string) {
    return this.registry.version(LEFT_PAD, version)?.status;
  }

  revision(version: string): string {
    return this.registry.version(LEFT_PAD, version)!.revision;
  }

  statuses(...versions: string[]) {
    return versions.map((version) => this.status(version));
  }

  get listCalls() {
    return this.codeArtifact.callsOf('ListPackageVersions');
  }

  get disposeCalls() {
    return this.codeArtifact.callsOf('DisposePackageVersions');
  }

  create(properties: EventProperties): Promise<Answer> {
    return this.send({ RequestType: 'Create', ResourceProperties: this.properties(properties) });
  }

  update(properties: EventProperties, old: EventProperties): Promise<Answer> {
    return this.send({
      RequestType: 'Update',
      PhysicalResourceId: 'LeftPad',
      ResourceProperties: this.properties(properties),
      OldResourceProperties: this.properties(old),
    });
  }

  /** What CloudFormation adds, and the package that most tests are about. */
  properties(properties: EventProperties): EventProperties {
    return {
      ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:Disposal-Function',
      ServiceTimeout: '1080',
      domainOwner: '111122223333',
      ...LEFT_PAD,
      ...properties,
    };
  }

  /** Sends one event, and returns the one answer to it. */
  async send(partial: EventProperties): Promise<Answer> {
    const ids = { stackId: STACK_ID, logicalResourceId: 'LeftPad', requestId: randomUUID() };
    const { url, response } = this.cloudFormation.open(ids, new Date(Date.now() - this.age * 1_000));
    const event = {
      ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:Disposal-Function',
      ResponseURL: url,
      StackId: ids.stackId,
      RequestId: ids.requestId,
      LogicalResourceId: ids.logicalResourceId,
      ResourceType: 'Custom::CodeArtifactDisposedPackageVersions',
      ...partial,
    } as CloudFormationCustomResourceEvent;
    await this.run(event);
    return JSON.parse((await response).toString()) as Answer;
  }

  /** Runs the handler as Lambda would. */
  async run(event: CloudFormationCustomResourceEvent): Promise<void> {
    const end = Date.now() + this.time;
    const context = {
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:Disposal-Function',
      logGroupName: 'Disposal-LogGroup',
      logStreamName: '2026/01/01/[$LATEST]0123456789abcdef',
      getRemainingTimeInMillis: this.remaining ?? (() => end - Date.now()),
    } as unknown as Context;
    const service = new CodeArtifact({
      endpoint: this.codeArtifact.endpoint,
      region: this.codeArtifact.region,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      ...this.client,
    });
    const records = connectRecords(this.record ?? { endpoint: 'http://127.0.0.1:1' });
    await handle({
      event,
      context,
      service,
      openRecords: () => Promise.resolve(records),
      propagationPauses: this.propagationPauses,
    });
  }
}
