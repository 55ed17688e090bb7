import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ResponseEndpoint } from '../local/cloudformation';
import { CodeArtifactService, type CodeArtifactServiceOptions } from '../local/codeartifact';
import { LoopbackServer } from '../local/loopback-server';
import { ACCOUNT, type PackageDisposal, propertiesOf, REPOSITORY } from './declarations';
import { type Handler, MODULE_PATH, root, type Workspace } from './workspace';

const PROCESS = join(root, 'bench', 'process', 'handler-process.mjs');

/** What one process of a handler reports; times in milliseconds. */
export interface Report {
  /** Of the handler, its SDK and its first client. */
  readonly load: number;
  /** From the beginning of the load until the answer was delivered. */
  readonly sinceLoad: number;
  /** From the start of the process until then. */
  readonly sinceStart: number;
  /** Processor time of the process, over all cores. */
  readonly cpu: number;
  readonly maxRssBytes: number;
  readonly value?: unknown;
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
}

export interface Answer {
  readonly Status: string;
  readonly Reason?: string;
  readonly Data?: Readonly<Record<string, string>>;
}

export interface HandlerRun extends Report {
  readonly answer: Answer;
  /** Functions that ran for the event. */
  readonly functions: number;
}

export interface RunOptions {
  /** Disposed before by the same process, so that what is measured is not its start. */
  readonly warmUp?: PackageDisposal;
  /** Megabytes of heap; default: those of the library's function. */
  readonly memory?: number;
}

/** CodeArtifact, the response endpoint of CloudFormation, and Lambda for a function that calls another, on loopback. */
export class Loopback {
  static async start(workspace: Workspace, options: CodeArtifactServiceOptions = {}): Promise<Loopback> {
    const loopback = new Loopback(
      workspace,
      await CodeArtifactService.start({ ...options, account: ACCOUNT }),
      await ResponseEndpoint.start(),
    );
    await loopback.lambda.start();
    return loopback;
  }

  private readonly lambda = new LoopbackServer((request, response) => this.invoke(request, response));
  private called?: string;
  private runs = 0;

  private constructor(
    private readonly workspace: Workspace,
    readonly codeArtifact: CodeArtifactService,
    private readonly responses: ResponseEndpoint,
  ) {}

  async stop(): Promise<void> {
    await Promise.all([this.lambda.stop(), this.codeArtifact.stop(), this.responses.stop()]);
  }

  publish({ packageName, versions }: PackageDisposal): void {
    versions.forEach((version) => this.codeArtifact.registry.publish({ ...REPOSITORY, package: packageName }, version));
  }

  status(packageName: string, version: string): string | undefined {
    return this.codeArtifact.registry.version({ ...REPOSITORY, package: packageName }, version)?.status;
  }

  /** Loads the handler in a new process, with its SDK and its first client. */
  async load(handler: Handler): Promise<number> {
    return (await this.process(entryOf(handler), { client: handler.client })).load;
  }

  /** Runs the handler once in a new process, and reads what it answers. */
  async run(handler: Handler, disposal: PackageDisposal, options: RunOptions = {}): Promise<HandlerRun> {
    const { event, response } = this.creation(handler, disposal);
    const warmUp = options.warmUp && this.creation(handler, options.warmUp).event;
    this.called = handler.calls;
    const before = this.runs;
    const report = await this.process(entryOf(handler), { event, warmUp }, options.memory);
    if (report.error) {
      throw new Error(`${handler.name}: ${report.error.errorMessage}`);
    }
    return { ...report, answer: JSON.parse((await response).toString()) as Answer, functions: this.runs - before };
  }

  private creation(handler: Handler, disposal: PackageDisposal): { event: object; response: Promise<Buffer> } {
    const ids = { stackId: STACK_ID, logicalResourceId: 'Disposed', requestId: randomUUID() };
    const { url, response } = this.responses.open(ids);
    const event = {
      RequestType: 'Create',
      ServiceToken: SERVICE_TOKEN,
      ResponseURL: url,
      StackId: ids.stackId,
      RequestId: ids.requestId,
      LogicalResourceId: ids.logicalResourceId,
      ResourceType: 'Custom::CodeArtifactDisposedPackageVersions',
      ResourceProperties: eventProperties(handler, disposal),
    };
    return { event, response };
  }

  private async process({ file, name }: Entry, spec: object, memory = 256): Promise<Report> {
    this.runs += 1;
    const input = join(this.workspace.next(), 'run.json');
    writeFileSync(input, JSON.stringify({ file, name, context: CONTEXT, milliseconds: 300_000, ...spec }));
    const child = spawn(process.execPath, [`--max-old-space-size=${memory}`, PROCESS, input], {
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const [, errors, report] = await Promise.all([
      text(child.stdout!),
      text(child.stderr!),
      text(child.stdio[3] as NodeJS.ReadableStream & AsyncIterable<Buffer>),
    ]);
    if (report === '') {
      throw new Error(`${file} ended without a report: ${errors}`);
    }
    return JSON.parse(report) as Report;
  }

  private get environment(): NodeJS.ProcessEnv {
    return {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: this.workspace.directory,
      NODE_PATH: MODULE_PATH,
      AWS_LAMBDA_FUNCTION_NAME: 'Disposal',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      USER_ON_EVENT_FUNCTION_ARN: `${SERVICE_TOKEN}-OnEvent`,
      AWS_ENDPOINT_URL_LAMBDA: this.lambda.endpoint,
      ...this.codeArtifact.environment,
      AWS_SESSION_TOKEN: 'local-session-token',
    };
  }

  /** Lambda's Invoke: runs the function that was called in a process of its own. */
  private async invoke(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const event = JSON.parse(await text(request)) as object;
    const { value, error } = await this.process(
      { file: this.called!, name: 'handler' },
      { event: { ...event, ResponseURL: undefined } },
    );
    const headers = { 'content-type': 'application/json', ...(error && { 'x-amz-function-error': 'Unhandled' }) };
    response.writeHead(200, headers).end(JSON.stringify(error ?? value ?? null));
  }
}

const STACK_ID = `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/Disposal/6b1f2c30-9a5e-11f0-8de9-0242ac120002`;
const SERVICE_TOKEN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:Disposal`;
const CONTEXT = { invokedFunctionArn: SERVICE_TOKEN, logGroupName: 'Disposal', logStreamName: '2026/01/01/[$LATEST]0' };

interface Entry {
  readonly file: string;
  readonly name: string;
}

function entryOf({ directory, entry: [file, name] }: Handler): Entry {
  return { file: join(directory, file), name };
}

function eventProperties(handler: Handler, disposal: PackageDisposal): object {
  const declared = propertiesOf(disposal);
  if (handler.name !== 'AwsCustomResource') {
    return { ServiceToken: SERVICE_TOKEN, ServiceTimeout: '1080', ...declared };
  }
  const parameters = { ...declared, domainOwner: undefined };
  const call = JSON.stringify({
    service: 'codeartifact',
    action: 'DisposePackageVersions',
    parameters,
    physicalResourceId: { id: disposal.packageName },
  });
  return { ServiceToken: SERVICE_TOKEN, Create: call, Update: call, InstallLatestAwsSdk: 'false' };
}

/** Runs a program of this project, and returns what it prints on standard output. */
export function output(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: root, env: { ...process.env, ...env }, maxBuffer: 1 << 28 };
    execFile(process.execPath, args, options, (error, stdout) =>
      error ? reject(new Error(error.message, { cause: error })) : resolve(stdout),
    );
  });
}
