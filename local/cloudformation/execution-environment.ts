import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { FunctionConfiguration, FunctionError, FunctionRuntime, LogLine } from './function-configuration';
import type { Json, JsonObject } from './template';

/** One run of the handler. */
export interface Run {
  readonly event: JsonObject;
  readonly awsRequestId: string;
  readonly log: (stream: LogLine['stream'], line: string) => void;
}

/** The end of a run. */
export interface RunResult {
  readonly outcome: 'ok' | 'error' | 'killed' | 'timedOut';
  readonly value?: Json;
  readonly error?: FunctionError;
  /** From the moment the handler was called, loading it not included. */
  readonly durationMs: number;
  /** The most memory that the process has used so far, in megabytes; absent if it was killed. */
  readonly maxMemoryUsed?: number;
}

type ChildMessage =
  | { type: 'ready' }
  | { type: 'result'; value: Json; maxMemoryUsed: number }
  | { type: 'error'; error: FunctionError; maxMemoryUsed?: number };

interface CurrentRun extends Run {
  readonly resolve: (result: RunResult) => void;
  started: number;
  timer?: NodeJS.Timeout;
  result?: Omit<RunResult, 'durationMs'>;
  /** The streams that can still hold lines of the run. */
  readonly open: Set<LogLine['stream']>;
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly failure?: Error;
}

const INIT_TIMEOUT_MS = 10_000;
const PROCESS = join(__dirname, 'lambda-process.mjs');

/**
 * An execution environment of a function: a process that loads the handler once and then runs one invocation after
 * another. Between two invocations it is frozen, so that unfinished work of a handler continues in the next one.
 */
