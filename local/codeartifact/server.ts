import { randomUUID } from 'node:crypto';
import { once, setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { missingAuthenticationToken, unknownOperation, wrongCredentialScope } from './exceptions';
import { Faults, type RecordedCall } from './faults';
import { credentialScope, parseJson, send } from './http';
import { Pagination } from './listing';
import type { ArnScope } from './names';
import { answerNpm, isNpmPath } from './npm/server';
import { operations, operationArn, type OperationName } from './operations';
import { RateLimiter, type RateLimit } from './rate-limit';
import { Registry } from './registry';
import type { OperationContext } from './resources';
import { encodeException, reportDefect, runOperation } from './run-operation';
import { defaultVariants, type Variants } from './variants';
import type { EventBus } from '../events';
import { stateChangeEvent } from './state-change';
import { LoopbackServer } from '../loopback-server';

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
        reportDefect(error);
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
      await send(response, { answer: encodeException(exception, this.variants), requestId });
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
      const { limiter, authorize } = this;
      const outcome = await runOperation(
        { operation, query: url.searchParams, body, headers: request.headers, record: call },
        fault,
        { getContext: () => this.context, limiter, authorize, wait: (milliseconds) => this.wait(milliseconds) },
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
