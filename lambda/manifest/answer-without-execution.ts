import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { isChangedObject } from '../../codeartifact/object-store';
import type { FailureMessage } from '../event/failure';
import type { Log } from '../event/log';
import { deliver } from '../event/response';
import { CurrentEvent } from './current-event';
import { ExecutionState } from './execution-state';
import type { Services } from './services';
import type { Workflow } from './workflow';

/** The answer to an event whose workflow was not started, or not certainly. */
interface UnstartedAnswer {
  readonly event: CloudFormationCustomResourceEvent;
  readonly id: string;
  /** The body of the answer. */
  readonly answer: string;
  readonly failure: FailureMessage;
  /** True if the answer is a success all the same. */
  readonly isExcused: boolean;
}

type AnsweringServices = Services & { readonly workflow: Workflow; readonly log: Log };

const MAX_ATTEMPTS = 10;

/**
 * Answers an event whose workflow was not started. First it writes down that the deployment is over, so that no other
 * delivery of the event and no run of a workflow whose start was lost does anything afterwards.
 *
 * @throws if the answer cannot be delivered; Lambda then runs the event again, which repeats it
 */
export async function answerWithoutExecution(unstarted: UnstartedAnswer, services: AnsweringServices): Promise<void> {
  const { event, id } = unstarted;
  const { log } = services;
  let state: ExecutionState | 'running';
  try {
    state = await writeEnding(unstarted, services);
  } catch (error) {
    await answerUnwritten(unstarted, services, error);
    return;
  }
  if (state === 'running') {
    log.info('left to the workflow, which runs');
    return;
  }
  const { answer } = state.ending!;
  log.info('answering', { status: (JSON.parse(answer) as { Status: string }).Status });
  await new CurrentEvent(services.store, services.configuration).end(id).catch(() => undefined);
  await deliver(event.ResponseURL, answer);
}

/** @returns the state with its ending, which may be an earlier one */
async function writeEnding(
  { id, answer, failure, isExcused }: UnstartedAnswer,
  { store, configuration }: AnsweringServices,
): Promise<ExecutionState | 'running'> {
  const ending = { answer, ...(!isExcused && { error: { name: 'NotStarted', cause: failure.what } }) };
  for (let attempt = 1; ; attempt++) {
    const state = await ExecutionState.find(store, configuration, id);
    if (state === undefined && attempt < MAX_ATTEMPTS) {
      await ExecutionState.create(store, configuration, { id, phase: 'answer', ending });
      continue;
    }
    if (state === undefined) {
      throw new Error('The state of the deployment could not be written.');
    }
    if (state.ending !== undefined) {
      return state;
    }
    if (state.runs > 0) {
      return 'running';
    }
    state.phase = 'answer';
    state.ending = ending;
    try {
      await state.save();
      return state;
    } catch (error) {
      if (!isChangedObject(error) || attempt === MAX_ATTEMPTS) {
        throw error;
      }
    }
  }
}

/**
 * Answers where S3 does not keep the end of the deployment. The name of the execution is taken instead, so that no other
 * delivery can start it; and the event is not run again, whatever becomes of the answer.
 */
async function answerUnwritten(
  { event, id, answer }: UnstartedAnswer,
  { workflow, log }: AnsweringServices,
  error: unknown,
): Promise<void> {
  log.error('the end of the deployment could not be written', { error: String(error) });
  const { stateMachineArn } = Object(event.ResourceProperties) as { readonly stateMachineArn?: unknown };
  try {
    if (typeof stateMachineArn === 'string' && !(await workflow.block(stateMachineArn, `disposal-${id}`, id))) {
      log.info('left to the workflow, which was started');
      return;
    }
  } catch (problem) {
    log.error('the name of the execution could not be taken', { error: String(problem) });
  }
  await deliver(event.ResponseURL, answer).catch((problem: unknown) => {
    log.error('the answer was not delivered', { error: String(problem) });
  });
}
