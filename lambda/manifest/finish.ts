import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { DONE } from '../../declaration/declaration';
import { MANIFEST_ATTRIBUTES } from '../../declaration/manifest';
import type { Log } from '../event/log';
import { failureAnswer, successAnswer } from '../event/response';
import { hashProperties } from './binding';
import { reportNotAttempted } from './change-packages';
import type { Configuration } from './configuration';
import type { LastSuccess } from './current-event';
import { ERROR_NAMES } from './ending';
import type { Execution } from './execution';
import type { ExecutionState } from './execution-state';
import { describeFailure } from './failures';
import { OUTCOMES, OUTCOMES_OF } from './outcomes';
import type { Report } from './report';
import { unlessStopped } from './stop';

/** The inputs of the end of a deployment. */
export interface Finish {
  readonly event: CloudFormationCustomResourceEvent;
  readonly configuration: Configuration;
  readonly state: ExecutionState;
  readonly report: Report;
  readonly log: Log;
  readonly context: Context;
}

/**
 * Ends a deployment: completes its record and its report, and decides the answer to CloudFormation, which the state keeps.
 *
 * @param execution absent if there is no manifest, so that nothing can be reported
 * @param isWritten whether record and report are complete, or cannot be completed
 */
export async function conclude(finish: Finish, execution: Execution | undefined, isWritten = false): Promise<void> {
  const { event, configuration, state, report, log, context } = finish;
  if (!isWritten) {
    if (execution !== undefined) {
      await unlessStopped(state, () => completeRecord(execution));
      await reportRest(execution);
    }
    await writeSummary(finish);
  }
  const { failure, outcomes } = state;
  // Without a restoreTo there is nothing that the operator could miss, and a deletion must succeed.
  const isDeletion = event.RequestType === 'Delete';
  const isExcused = isDeletion && configuration.properties.restoreTo === undefined;
  if (failure === undefined || isExcused) {
    log.info('answering', { status: 'SUCCESS', versions: outcomes.counts(), failure: failure?.kind });
    state.ending = { answer: successAnswer(event, collectAttributes(finish)) };
  } else {
    const message = describeFailure(configuration, { state, failure, isDeletion }, report.location);
    // The reasons name versions, which stand in the report alone.
    log.error('failed', { what: message.what, next: message.next });
    log.info('answering', { status: 'FAILED', versions: outcomes.counts() });
    const counts = Object.entries(outcomes.counts()).map(([outcome, count]) => `${count} ${outcome}`);
    state.ending = {
      answer: failureAnswer(event, message, describeLog(context)),
      error: {
        name: ERROR_NAMES[failure.kind],
        cause: `${message.what}. Versions: ${counts.join(', ')}. Report: ${report.location}`,
      },
    };
  }
  state.phase = 'answer';
  state.lease = undefined;
}

/** Writes the record, the report and the summary as well as S3 takes them, one whatever becomes of the others. */
export async function completeReports(finish: Finish, execution: Execution | undefined): Promise<void> {
  const { state, log } = finish;
  const writes = [
    () => writeSummary(finish),
    ...(execution
      ? [
          () => completeRecord(execution),
          () => reportNotAttempted(execution, state.mayHaveChanged ? state.position : execution.manifest.packageCount),
        ]
      : []),
  ];
  for (const write of writes) {
    await write().catch((error: unknown) => {
      log.error('the record or the report is not complete', { error: String(error) });
    });
  }
}

/** Writes into the record what was disposed or archived. A version that no call has archived is not excused the next time. */
async function completeRecord(execution: Execution): Promise<void> {
  const { configuration, isDeletion, manifest, record, state, log } = execution;
  const changesNothing = isDeletion || ['refused', 'not copied'].includes(state.failure?.kind ?? '');
  if (configuration.properties.action === 'archive' && changesNothing) {
    return;
  }
  try {
    await record.add(manifest, state.outcomes, state.isNew);
  } catch (error) {
    // A deployment that had nothing to do, such as a rollback, needs no record.
    const { archived, disposed, notArchived, notDisposed, toChange } = OUTCOMES;
    if (state.outcomes.count(archived, disposed, notArchived, notDisposed, toChange) > 0) {
      throw error;
    }
    log.error('the record could not be written', { error: String(error) });
  }
}

/** Reports the versions that a deployment did not come to because it was cut short. */
async function reportRest(execution: Execution): Promise<void> {
  const { state } = execution;
  const isCut = ['out of time', 'superseded', 'stopped'].includes(state.failure?.kind ?? '');
  if (isCut && state.outcomes.count(OUTCOMES.toChange) > 0) {
    await reportNotAttempted(execution, state.mayHaveChanged ? state.position : 0);
  }
}

async function writeSummary({ configuration, event, report, state }: Finish): Promise<void> {
  const { action = 'dispose' } = configuration.properties;
  await report.writeSummary({
    manifestHash: state.declaration.manifestHash,
    startedAt: new Date(state.startedAt).toISOString(),
    endedAt: new Date().toISOString(),
    result: state.failure?.kind ?? (event.RequestType === 'Delete' ? 'deleted' : DONE[action]),
    versions: state.outcomes.counts(),
  });
}

/** The properties and the attributes of a deployment that succeeded. */
export function findLastSuccess({ declaration, ending }: ExecutionState): LastSuccess | undefined {
  if (ending === undefined || ending.error) {
    return undefined;
  }
  const { Data: data = {} } = JSON.parse(ending.answer) as { readonly Data?: Readonly<Record<string, string>> };
  return MANIFEST_ATTRIBUTES.reportLocation in data ? { propertiesHash: hashProperties(declaration), data } : undefined;
}

function collectAttributes({ event, configuration, state, report }: Finish): Readonly<Record<string, string>> {
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
          [MANIFEST_ATTRIBUTES.archivedAt]: findArchivedAt(state),
        }),
    [MANIFEST_ATTRIBUTES.reportLocation]: report.location,
  };
}

/** Empty while a version of the manifest is not archived because it was changed. */
function findArchivedAt({ allArchivedAt, outcomes }: ExecutionState): string {
  return outcomes.count(OUTCOMES.changedSince) > 0 ? '' : (allArchivedAt?.toISOString() ?? '');
}

export function describeLog({ logGroupName, logStreamName }: Context): string {
  return `${logGroupName} ${logStreamName}`;
}
