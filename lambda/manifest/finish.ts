import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { DONE } from '../../declaration/declaration';
import { MANIFEST_ATTRIBUTES } from '../../declaration/manifest';
import { deliver, failureAnswer, successAnswer } from '../event/response';
import type { Log } from '../event/log';
import type { Configuration } from './configuration';
import { reportNotAttempted } from './change-packages';
import type { Execution } from './execution';
import type { ExecutionState } from './execution-state';
import { describeFailure } from './failures';
import { OUTCOMES, OUTCOMES_OF } from './outcomes';
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
export async function completeRecord(execution: Execution): Promise<void> {
  const { configuration, isDeletion, manifest, record, report, state } = execution;
  const { action = 'dispose' } = configuration.properties;
  if (state.failure?.kind === 'out of time' && state.outcomes.count(OUTCOMES.toChange) > 0) {
    await reportNotAttempted(execution, state.position);
  }
  // What is archived was recorded before the first call.
  if (action === 'dispose') {
    await record.add(manifest, state.outcomes);
  }
  await report.writeSummary({
    manifestHash: state.manifestHash,
    startedAt: new Date(state.startedAt).toISOString(),
    endedAt: new Date().toISOString(),
    result: state.failure?.kind ?? (isDeletion ? 'deleted' : DONE[action]),
    versions: state.outcomes.counts(),
  });
}

/** Answers CloudFormation. Doing so twice is harmless: it reads the first answer only. */
export async function answer({ event, configuration, state, report, log, context }: Finish): Promise<void> {
  const { failure, outcomes } = state;
  // Without a restoreTo there is nothing that the operator could miss, and a deletion must succeed.
  const isDeletion = event.RequestType === 'Delete';
  const isExcused = isDeletion && configuration.properties.restoreTo === undefined;
  if (failure === undefined || isExcused) {
    log.info('answering', { status: 'SUCCESS', versions: outcomes.counts(), failure: failure?.kind });
    await deliver(event.ResponseURL, successAnswer(event, dataOf({ event, configuration, state, report })));
  } else {
    const message = describeFailure(configuration, { outcomes, failure, isDeletion }, report.location);
    log.error('answering', { status: 'FAILED', what: message.what, next: message.next, versions: outcomes.counts() });
    await deliver(event.ResponseURL, failureAnswer(event, message, logOf(context)));
  }
  state.phase = 'answered';
  await state.save();
}

function dataOf({ event, configuration, state, report }: Pick<Finish, 'event' | 'configuration' | 'state' | 'report'>) {
  const { action = 'dispose' } = configuration.properties;
  const { before, changed } = OUTCOMES_OF[action];
  const count = String(state.outcomes.count(before, changed));
  if (event.RequestType === 'Delete') {
    return {};
  }
  return {
    ...(action === 'dispose'
      ? { [MANIFEST_ATTRIBUTES.disposedCount]: count }
      : {
          [MANIFEST_ATTRIBUTES.archivedCount]: count,
          [MANIFEST_ATTRIBUTES.archivedAt]: state.allArchivedAt?.toISOString() ?? '',
        }),
    [MANIFEST_ATTRIBUTES.reportLocation]: report.location,
  };
}

export function logOf({ logGroupName, logStreamName }: Context): string {
  return `${logGroupName} ${logStreamName}`;
}
