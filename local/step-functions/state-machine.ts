import { setTimeout as sleep } from 'node:timers/promises';
import { type Definition, type Json, type Retrier, type State } from './states';

/** A task that failed, as a workflow sees it. */
export class TaskError extends Error {
  constructor(
    readonly error: string,
    readonly reason: string,
  ) {
    super(`${error}: ${reason}`);
  }
}

/** One entry of a history: what everybody can read who may see the execution. */
export interface HistoryEvent {
  readonly type: string;
  readonly detail: Json;
}

/** One execution of a workflow. */
export interface RunningExecution {
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly input: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly history: HistoryEvent[];
  /** Resolves when the execution has ended. */
  ended: Promise<void>;
}

/** The most characters that the input and the output of a state have. */
const MAX_DATA = 262_144;
const MAX_HISTORY = 25_000;

/** Runs the states of a workflow. */
export interface StateMachineOptions {
  /** Runs a task; throws a TaskError. */
  readonly runTask: (resource: string, input: Json) => Promise<Json>;
  /** Seconds of waits and retries are multiplied with it. */
  readonly timeScale: number;
  readonly signal: AbortSignal;
}

/** Interprets a workflow: the states that are used, as the Amazon States Language specifies them. */
export class StateMachine {
  constructor(
    private readonly definition: Definition,
    private readonly options: StateMachineOptions,
  ) {}

  /** Runs the workflow to its end, which the execution then shows. */
  async run(execution: RunningExecution): Promise<void> {
    const { definition, options } = this;
    const record = (type: string, detail: Json) => {
      execution.history.push({ type, detail });
      if (execution.history.length > MAX_HISTORY || JSON.stringify(detail).length > MAX_DATA) {
        throw new TaskError('States.Runtime', 'a quota of the history is exceeded');
      }
    };
    try {
      let data = JSON.parse(execution.input) as Json;
      record('ExecutionStarted', { input: data });
      for (let name: string | undefined = definition.StartAt; name !== undefined;) {
        options.signal.throwIfAborted();
        const state: State = definition.States[name]!;
        record(`${state.Type}StateEntered`, { name, input: data });
        if (state.Type === 'Fail') {
          throw failure(state, data);
        }
        const step: { data: Json; next?: string } = await this.step(state, data, record);
        record(`${state.Type}StateExited`, { name, output: step.data });
        data = step.data;
        name = step.next;
      }
      execution.status = 'SUCCEEDED';
      record('ExecutionSucceeded', { output: data });
    } catch (error) {
      execution.status = options.signal.aborted ? 'ABORTED' : 'FAILED';
      const { error: name, reason: cause } =
        error instanceof TaskError ? error : new TaskError('States.Runtime', String(error));
      execution.history.push({ type: 'ExecutionFailed', detail: { error: name, cause } });
    }
  }

  private async step(
    state: Exclude<State, { Type: 'Fail' }>,
    data: Json,
    record: (type: string, detail: Json) => void,
  ): Promise<{ data: Json; next?: string }> {
    switch (state.Type) {
      case 'Task':
        return this.task(state, data, record);
      case 'Choice': {
        const rule = state.Choices.find(({ Variable, StringEquals }) => valueAt(data, Variable) === StringEquals);
        const next = rule?.Next ?? state.Default;
        if (next === undefined) {
          throw new TaskError('States.NoChoiceMatched', 'no rule matches, and there is no default');
        }
        return { data, next };
      }
      case 'Wait':
        await this.wait(state.Seconds);
        return { data, next: state.Next };
      case 'Succeed':
        return { data };
    }
  }

  private async task(
    state: Extract<State, { Type: 'Task' }>,
    input: Json,
    record: (type: string, detail: Json) => void,
  ): Promise<{ data: Json; next?: string }> {
    const attempts = new Map<Retrier, number>();
    for (;;) {
      try {
        record('LambdaFunctionScheduled', { resource: state.Resource, input });
        const output = await this.options.runTask(state.Resource, input);
        record('LambdaFunctionSucceeded', { output });
        return { data: output, next: state.Next };
      } catch (error) {
        if (!(error instanceof TaskError)) {
          throw error;
        }
        record('LambdaFunctionFailed', { error: error.error, cause: error.reason });
        const retrier = state.Retry?.find(({ ErrorEquals }) => covers(ErrorEquals, error.error));
        const attempt = retrier === undefined ? 0 : (attempts.get(retrier) ?? 0);
        if (retrier !== undefined && attempt < (retrier.MaxAttempts ?? 3)) {
          attempts.set(retrier, attempt + 1);
          const seconds = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** attempt;
          await this.wait(Math.min(seconds, retrier.MaxDelaySeconds ?? Infinity));
          continue;
        }
        const catcher = state.Catch?.find(({ ErrorEquals }) => covers(ErrorEquals, error.error));
        if (catcher === undefined) {
          throw error;
        }
        const caught = { Error: error.error, Cause: error.reason };
        return { data: withResult(input, caught, catcher.ResultPath), next: catcher.Next };
      }
    }
  }

  private async wait(seconds: number): Promise<void> {
    await sleep(seconds * 1_000 * this.options.timeScale, undefined, { signal: this.options.signal });
  }
}

/** How an execution ends in a state that fails, whose error and cause may stand in the data. */
function failure(state: Extract<State, { Type: 'Fail' }>, data: Json): TaskError {
  const text = (path: string | undefined, literal = '') => {
    const value = path === undefined ? literal : valueAt(data, path);
    if (typeof value !== 'string') {
      throw new TaskError('States.Runtime', `${path} must be a text of the data`);
    }
    return value;
  };
  return new TaskError(text(state.ErrorPath, state.Error), text(state.CausePath, state.Cause));
}

function covers(names: readonly string[], error: string): boolean {
  return names.some(
    (name) => name === error || name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout'),
  );
}

function valueAt(data: Json, path: string): Json | undefined {
  return path
    .replace(/^\$\.?/, '')
    .split('.')
    .reduce<Json | undefined>(
      (value, key) =>
        typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, key)
          ? value[key]
          : undefined,
      data,
    );
}

function withResult(input: Json, result: Json, path = '$'): Json {
  if (path === '$') {
    return result;
  }
  const key = path.replace(/^\$\./, '');
  return { ...(input as { [key: string]: Json }), [key]: result };
}
