import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ExecutionEnvironment, type RunResult } from './execution-environment';
import type { FunctionConfiguration, FunctionRuntime, LogLine } from './function-configuration';
import type { JsonObject } from './template';

/** The end of one run of a handler. */
export interface InvocationResult extends RunResult {
  readonly awsRequestId: string;
  /** 1, or 2 and 3 for the retries of an asynchronous invocation. */
  readonly attempt: number;
  readonly logs: readonly LogLine[];
}

const MAXIMUM_RETRIES = 2;

/** A Lambda function. Invocations in progress have an execution environment each; one that is idle is used again. */
export class LambdaFunction {
  private readonly running = new Set<ExecutionEnvironment>();
  private readonly idle: ExecutionEnvironment[] = [];
  private readonly held: Promise<void>[] = [];
  private used = 0;

  constructor(
    private current: FunctionConfiguration,
    private readonly runtime: FunctionRuntime,
  ) {}

  get configuration(): FunctionConfiguration {
    return this.current;
  }

  /** The most memory that any invocation used, in megabytes, as Lambda reports it at the end of each. */
  get maxMemoryUsed(): number {
    return this.used;
  }

  /** Changes the configuration, as UpdateFunctionConfiguration does: invocations from now on have new processes. */
  async updateConfiguration(changes: Partial<FunctionConfiguration>): Promise<void> {
    this.current = { ...this.current, ...changes };
    await this.stop();
  }

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
    const { configuration, runtime } = this;
    const logs: LogLine[] = [];
    const log = (stream: LogLine['stream'], line: string): void => {
      const logLine = { time: new Date(), functionName: configuration.functionName, awsRequestId, stream, line };
      logs.push(logLine);
      runtime.onLog?.(logLine);
    };

    const environment = this.idle.pop() ?? new ExecutionEnvironment(configuration, runtime);
    this.running.add(environment);
    const result = await environment.run({ event, awsRequestId, log });
    this.running.delete(environment);
    this.used = Math.max(this.used, result.maxMemoryUsed ?? 0);
    if (configuration !== this.current) {
      await environment.stop();
    } else if (environment.alive) {
      this.idle.push(environment);
    }
    if (result.error !== undefined) {
      log('stderr', `${result.error.errorType}: ${result.error.errorMessage}`);
    }
    return { ...result, awsRequestId, attempt, logs };
  }

  /** Kills the invocations in progress, as the kernel does with one that uses too much memory; returns how many. */
  kill(): number {
    return [...this.running].filter((environment) => environment.kill()).length;
  }

  /** Ends the execution environments that are idle. Resolves when their processes are gone. */
  async stop(): Promise<void> {
    await Promise.all(this.idle.splice(0).map((environment) => environment.stop()));
  }
}
