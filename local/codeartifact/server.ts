import { randomUUID } from 'node:crypto';
import { once, setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  accessDenied,
  internalServerError,
  missingAuthenticationToken,
  ServiceException,
  throttling,
  unknownOperation,
  validationException,
  wrongCredentialScope,
} from './exceptions';
import { makeException, Faults, showsAfterExecution, type Fault, type RawAnswer, type RecordedCall } from './faults';
import { type CallOutcome, findOutcome } from './fault-outcome';
import { credentialScope, parseJson, send } from './http';
import { Pagination } from './listing';
import type { ArnScope } from './names';
import { answerNpm, isNpmPath } from './npm/server';
import { operations, operationArn, type Operation, type OperationName } from './operations';
import { RateLimiter, type RateLimit } from './rate-limit';
import { Registry } from './registry';
import { AssetAnswer } from './package-version-assets';
import type { OperationContext } from './resources';
import { readMembers } from './validation';
import { defaultVariants, type Variants } from './variants';
import type { EventBus } from '../events';
import { stateChangeEvent } from './state-change';
import { LoopbackServer } from '../loopback-server';
import { leaveOut } from './wire';

export interface CodeArtifactServiceOptions {
  /** The variants that differ from {@link defaultVariants}. */
  readonly variants?: Partial<Variants>;
  /** Milliseconds that every call takes; default 0. */
  readonly latency?: number;
  /** Requests above the limit are answered with 429; default: no limit. `defaultQuotas` are those of AWS. */
  readonly rateLimit?: RateLimit;
  /** The account that owns every domain, 12 digits; default `111122223333`. */
  readonly account?: string;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** Gets an event for each change of a version; default: none. */
  readonly events?: EventBus;
  /** True if IAM allows an action on a resource; if not, the answer is 403. Default: it allows everything. */
  readonly authorize?: (action: string, resource: string) => boolean;
}

/** An operation's request, and its record. */
interface Call {
  readonly operation: Operation;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  readonly headers: IncomingMessage['headers'];
  readonly record: RecordedCall;
}

/** CodeArtifact on loopback: its rest-json protocol over HTTP, its rules, and a registry in memory. */
export class CodeArtifactService {
  /** Starts the service on a free port of 127.0.0.1. */
  static async start(options: CodeArtifactServiceOptions = {}): Promise<CodeArtifactService> {
    const service = new CodeArtifactService(options);
    await service.server.start();
    return service;
  }

  readonly registry = new Registry();
  readonly faults = new Faults();
  /** Every call of a known operation that was signed, in order of arrival. */
  readonly calls: RecordedCall[] = [];
  /** The requests of package managers, in order of arrival. */
  readonly packageManagerRequests: { readonly method: string; readonly path: string; readonly status: number }[] = [];
  /** The variants in force. They can be changed between calls. */
  variants: Variants;
  /** The milliseconds that every call takes. They can be changed between calls. */
  latency: number;

  private readonly server = new LoopbackServer((request, response) => this.serveOrReport(request, response));
  private readonly pagination = new Pagination();
  private readonly scope: ArnScope;
  private readonly limiter: RateLimiter;
  private readonly authorize: (action: string, resource: string) => boolean;
  private readonly stopping = new AbortController();
  private readonly tokens = new Set<string>();
  private readonly inProgress = new Map<OperationName, number>();

  private constructor(options: CodeArtifactServiceOptions) {
    this.variants = { ...defaultVariants, ...options.variants };
    this.latency = options.latency ?? 0;
    this.scope = { account: options.account ?? '111122223333', region: options.region ?? 'us-east-1' };
    this.limiter = new RateLimiter(options.rateLimit);
    this.authorize = options.authorize ?? (() => true);
    // Every call that waits listens for the end of the service, however many there are.
    setMaxListeners(0, this.stopping.signal);
    const { events } = options;
    if (events) {
      this.registry.observe = (change) => events.put(stateChangeEvent(change, this.scope, this.variants));
    }
  }

  /** `http://127.0.0.1:PORT`, as the client's `endpoint` or `AWS_ENDPOINT_URL_CODEARTIFACT`. */
  get endpoint(): string {
    return this.server.endpoint;
  }

