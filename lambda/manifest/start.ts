import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { ObjectStoreError } from '../../codeartifact/object-store';
import { type Action, DONE } from '../../declaration/declaration';
import { actionOfManifestType } from '../../declaration/resource-type';
import { InvalidProperties } from '../../declaration/schema';
import { checkEvent } from '../event/event';
import { hashEvent } from '../event/event-id';
import { determineWait, issueTime, type Wait } from '../event/event-age';
import { DisposalError, type FailureMessage, invalidProperties, unexpected } from '../event/failure';
import { Log } from '../event/log';
import { deliver, failureAnswer, successAnswer } from '../event/response';
import { answerWithoutExecution } from './answer-without-execution';
import { checkBinding, hashProperties, parseEvent } from './binding';
import { type Configuration, readConfiguration } from './configuration';
import { type Claim, CurrentEvent } from './current-event';
import { findRunning } from './earlier-executions';
import { ExecutionState } from './execution-state';
import { describeLog } from './finish';
import { beginManifestLife } from './manifest-life';
import { loadRequest, saveRequest } from './request';
import type { Services } from './services';
import type { Workflow } from './workflow';

/** The services that an event of CloudFormation needs. */
interface StartServices extends Omit<Services, 'configuration'> {
  readonly environment: NodeJS.ProcessEnv;
  readonly workflow: Workflow;
}

/**
 * Takes an event of CloudFormation: makes it the current one of its resource, and starts the workflow that will answer it,
 * or answers it where there is nothing to do. The same event may come again; it is the same deployment then.
 *
 * @throws if there is nowhere to answer to, or if the answer cannot be delivered
 */
export async function start(
  event: CloudFormationCustomResourceEvent,
  context: Context,
  services: StartServices,
): Promise<void> {
  checkEvent(event);
  const { RequestType, StackId, LogicalResourceId, RequestId } = event;
  const log = new Log({
    requestType: RequestType,
    stackId: StackId,
    logicalId: LogicalResourceId,
    requestId: RequestId,
    execution: hashEvent(event),
  });
  let configuration: Configuration;
  try {
    configuration = readConfiguration(services.environment);
  } catch (error) {
    await refuseEnvironment(event, context, { error, log });
    return;
  }
  await new Start(event, context, { ...services, configuration, log }).run();
}

/** Answers where a value that only the deployment knows breaks the environment: nothing of it can have been done. */
async function refuseEnvironment(
  event: CloudFormationCustomResourceEvent,
  context: Context,
  { error, log }: { readonly error: unknown; readonly log: Log },
): Promise<void> {
  const action = actionOfManifestType(event.ResourceType) ?? 'dispose';
  let cause = error;
  try {
    // The event carries the same values, unbroken: its rules name them.
    parseEvent(event, action);
  } catch (violation) {
    cause = violation;
  }
  const failure = describeStartFailure(cause, event.RequestType, action);
  log.failure(failure);
  const answer =
    event.RequestType === 'Delete' ? successAnswer(event) : failureAnswer(event, failure, describeLog(context));
  await deliver(event.ResponseURL, answer);
}

/** The start of one deployment. */
class Start {
  private readonly id: string;
  private readonly action: Action;
  private readonly current: CurrentEvent;
  /** True if an older execution finds that it is not current any more. */
  private hasClaimed = false;
  /** True if an older execution may still finish calls that are in flight. */
  private mayOverlap = false;

  constructor(
    private readonly event: CloudFormationCustomResourceEvent,
    private readonly context: Context,
    private readonly services: Services & { readonly workflow: Workflow; readonly log: Log },
  ) {
    const { store, configuration } = services;
    this.id = hashEvent(event);
    this.action = configuration.properties.action ?? 'dispose';
    this.current = new CurrentEvent(store, configuration);
  }

  async run(): Promise<void> {
    try {
      const claim = await this.current.claim({ id: this.id, issuedAt: issueTime(this.event) });
      this.hasClaimed = true;
      this.mayOverlap = claim.earlier.length > 0;
      await (claim.isCurrent ? this.begin(claim) : this.answerFailure(superseded(this.action)));
    } catch (error) {
      await this.answerFailure(describeStartFailure(error, this.event.RequestType, this.action), error);
    }
  }

