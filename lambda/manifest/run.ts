import type { Context } from 'aws-lambda';
import { functionCaller } from '../../codeartifact/describe-service-error';
import type { PacedHttpHandler } from '../../codeartifact/pace';
import { Deadline } from '../event/deadline';
import { Log } from '../event/log';
import { deliver } from '../event/response';
import { advance, isAtEnd } from './advance';
import type { Configuration } from './configuration';
import type { Copying } from './copying';
import { CurrentEvent } from './current-event';
import { CurrentEventWatch } from './current-event-watch';
import { DeploymentRecord } from './deployment-record';
import { waitForEarlier, waitForRun } from './earlier-executions';
import type { Execution } from './execution';
import { ExecutionState } from './execution-state';
import { completeReports, conclude, type Finish, findLastSuccess } from './finish';
import { OUTCOMES } from './outcomes';
import { readManifestLife } from './manifest-life';
import { confirmOpenSlice } from './open-slice';
import { paceCalls } from './paced-calls';
import { PreviousManifest } from './previous-manifest';
import { Report } from './report';
import { loadRequest } from './request';
import { findManifest } from './run-manifest';
import type { Services } from './services';
import { describeRunFailure, type RunError } from './run-failure';

/** The input of a run: the id of the deployment. The bucket has the rest under that id. */
export interface RunInput {
  readonly execution: string;
  /** The hash of the manifest that the construct had before, whose versions may be restored. */
  readonly previousHash?: string;
  /** Set if runs failed so often that the workflow gave up. */
  readonly error?: RunError;
  /** Set if the event was answered without an execution, whose name is taken by this one. */
  readonly isRefused?: boolean;
}

/** The output of a run, which the history of the workflow shows: where the deployment stands, in numbers. */
export interface RunOutput {
  readonly execution: string;
  readonly previousHash?: string;
  readonly next: 'continue' | 'done' | 'failed';
  readonly phase: string;
  readonly packages: number;
  readonly ofPackages: number;
  /** The end of the workflow if the deployment failed. */
  readonly failure?: { readonly name: string; readonly cause: string };
}

/**
 * Advances a deployment slice by slice while the time of the function lasts, and writes its state after each. Any run
 * may be ended at any point: the next one continues from the last state. A run works only while the event of its
 * deployment is the current one of the resource.
 */
export async function run(input: RunInput, context: Context, services: Services): Promise<RunOutput> {
  const id = input.execution;
  if (typeof id !== 'string' || !/^[0-9a-f]{32}$/.test(id)) {
    throw new Error('The input must name a deployment that CloudFormation began; got another. Nothing was done.');
  }
  if (input.isRefused) {
    const failure = { name: 'NotStarted', cause: 'The event was answered before the workflow was started.' };
    return { execution: id, next: 'failed', phase: 'answered', packages: 0, ofPackages: 0, failure };
  }
  const log = new Log({ execution: id, awsRequestId: context.awsRequestId });
  const state = await loadState(input, services);
  if (state.phase !== 'answered') {
    await new Run(input, context, { ...services, state, log }).complete();
  }
  return output(input, state);
}

/** Reads the state. Who starts an execution by hand may tell it to give up while another run works: that one stops first. */
async function loadState(
  { execution: id, error }: RunInput,
  { store, configuration }: Services,
): Promise<ExecutionState> {
  const load = () => ExecutionState.load(store, configuration, id);
  const state = await load();
  if (error === undefined || state.isAtRest) {
    return state;
  }
  await new CurrentEvent(store, configuration).end(id).catch(() => undefined);
  return waitForRun(state, load);
}

/** One run of the function for a deployment. */
class Run {
  private readonly id: string;
  private readonly current: CurrentEvent;
  private readonly watch: CurrentEventWatch;
  private readonly report: Report;
  private readonly runDeadline: Deadline;
  private readonly deadline: Deadline;

  constructor(
    private readonly input: RunInput,
    private readonly context: Context,
    private readonly services: Services & { readonly state: ExecutionState; readonly log: Log },
  ) {
    const { store, configuration, state } = services;
    this.id = input.execution;
    this.current = new CurrentEvent(store, configuration);
    this.watch = new CurrentEventWatch(() => this.current.isCurrent(this.id));
    this.report = new Report(store, configuration, this.id);
    this.runDeadline = new Deadline(() => context.getRemainingTimeInMillis());
    this.deadline = new Deadline(
      () => Math.min(context.getRemainingTimeInMillis(), state.end - Date.now()),
      () => this.watch.isCurrent,
    );
  }

  /** Works, and answers CloudFormation if the deployment is at its end. */
  async complete(): Promise<void> {
    const { store, state, log } = this.services;
    // The records of the deployment are about its own declaration, whatever the present binding of the function.
    const configuration = { ...this.services.configuration, properties: state.declaration };
    // Before anything else: what cannot be answered must not be done.
    const event = await loadRequest(store, configuration, this.id);
    const { report, context } = this;
    const finish = { event, configuration, state, report, log, context };
    if (state.ending === undefined) {
      await (this.input.error ? this.giveUp(finish) : this.work(finish));
    }
    if (state.ending === undefined) {
      return;
    }
    // Before the answer: after a deletion, the function may not write any more.
    await this.attempt('the event is not marked as over', () => this.current.end(this.id, findLastSuccess(state)));
    await deliver(event.ResponseURL, state.ending.answer);
    state.phase = 'answered';
    await this.attempt('the deployment is not marked as answered', () => state.save());
  }