  /** The configuration of an SDK client. The service accepts any credentials that sign. */
  get clientConfig(): {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  } {
    return {
      endpoint: this.endpoint,
      region: this.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
  }

  /** The same configuration as environment variables, for another process. */
  get environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL_CODEARTIFACT: this.endpoint,
      AWS_REGION: this.region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    };
  }

  get account(): string {
    return this.scope.account;
  }

  get region(): string {
    return this.scope.region;
  }

  callsOf(operation: OperationName): RecordedCall[] {
    return this.calls.filter((call) => call.operation === operation);
  }

  /** The most calls of the operation that were in progress at one time. */
  mostAtOnce(operation: OperationName): number {
    return this.callsOf(operation).reduce((most, { inProgress }) => Math.max(most, inProgress), 0);
  }

  /** Stops listening and cuts every open connection. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.server.stop();
  }

  private async serveOrReport(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.serve(request, response);
    } catch (error) {
      // If the client hung up, or the service stops, there is no one to answer.
      if (!this.stopping.signal.aborted && !request.socket.destroyed) {
        report(error);
      }
      throw error;
    }
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const requestId = randomUUID();
    if (isNpmPath(url.pathname)) {
      const { method = '', headers } = request;
      const answer = answerNpm(this.context, { method, path: url.pathname, headers, body }, (action, resource) =>
        this.authorize(action, resource),
      );
      this.packageManagerRequests.push({ method, path: url.pathname, status: answer.status });
      await send(response, { answer, requestId });
      return;
    }
    const operation = operations.find(({ method, path }) => method === request.method && path === url.pathname);
    const credential = credentialScope(request);
    if (!operation || credential?.service !== 'codeartifact') {
      const exception = !operation
        ? unknownOperation(request.method ?? '', url.pathname)
        : credential
          ? wrongCredentialScope()
          : missingAuthenticationToken();
      await send(response, { answer: this.exceptionAnswer(exception), requestId });
      return;
    }

    this.countInProgress(operation.name, 1);
    const call: RecordedCall = {
      operation: operation.name,
      query: Object.fromEntries(url.searchParams),
      body: operation.shape.body === 'asset' ? undefined : parseJson(body.toString()),
      action: `codeartifact:${operation.name}`,
      resource: operationArn(operation, url.searchParams, this.scope),
      region: credential.region,
      requestId,
      time: Date.now(),
      inProgress: this.inProgress.get(operation.name)!,
      executed: false,
    };
    this.calls.push(call);
    const started = performance.now();
    try {
      const fault = this.faults.next(call);
      call.fault = fault?.fault;
      if (this.latency > 0) {
        await this.wait(this.latency);
      }
      const outcome = await this.execute(
        { operation, query: url.searchParams, body, headers: request.headers, record: call },
        fault,
      );
      if (outcome === 'no-answer') {
        await once(response, 'close');
        return;
      }
      if (outcome === 'reset') {
        request.socket.resetAndDestroy();
        return;
      }
      call.status = outcome.answer.status;
      call.error = outcome.answer.headers?.['x-amzn-errortype'];
      await send(response, { ...outcome, requestId });
    } finally {
      this.countInProgress(operation.name, -1);
      call.duration = performance.now() - started;
    }
  }

  private async execute(call: Call, fault: Fault | undefined): Promise<CallOutcome> {
    if (!fault) {
      return { answer: this.answer(call) };
    }
    const afterExecution = showsAfterExecution(fault);
    if (fault.fault === 'slow' || fault.fault === 'concurrent-change') {
      const happen = async (): Promise<void> => {
        if (fault.fault === 'slow') {
          await this.wait(fault.delay);
        } else {
          fault.change(this.registry, call.record);
        }
      };
      if (!afterExecution) {
        await happen();
      }
      const answer = this.answer(call);
      if (afterExecution) {
        await happen();
      }
      return { answer };
    }
    const answer = afterExecution ? this.answer(call, fault) : undefined;
    const exception = makeException(fault, call.record, this.account);
    if (exception) {
      return { answer: this.exceptionAnswer(exception) };
    }
    return findOutcome(fault, answer);
  }

  /** Runs the operation, as the service does without a fault. */
  private answer({ operation, query, body, headers, record }: Call, fault?: Fault): RawAnswer {
    try {
      if (!this.limiter.admits(operation.name, performance.now())) {
        throw throttling();
      }
      const isAsset = operation.shape.body === 'asset';
      if (operation.shape.body !== undefined && !isAsset && record.body === undefined) {
        const text = body.toString('utf8', 0, 40);
        throw validationException(`The body of the request must be JSON, not '${text}'`, 'CANNOT_PARSE');
      }
      const members = readMembers(operation.shape, query, record.body);
      if (isAsset) {
        Object.assign(members, { assetContent: body, assetSHA256: String(headers['x-amz-content-sha256']) });
      }
      if (!this.authorize(record.action, record.resource)) {
        throw accessDenied(this.account, record.action, record.resource);
      }
      const { variants } = this;
      const result = operation.run(this.context, members);
      record.executed = true;
      if (result instanceof AssetAnswer) {
        return { status: 200, body: '', ...result };
      }
      const visibleResult = leaveOut(operation.name, result as Record<string, unknown>, variants);
      const rewritten = fault?.fault === 'rewrite' ? fault.rewrite(visibleResult, record) : visibleResult;
      return { status: 200, body: JSON.stringify(rewritten) };
    } catch (error) {
      if (error instanceof ServiceException) {
        return this.exceptionAnswer(error);
      }
      report(error);
      return this.exceptionAnswer(internalServerError());
    }
  }

  private exceptionAnswer(exception: ServiceException): RawAnswer {
    const { name, status, message, members, headers } = exception;
    const omitted: readonly string[] = this.variants.omit;
    const remainingMembers = Object.entries(members).filter(([member]) => !omitted.includes(`${name}.${member}`));
    return {
      status,
      headers: { ...headers, 'x-amzn-errortype': name },
      body: JSON.stringify({ message, ...Object.fromEntries(remainingMembers) }),
    };
  }

  private get context(): OperationContext {
    const { registry, variants, pagination, scope, endpoint, tokens } = this;
    return { registry, variants, pagination, scope, endpoint, tokens };
  }

  private countInProgress(operation: OperationName, change: number): void {
    this.inProgress.set(operation, (this.inProgress.get(operation) ?? 0) + change);
  }

  private async wait(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.stopping.signal });
  }
}

// For example, an error in an injected function. The client sees that the service fails, and the test must see why.
function report(error: unknown): void {
  process.stderr.write(`embedded CodeArtifact: ${error instanceof Error ? error.stack : String(error)}\n`);
}