  private async begin(claim: Claim): Promise<void> {
    const { event, services, id } = this;
    const { store, configuration, log } = services;
    const earlier = await findRunning(store, configuration, claim.earlier);
    this.mayOverlap = earlier.length > 0;
    if (this.isDeletion && this.action === 'dispose' && earlier.length === 0) {
      // Disposed versions stay disposed; there is nothing to undo, and nothing runs any more.
      await this.succeed({});
      return;
    }
    const properties = parseEvent(event, this.action);
    const unchangedAttributes = checkBinding({ event, configuration, properties, claim }, this.context);
    if (unchangedAttributes !== undefined) {
      log.info('nothing changed, though the environment of the function is another one');
      await this.succeed(unchangedAttributes);
      return;
    }
    await saveRequest(store, configuration, event);
    if (this.action === 'archive' && !(await this.current.isCurrent(id))) {
      // The life of the construct belongs to the newer event by now.
      await this.answerFailure(superseded(this.action));
      return;
    }
    const { isNew, previousHash } = await beginManifestLife(event, properties, {
      records: services.records,
      context: this.context,
    });
    await ExecutionState.create(store, configuration, {
      id,
      ...readWait(event),
      earlier,
      ...(this.isDeletion && { phase: 'restore' as const }),
      ...(isNew && { isNew }),
      ...(claim.lastSuccess?.propertiesHash === hashProperties(properties) && { isRepetition: true }),
    });
    // A run that may not read these could neither work nor answer, and CloudFormation would wait for an hour.
    await loadRequest(store, configuration, id);
    const state = await ExecutionState.load(store, configuration, id);
    if (state.ending !== undefined) {
      await this.repeat(state, state.ending.answer);
      return;
    }
    await services.workflow.start(properties.stateMachineArn, `disposal-${id}`, {
      execution: id,
      ...(previousHash !== undefined && { previousHash }),
    });
    log.info('started');
  }

  private async succeed(data: Readonly<Record<string, string>>): Promise<void> {
    // Before the answer: after a deletion, the function may not write any more.
    await this.current.end(this.id);
    this.services.log.info('answering', { status: 'SUCCESS' });
    await deliver(this.event.ResponseURL, successAnswer(this.event, data));
  }

  private async repeat(state: ExecutionState, answer: string): Promise<void> {
    if (state.phase !== 'answered') {
      this.services.log.info('repeating the answer');
      await deliver(this.event.ResponseURL, answer);
    }
  }

  private async answerFailure(failure: FailureMessage, error?: unknown): Promise<void> {
    const { event, context, services, id } = this;
    const { log } = services;
    const { restoreTo } = services.configuration.properties;
    // A refused deployment changed nothing, and without a restoreTo there is nothing to miss. But an older execution must have
    // stopped before a deletion succeeds.
    const isExcused =
      this.isDeletion &&
      !this.mayOverlap &&
      (error instanceof InvalidProperties ||
        (this.action === 'archive' ? restoreTo === undefined : this.hasClaimed || isRefusedByStore(error)));
    log.failure(failure);
    const answer = isExcused ? successAnswer(event) : failureAnswer(event, failure, describeLog(context));
    await answerWithoutExecution({ event, id, answer, failure, isExcused }, services);
  }

  private get isDeletion(): boolean {
    return this.event.RequestType === 'Delete';
  }
}

/** True if S3 does not let the function write at all, so that no execution can work either. */
function isRefusedByStore(error: unknown): boolean {
  return error instanceof ObjectStoreError && [403, 404].includes(error.status ?? 0);
}

/** Milliseconds left for writing and delivering the answer, while CloudFormation still waits. */
const ANSWER_MILLISECONDS = 60_000;
const ANSWER_PART = 0.1;
/** Milliseconds for a deployment whose event does not say how long CloudFormation waits. */
const UNKNOWN_WAIT = 3_000_000;

/** @throws DisposalError if CloudFormation may have given the event up */
function readWait(event: CloudFormationCustomResourceEvent): Wait {
  const now = Date.now();
  const { end, unknownAge } = determineWait(event, now);
  const wait = Math.min(end - now, UNKNOWN_WAIT);
  return { end: now + wait - Math.min(ANSWER_MILLISECONDS, wait * ANSWER_PART), unknownAge };
}

function superseded(action: Action): FailureMessage {
  return {
    what: `Nothing was ${DONE[action]}: CloudFormation has sent a newer event for the resource, and waits for that one`,
    entries: [],
    next: 'Look at the newer event; if there is none, deploy again.',
  };
}

function describeStartFailure(error: unknown, requestType: string, action: Action): FailureMessage {
  if (error instanceof InvalidProperties) {
    return invalidProperties(error.violations, action);
  }
  if (error instanceof DisposalError) {
    return error.failure;
  }
  const isDeletion = requestType === 'Delete';
  const { entries } = unexpected(error);
  return {
    what: `Nothing was ${isDeletion ? 'restored' : DONE[action]}: the workflow could not be started`,
    entries,
    next: `Resolve that and ${isDeletion ? 'delete' : 'deploy'} again.`,
  };
}