export class ExecutionEnvironment {
  private readonly logStreamName = `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
  private readonly child: ChildProcess;
  /** The process reads a byte from it before it continues. */
  private readonly thaw: Socket;
  private current?: CurrentRun;
  private ready = false;
  private exit?: Exit;
  private readonly closed: Promise<void>;

  constructor(
    private readonly configuration: FunctionConfiguration,
    private readonly runtime: FunctionRuntime,
  ) {
    this.child = spawn(runtime.nodePath, [`--max-old-space-size=${configuration.memorySize}`, PROCESS], {
      cwd: configuration.codeDirectory,
      env: this.environment(),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
      signal: runtime.signal,
      killSignal: 'SIGKILL',
    });
    this.thaw = this.child.stdio[4] as Socket;
    // Writing to a process that has exited is no error: its exit is reported.
    this.thaw.on('error', () => undefined);
    this.child.on('message', (message: ChildMessage) => this.receive(message));
    const output = [this.read('stdout'), this.read('stderr')];
    this.closed = this.waitForExit(this.child).then(async (exit) => {
      if (exit.failure === undefined) {
        await Promise.all(output);
      }
      this.exit = exit;
      this.end();
    });
  }

  /** True if it can run another invocation. */
  get alive(): boolean {
    return this.exit === undefined && this.child.exitCode === null && !this.child.killed;
  }

  /** Runs the handler once. Resolves when the run has ended, with the process if the process ends with it. */
  run(run: Run): Promise<RunResult> {
    return new Promise((resolve) => {
      this.current = { ...run, resolve, started: performance.now(), open: new Set(['stdout', 'stderr']) };
      if (this.exit !== undefined) {
        this.end();
      } else if (this.ready) {
        this.hold(true);
        this.start(this.current);
        this.thaw.write('.');
      } else {
        this.endAfter(this.current, INIT_TIMEOUT_MS);
      }
    });
  }

  /** Kills the process, as the kernel does with one that uses too much memory. */
  kill(): boolean {
    return this.child.kill('SIGKILL');
  }

  /** Ends the process. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.kill();
    await this.closed;
  }

  private receive(message: ChildMessage): void {
    const { current } = this;
    if (message.type === 'ready') {
      this.ready = true;
      if (current) {
        this.start(current);
      }
    } else if (current) {
      current.result ??=
        message.type === 'result'
          ? { outcome: 'ok', value: message.value, maxMemoryUsed: message.maxMemoryUsed }
          : { outcome: 'error', error: message.error, maxMemoryUsed: message.maxMemoryUsed };
      this.endRun(current);
    }
  }

  private start(current: CurrentRun): void {
    const { timeoutSeconds } = this.configuration;
    const { event, awsRequestId } = current;
    this.endAfter(current, timeoutSeconds * 1000);
    current.started = performance.now();
    const deadline = Date.now() + timeoutSeconds * 1000;
    // If the process has exited by then, its exit is reported.
    this.child.send({ event, context: this.context(awsRequestId), deadline }, () => undefined);
  }

  private endAfter(current: CurrentRun, ms: number): void {
    clearTimeout(current.timer);
    current.timer = setTimeout(() => {
      const errorMessage = `RequestId: ${current.awsRequestId} Error: Task timed out after ${(ms / 1000).toFixed(2)} seconds`;
      current.result = { outcome: 'timedOut', error: { errorType: 'Sandbox.Timedout', errorMessage } };
      this.kill();
    }, ms + this.runtime.graceMs);
  }

  /** Ends a run whose process stays alive, once its result and all that it wrote are here. */
  private endRun(current: CurrentRun): void {
    if (this.ready && current.result !== undefined && current.open.size === 0) {
      this.hold(false);
      this.resolve(current, current.result);
    }
  }

  /** Ends the run, if there is one, whose process has ended. */
  private end(): void {
    const { current, exit } = this;
    if (current && exit) {
      const reason = exit.failure?.message ?? exitMessage(exit);
      const errorMessage = `RequestId: ${current.awsRequestId} Error: ${reason}`;
      const ended = exit.signal === null ? 'error' : 'killed';
      this.resolve(
        current,
        current.result ?? { outcome: ended, error: { errorType: 'Runtime.ExitError', errorMessage } },
      );
    }
  }

  private resolve(current: CurrentRun, result: Omit<RunResult, 'durationMs'>): void {
    this.current = undefined;
    clearTimeout(current.timer);
    current.resolve({ ...result, durationMs: performance.now() - current.started });
  }

  /** True if this process waits for the child process. It does not wait for one that is frozen, and need not stop it. */
  private hold(isHeld: boolean): void {
    const { child } = this;
    for (const handle of [child, child.channel, child.stdout, child.stderr, this.thaw] as (Held | null)[]) {
      handle?.[isHeld ? 'ref' : 'unref']?.();
    }
  }

  /** The lines of a run end with the mark that the process writes after it. */
  private async read(stream: LogLine['stream']): Promise<void> {
    const source = this.child[stream] as Readable;
    for await (const line of createInterface({ input: source, crlfDelay: Infinity })) {
      const { current } = this;
      if (current) {
        const mark = `END RequestId: ${current.awsRequestId}`;
        const ends = line.endsWith(mark);
        const output = ends ? line.slice(0, -mark.length) : line;
        if (output !== '' || !ends) {
          current.log(stream, output);
        }
        if (ends) {
          current.open.delete(stream);
          this.endRun(current);
        }
      }
    }
  }

  private waitForExit(child: ChildProcess): Promise<Exit> {
    return new Promise((resolve) => {
      // A process that was started and is then aborted has yet to exit.
      child.on('error', (failure) => {
        if (child.pid === undefined) {
          resolve({ code: null, signal: null, failure });
        }
      });
      // Not `exit`, which may come before the last message of the process.
      child.on('close', (code, signal) => resolve({ code, signal }));
    });
  }

  /** The environment of a function: the variables of Lambda and the configured ones, and none of this process. */
  private environment(): NodeJS.ProcessEnv {
    const { configuration } = this;
    return {
      ...configuration.environment,
      PATH: '/usr/local/bin:/usr/bin:/bin',
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      TMPDIR: tmpdir(),
      // Not the home of the current user: the AWS SDK would read the configuration there.
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
      AWS_LAMBDA_LOG_STREAM_NAME: this.logStreamName,
      ...this.runtime.environment,
    };
  }

  private context(awsRequestId: string): JsonObject {
    const { configuration } = this;
    return {
      awsRequestId,
      functionName: configuration.functionName,
      functionVersion: '$LATEST',
      invokedFunctionArn: configuration.functionArn,
      memoryLimitInMB: String(configuration.memorySize),
      logGroupName: configuration.logGroupName,
      logStreamName: this.logStreamName,
    };
  }
}

interface Held {
  ref?(): void;
  unref?(): void;
}

function exitMessage({ code, signal }: Exit): string {
  if (signal !== null) {
    return `Runtime exited with error: signal: ${signal}`;
  }
  return code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
}
