import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Json, JsonObject } from './template';

/** The configuration of a function. */
export interface FunctionConfiguration {
  readonly functionName: string;
  readonly functionArn: string;
  /** The directory with the unpacked code, which becomes the working directory as `/var/task` does. */
  readonly codeDirectory: string;
  /** `file.export`, as in `index.handler`. */
  readonly handler: string;
  /** Megabytes, which limit the heap. */
  readonly memorySize: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroupName: string;
  readonly region: string;
}

/** How functions are run on this machine. */
export interface FunctionRuntime {
  /** The Node.js binary that runs the handler. */
  readonly nodePath: string;
  /** Environment variables besides those of Lambda and of the function. */
  readonly environment: Readonly<Record<string, string>>;
  /** The wait before each of the two retries of an asynchronous invocation; Lambda waits one and two minutes. */
  readonly retryDelayMs: number;
  readonly onLog?: (line: LogLine) => void;
  /** How long after its Timeout a function is ended, on a machine that is slower than Lambda. */
  readonly graceMs: number;
  /** When it is aborted, the invocations in progress end, and no retry starts. */
  readonly signal?: AbortSignal;
}

/** One line that a function wrote. */
export interface LogLine {
  readonly time: Date;
  readonly functionName: string;
  readonly awsRequestId: string;
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
}

/** How one run of a handler ended. */
export interface InvocationResult {
  /** `error`: the handler threw, or its process exited; `killed`: a signal ended the process. */
  readonly outcome: 'ok' | 'error' | 'killed' | 'timedOut';
  readonly awsRequestId: string;
  /** 1, or 2 and 3 for the retries of an asynchronous invocation. */
  readonly attempt: number;
  readonly value?: Json;
  readonly error?: FunctionError;
  readonly logs: readonly LogLine[];
  /** From the moment the handler was called, loading it not included. */
  readonly durationMs: number;
}

/** An error as Lambda reports it. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

type ChildMessage = { type: 'ready' } | { type: 'result'; value: Json } | { type: 'error'; error: FunctionError };

const INIT_TIMEOUT_MS = 10_000;
const MAXIMUM_RETRIES = 2;
const PROCESS = join(__dirname, 'lambda-process.mjs');

/** A Lambda function. Every invocation runs in its own child process. */
export class LambdaFunction {
  private readonly running = new Set<ChildProcess>();
  private readonly held: Promise<void>[] = [];

  constructor(
    readonly configuration: FunctionConfiguration,
    private readonly runtime: FunctionRuntime,
  ) {}

  /**
   * Invokes the function as CloudFormation does, asynchronously: after an error or a time-out it is run again with the
   * same event and request id, at most twice.
   */
  async invokeAsynchronously(event: JsonObject, onAttempt?: (result: InvocationResult) => void): Promise<void> {
    const awsRequestId = randomUUID();
    await this.held.shift();
    for (let attempt = 1; attempt <= 1 + MAXIMUM_RETRIES && this.runtime.signal?.aborted !== true; attempt++) {
      if (attempt > 1) {
        await delay(this.runtime.retryDelayMs, undefined, { ref: false });
      }
      const result = await this.invoke(event, awsRequestId, attempt);
      onAttempt?.(result);
      if (result.outcome === 'ok') {
        return;
      }
    }
  }

  /**
   * Holds the next asynchronous event back, as Lambda does while the function is throttled; the other events pass.
   *
   * @returns a function that lets the event pass
   */
  holdNext(): () => void {
    let release: () => void = () => undefined;
    this.held.push(new Promise<void>((resolve) => (release = resolve)));
    return release;
  }

