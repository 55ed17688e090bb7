import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { MANIFEST_ATTRIBUTES } from '../../declaration/manifest';
import { deliver, failureAnswer, successAnswer } from '../response';
import type { Log } from '../log';
import type { Configuration } from './configuration';
import type { DisposalRecord } from './disposal-record';
import { reportNotAttempted } from './dispose-packages';
import type { Execution } from './execution';
import type { ExecutionState } from './execution-state';
import { describeFailure } from './failures';
import { OUTCOMES } from './outcomes';
import type { Report } from './report';

/** What the end of a deployment needs. */
export interface Finish {
  readonly event: CloudFormationCustomResourceEvent;
  readonly configuration: Configuration;
  readonly state: ExecutionState;
  readonly report: Report;
  readonly log: Log;
  readonly context: Context;
}

/** Writes what was disposed into the record, and completes the report. */
export async function completeRecord(
  execution: Execution,
  { record, report, state }: { record: DisposalRecord; report: Report; state: ExecutionState },
): Promise<void> {
  if (state.failure?.kind === 'out of time' && state.outcomes.count(OUTCOMES.toDispose) > 0) {
    await reportNotAttempted(execution, state.position);
  }
  await record.add(execution.manifest, state.outcomes);
  await report.writeSummary({
    manifestHash: state.manifestHash,
    startedAt: new Date(state.startedAt).toISOString(),
    endedAt: new Date().toISOString(),
    result: state.failure?.kind ?? 'disposed',
    versions: state.outcomes.counts(),
  });
}

/** Answers CloudFormation. Doing so twice is harmless: it reads the first answer only. */
export async function answer({ event, configuration, state, report, log, context }: Finish): Promise<void> {
  const { failure, outcomes } = state;
  if (failure === undefined) {
    const disposed = outcomes.count(OUTCOMES.disposed, OUTCOMES.alreadyDisposed);
    const data = {
      [MANIFEST_ATTRIBUTES.disposedCount]: String(disposed),
      [MANIFEST_ATTRIBUTES.reportLocation]: report.location,
    };
    log.info('answering', { status: 'SUCCESS', versions: outcomes.counts() });
    await deliver(event.ResponseURL, successAnswer(event, data));
  } else {
    const message = describeFailure(configuration, { outcomes, failure }, report.location);
    log.error('answering', { status: 'FAILED', what: message.what, next: message.next, versions: outcomes.counts() });
    await deliver(event.ResponseURL, failureAnswer(event, message, logOf(context)));
  }
  state.phase = 'answered';
  await state.save();
}

export function logOf({ logGroupName, logStreamName }: Context): string {
  return `${logGroupName} ${logStreamName}`;
}