  private async work(finish: Finish): Promise<void> {
    const { state } = this.services;
    // First the lease, then the look: a newer event that is not seen here sees the lease, and waits.
    state.lease = Date.now() + this.context.getRemainingTimeInMillis();
    state.runs += 1;
    await state.save();
    try {
      await this.watch.confirm();
      await this.watch.during(() => this.workWhileCurrent(finish));
    } catch (error) {
      if (state.ending === undefined) {
        await state.releaseLease().catch(() => undefined);
      }
      throw error;
    }
    if (state.ending === undefined) {
      state.lease = undefined;
      await state.save().catch(() => undefined);
    }
  }

  private async workWhileCurrent(finish: Finish): Promise<void> {
    const { state, store, configuration } = this.services;
    const before = measureProgress(state);
    if (!(await waitForEarlier({ store, configuration, state, watch: this.watch, deadline: this.runDeadline }))) {
      return;
    }
    const execution = await this.open(finish);
    if (execution !== undefined && !this.watch.isSuperseded) {
      await advance(execution, this.runDeadline);
    }
    if (this.watch.isSuperseded) {
      state.overrule('superseded', ['the event is answered, or CloudFormation has sent a newer one for the resource']);
    } else if (measureProgress(state) === before) {
      state.idleRuns += 1;
    } else {
      state.idleRuns = 0;
    }
    if (state.idleRuns >= MAX_IDLE_RUNS && !isAtEnd(execution, state)) {
      const next =
        'The end of the log of the function says what each run waited for: give the construct a longer timeout by functionOptions, or resolve that, and deploy again.';
      state.fail('stopped', [`${state.idleRuns} runs of the function, one after the other, got nowhere`], next);
    }
    const isInTime = this.runDeadline.allowsBatch() || state.phase === 'answer';
    if (isAtEnd(execution, state) && (isInTime || execution === undefined)) {
      await conclude(finish, execution);
      await state.save();
    }
  }

  private async openCopying({ coldCopies }: Configuration, calls: PacedHttpHandler): Promise<Copying | undefined> {
    if (coldCopies === undefined) {
      return undefined;
    }
    const { store, connectContents } = this.services;
    const { prepareCopying } = await import('./copy');
    const caller = functionCaller(this.context.invokedFunctionArn);
    return prepareCopying(coldCopies, { contents: await connectContents(calls), store, caller });
  }

  /** The inputs of the run; undefined if no manifest may be deployed, and then the state has the reason. */
  private async open(finish: Finish): Promise<Execution | undefined> {
    const { services, deadline, report, watch, context } = this;
    const { records, state, store, log, connect, propagationPauses } = services;
    const { configuration } = finish;
    const caller = functionCaller(context.invokedFunctionArn);
    const isDeletion = finish.event.RequestType === 'Delete';
    const record = new DeploymentRecord(store, configuration);
    const manifest = await findManifest({ store, configuration }, state, {
      ...{ caller, isDeletion, log },
      environment: services.configuration,
    });
    if (manifest === undefined) {
      return undefined;
    }
    const calls = paceCalls(configuration, state, watch);
    const copying = await this.openCopying(configuration, calls);
    return {
      ...{ configuration, state, isDeletion, manifest, record, archiveRecords: records, report, deadline, log, caller },
      ...{ service: connect(calls), calls, copying, watch, propagationPauses },
      life: await readManifestLife(records, configuration.properties),
      previous: new PreviousManifest(store, configuration, this.input.previousHash),
    };
  }

  /**
   * Ends a deployment whose runs failed again and again. S3 may not take a write any more: what can be written is
   * written, and CloudFormation is answered in any case.
   */
  private async giveUp(finish: Finish): Promise<void> {
    const { state } = this.services;
    const { entry, next } = describeRunFailure(this.input.error ?? {});
    state.overrule('stopped', [entry], next);
    await this.watch.confirm().catch(() => undefined);
    const execution = await this.open(finish).catch(() => undefined);
    const { action = 'dispose' } = state.declaration;
    const { outcomes, phase } = state;
    state.unconfirmed = phase === action ? outcomes.count(OUTCOMES.toChange) : 0;
    if (execution !== undefined) {
      state.unconfirmed = await confirmOpenSlice(execution);
    }
    await completeReports(finish, execution);
    await conclude(finish, execution, true);
    await this.attempt('the end of the deployment is not written', () => state.save());
  }

  /** Writes something without which the deployment ends all the same. */
  private async attempt(problem: string, write: () => Promise<void>): Promise<void> {
    await write().catch((error: unknown) => this.services.log.error(problem, { error: String(error) }));
  }
}

/** Runs that get nowhere before the deployment ends: none may be repeated until the history of the workflow is full. */
const MAX_IDLE_RUNS = 5;

/** Changes with everything that a run gets done. */
function measureProgress({ phase, position, outcomes, earlier, newCopies }: ExecutionState): string {
  return JSON.stringify([phase, position, outcomes.counts(), earlier, newCopies]);
}

function output(
  { execution, previousHash }: RunInput,
  { phase, position, ending, declaration }: ExecutionState,
): RunOutput {
  const isOver = phase === 'answered';
  const failure = isOver ? ending?.error : undefined;
  const next = failure ? 'failed' : isOver ? 'done' : 'continue';
  const progress = { phase, packages: position, ofPackages: declaration.packageCount };
  const input = { execution, ...(previousHash !== undefined && { previousHash }) };
  return { ...input, next, ...progress, ...(failure && { failure }) };
}