  /** Runs the handler once with an event. */
  async invoke(event: JsonObject, awsRequestId: string = randomUUID(), attempt = 1): Promise<InvocationResult> {
    const { configuration } = this;
    const logs: LogLine[] = [];
    const log = (stream: LogLine['stream'], line: string): void => {
      const logLine = { time: new Date(), functionName: configuration.functionName, awsRequestId, stream, line };
      logs.push(logLine);
      this.runtime.onLog?.(logLine);
    };

    const logStreamName = `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
    const child = spawn(this.runtime.nodePath, [`--max-old-space-size=${configuration.memorySize}`, PROCESS], {
      cwd: configuration.codeDirectory,
      env: this.environment(logStreamName),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      signal: this.runtime.signal,
      killSignal: 'SIGKILL',
    });
    this.running.add(child);
    const written = Promise.all([
      lines(child.stdout as Readable, 'stdout', log),
      lines(child.stderr as Readable, 'stderr', log),
    ]);

    let started = performance.now();
    let outcome: InvocationResult['outcome'] | undefined;
    let value: Json | undefined;
    let error: FunctionError | undefined;
    const end = (after: number): NodeJS.Timeout =>
      setTimeout(() => {
        outcome = 'timedOut';
        error = { errorType: 'Sandbox.Timedout', errorMessage: timedOutMessage(awsRequestId, after) };
        child.kill('SIGKILL');
      }, after + this.runtime.graceMs);
    let timer = end(INIT_TIMEOUT_MS);

    child.on('message', (message: ChildMessage) => {
      if (message.type === 'ready') {
        clearTimeout(timer);
        const timeoutMs = configuration.timeoutSeconds * 1000;
        timer = end(timeoutMs);
        started = performance.now();
        const context = this.context(awsRequestId, logStreamName);
        // If the process has exited meanwhile, its exit is reported.
        child.send({ event, context, deadline: Date.now() + timeoutMs }, () => undefined);
      } else if (message.type === 'result') {
        outcome ??= 'ok';
        value = message.value;
      } else {
        outcome ??= 'error';
        error = message.error;
      }
    });

    const exit = await new Promise<{ code: number | null; signal: NodeJS.Signals | null; failure?: Error }>(
      (resolve) => {
        // A process that was started and is then aborted has yet to exit.
        child.on('error', (failure) => {
          if (child.pid === undefined) {
            resolve({ code: null, signal: null, failure });
          }
        });
        // Not `exit`, which may come before the last message of the process.
        child.on('close', (code, signal) => resolve({ code, signal }));
      },
    );
    this.running.delete(child);
    clearTimeout(timer);
    const durationMs = performance.now() - started;
    if (exit.failure === undefined) {
      await written;
    }

    if (outcome === undefined) {
      outcome = exit.signal === null ? 'error' : 'killed';
      error = {
        errorType: 'Runtime.ExitError',
        errorMessage: `RequestId: ${awsRequestId} Error: ${exit.failure?.message ?? exitMessage(exit.code, exit.signal)}`,
      };
    }
    if (error !== undefined) {
      log('stderr', `${error.errorType}: ${error.errorMessage}`);
    }
    return { outcome, awsRequestId, attempt, value, error, logs, durationMs };
  }

  /** Kills the invocations in progress, as the kernel does with one that uses too much memory; returns how many. */
  kill(): number {
    return [...this.running].filter((child) => child.kill('SIGKILL')).length;
  }

  /** The environment of a function: the variables of Lambda and the configured ones, and none of this process. */
  private environment(logStreamName: string): NodeJS.ProcessEnv {
    const { configuration } = this;
    return {
      ...configuration.environment,
      PATH: '/usr/local/bin:/usr/bin:/bin',
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      TMPDIR: tmpdir(),
      // Not the home of whoever runs this: the AWS SDK would read the configuration there.
      HOME: dirname(configuration.codeDirectory),
      _HANDLER: configuration.handler,
      LAMBDA_TASK_ROOT: configuration.codeDirectory,
      AWS_REGION: configuration.region,
      AWS_DEFAULT_REGION: configuration.region,
      AWS_ACCESS_KEY_ID: 'ASIALOCALCLOUDFORM00',
      AWS_SECRET_ACCESS_KEY: 'local-secret-access-key',
      AWS_SESSION_TOKEN: 'local-session-token',
      AWS_LAMBDA_FUNCTION_NAME: configuration.functionName,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memorySize),
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: configuration.logGroupName,
      AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
      ...this.runtime.environment,
    };
  }

  private context(awsRequestId: string, logStreamName: string): JsonObject {
    const { configuration } = this;
    return {
      awsRequestId,
      functionName: configuration.functionName,
      functionVersion: '$LATEST',
      invokedFunctionArn: configuration.functionArn,
      memoryLimitInMB: String(configuration.memorySize),
      logGroupName: configuration.logGroupName,
      logStreamName,
    };
  }
}

async function lines(
  source: Readable,
  stream: LogLine['stream'],
  log: (stream: LogLine['stream'], line: string) => void,
): Promise<void> {
  for await (const line of createInterface({ input: source, crlfDelay: Infinity })) {
    log(stream, line);
  }
}

function timedOutMessage(awsRequestId: string, afterMs: number): string {
  return `RequestId: ${awsRequestId} Error: Task timed out after ${(afterMs / 1000).toFixed(2)} seconds`;
}

function exitMessage(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) {
    return `Runtime exited with error: signal: ${signal}`;
  }
  return code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
}
