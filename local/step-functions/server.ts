import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { LoopbackServer } from '../loopback-server';
import { type RunningExecution, StateMachine, TaskError } from './state-machine';
import { checkDefinition, type Definition, type Json } from './states';

/** The end of a task's function. */
export interface TaskResult {
  readonly value?: Json;
  /** Set if it failed. */
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
}

export interface StepFunctionsServiceOptions {
  /** True if IAM allows the caller of the service an action on a resource; default: everything. */
  readonly authorize?: (action: string, resource: string) => boolean;
  /** True if the role of a workflow allows it to invoke a function; default: any. */
  readonly authorizeRole?: (roleArn: string, action: string, resource: string) => boolean;
  /** Seconds of waits and retries are multiplied with it; default 0. */
  readonly timeScale?: number;
}

interface StateMachineRegistration {
  readonly definition: Definition;
  readonly roleArn: string;
  readonly invoke: (functionArn: string, input: Json) => Promise<TaskResult>;
}

/** Step Functions on loopback: StartExecution over the wire, and an interpreter of workflows that invoke functions. */
export class StepFunctionsService {
  /** Starts the service on a free port of 127.0.0.1. */
  static async start(options: StepFunctionsServiceOptions = {}): Promise<StepFunctionsService> {
    const service = new StepFunctionsService(options);
    await service.server.start();
    return service;
  }

  /** Every execution, in the order of their start. */
  readonly executions: RunningExecution[] = [];
  /** Answers the next calls with an exception instead of doing their work, or after it; empty: none. */
  readonly faults: { readonly name: string; readonly status: number; readonly afterExecution?: boolean }[] = [];
  private readonly machines = new Map<string, StateMachineRegistration>();
  private readonly server = new LoopbackServer((request, response) => this.serve(request, response));
  private readonly stopping = new AbortController();

  private constructor(private readonly options: StepFunctionsServiceOptions) {}

  /** `http://127.0.0.1:PORT`, as the client's `endpoint` or `AWS_ENDPOINT_URL_SFN`. */
  get endpoint(): string {
    return this.server.endpoint;
  }

  /**
   * Creates or updates a state machine.
   *
   * @throws an error if its definition holds a state that is not embedded
   */
  register(
    stateMachineArn: string,
    machine: Omit<StateMachineRegistration, 'definition'> & { readonly definition: unknown },
  ): void {
    this.machines.set(stateMachineArn, { ...machine, definition: checkDefinition(machine.definition) });
  }

  unregister(stateMachineArn: string): void {
    this.machines.delete(stateMachineArn);
  }

  /** Resolves when no execution runs. */
  async idle(): Promise<void> {
    for (let running = this.running; running.length > 0; running = this.running) {
      await Promise.all(running.map(({ ended }) => ended));
    }
  }

  /** Stops listening, and aborts every execution. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.server.stop();
    await this.idle();
  }

  private get running(): RunningExecution[] {
    return this.executions.filter(({ status }) => status === 'RUNNING');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await text(request)) as Record<string, string>;
    if (request.headers['x-amz-target'] !== 'AWSStepFunctions.StartExecution') {
      send(response, 400, { __type: 'UnknownOperationException' });
      return;
    }
    const fault = this.faults.shift();
    if (fault && !fault.afterExecution) {
      send(response, fault.status, { __type: fault.name, message: fault.name });
      return;
    }
    const answer = this.startExecution(body);
    if (fault) {
      send(response, fault.status, { __type: fault.name, message: fault.name });
    } else {
      send(response, '__type' in answer ? 400 : 200, answer);
    }
  }

  private startExecution({ stateMachineArn = '', name = '', input = '{}' }: Record<string, string>): object {
    if (!(this.options.authorize?.('states:StartExecution', stateMachineArn) ?? true)) {
      const message = `not authorized to perform: states:StartExecution on resource: ${stateMachineArn}`;
      return { __type: 'AccessDeniedException', message };
    }
    const machine = this.machines.get(stateMachineArn);
    if (machine === undefined) {
      return { __type: 'StateMachineDoesNotExist', message: `State Machine Does Not Exist: '${stateMachineArn}'` };
    }
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const before = this.executions.find((execution) => execution.executionArn === executionArn);
    if (before !== undefined && (before.status !== 'RUNNING' || before.input !== input)) {
      return { __type: 'ExecutionAlreadyExists', message: `Execution Already Exists: '${executionArn}'` };
    }
    if (before === undefined) {
      this.execute(machine, { executionArn, name, stateMachineArn, input });
    }
    return { executionArn, startDate: Date.now() / 1_000 };
  }

  private execute(
    { definition, invoke, roleArn }: StateMachineRegistration,
    started: Pick<RunningExecution, 'executionArn' | 'name' | 'stateMachineArn' | 'input'>,
  ): void {
    const execution: RunningExecution = { ...started, status: 'RUNNING', history: [], ended: Promise.resolve() };
    const runTask = async (resource: string, input: Json): Promise<Json> => {
      if (!(this.options.authorizeRole?.(roleArn, 'lambda:InvokeFunction', resource) ?? true)) {
        throw new TaskError('Lambda.AccessDeniedException', `lambda:InvokeFunction on ${resource} is not allowed`);
      }
      const { value = null, error } = await invoke(resource, input);
      if (error !== undefined) {
        throw new TaskError(error.errorType, JSON.stringify(error));
      }
      return value;
    };
    const machine = new StateMachine(definition, {
      runTask,
      timeScale: this.options.timeScale ?? 0,
      signal: this.stopping.signal,
    });
    this.executions.push(execution);
    execution.ended = machine.run(execution);
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(body));
}
