import { DONE } from '../../declaration/declaration';
import { describeDone, type FailureMessage } from '../event/failure';
import { countCodes } from '../event/reasons';
import type { Configuration } from './configuration';
import type { ExecutionFailure } from './ending';
import type { ExecutionState } from './execution-state';
import { OUTCOMES, OUTCOMES_OF } from './outcomes';

/** The effect of a deployment that resumes this one. */
const describeRest = (doneText: string) => `what is ${doneText} already is left as it is, and the rest follows.`;

/** A deployment that did not do all, or a deletion that did not restore all. */
interface FailedExecution {
  readonly state: Pick<
    ExecutionState,
    'outcomes' | 'mayHaveChanged' | 'unconfirmed' | 'isTimeUp' | 'throttled' | 'waiting'
  >;
  readonly failure: ExecutionFailure;
  readonly isDeletion: boolean;
}

/** The message for the operator. */
export function describeFailure(
  { properties }: Configuration,
  { state, failure, isDeletion }: FailedExecution,
  reportLocation: string,
): FailureMessage {
  const { action = 'dispose', restoreTo } = properties;
  const { outcomes } = state;
  const doneText = DONE[action];
  const rest = describeRest(doneText);
  const repository = `${properties.domain}/${properties.repository}`;
  const all = `${properties.versionCount} versions of ${repository}`;
  const report = `Report, one line a version: ${reportLocation} (aws s3 cp --recursive ${reportLocation} report/)`;
  const { entries, count } = failure;
  const reasons = { entries, unlisted: count - entries.length };
  const unchecked = outcomes.count(OUTCOMES.unchecked);
  const started = hasStarted(properties, state);
  const progress = describeProgress(properties, state);
  switch (isDeletion ? 'not restored' : failure.kind) {
    case 'refused': {
      const codes = Object.keys(failure.codes).length > 1 ? ` (${countCodes(failure.codes)})` : '';
      const late = state.isTimeUp ? `, and the time was up before ${unchecked} were checked` : '';
      return {
        what: `Nothing was ${doneText}: ${failure.count} of ${all} are refused${codes}${late}`,
        ...reasons,
        next:
          state.waiting?.count === failure.count
            ? `Deploy again after ${state.waiting.until}. ${report}`
            : `Correct the manifest, or the repository, and deploy again. ${report}`,
      };
    }
    case 'not copied':
      return {
        what: `Nothing was ${doneText}: ${failure.count} of ${all} have no complete cold copy`,
        ...reasons,
        next: `Resolve that and deploy again: what is copied already is not read again. ${report}`,
      };
    case 'incomplete':
      return { what: progress, ...reasons, next: `Resolve that and deploy again: ${rest} ${report}` };
    case 'not restored':
      return {
        what: `Not all versions of ${repository} that are no longer declared were restored to ${restoreTo}`,
        ...reasons,
        next:
          failure.next ??
          `Resolve that and ${isDeletion ? 'delete' : 'deploy'} again: what is restored already is left as it is. ${report}`,
      };
    case 'out of time':
      return {
        what: started
          ? `The time that CloudFormation waits was up: ${progress}`
          : `Nothing was ${doneText}: the time that CloudFormation waits was up when ` +
            `${properties.versionCount - unchecked} of ${all} were checked`,
        ...reasons,
        entries: [...entries, ...(state.throttled > 0 ? [`CodeArtifact throttled ${state.throttled} calls`] : [])],
        next: [failure.next ?? adviseOnTime(properties, state, started), ...(started ? [report] : [])].join(' '),
      };
    case 'superseded':
      return {
        what: started ? `A newer event took the place of this one: ${progress}` : `Nothing was ${doneText}`,
        ...reasons,
        next: `Look at the newer event of the stack.${started ? ` ${report}` : ''}`,
      };
    case 'stopped':
      return {
        what: started ? `The deployment could not go on: ${progress}` : `Nothing was ${doneText}`,
        ...reasons,
        next: [failure.next ?? `Deploy again: ${rest}`, ...(started ? [report] : [])].join(' '),
      };
  }
}

/** True if calls may have been made that change versions, so that it cannot be said that nothing was done. */
function hasStarted({ action = 'dispose' }: Configuration['properties'], state: FailedExecution['state']): boolean {
  const { changed, unchanged } = OUTCOMES_OF[action];
  return state.mayHaveChanged || state.outcomes.count(changed, unchanged) > 0;
}

function describeProgress(properties: Configuration['properties'], state: FailedExecution['state']): string {
  const { action = 'dispose', versionCount, domain, repository } = properties;
  const { outcomes, unconfirmed } = state;
  const { before, changed, unchanged } = OUTCOMES_OF[action];
  const unknown =
    unconfirmed > 0 ? `; of ${unconfirmed} more it is not known, so list the repository to see their status` : '';
  const all = ` of ${versionCount} versions of ${domain}/${repository}`;
  return (
    `${describeDone(outcomes.count(before, changed), action, all)}, ` +
    `${outcomes.count(unchanged)} failed, ${outcomes.count(OUTCOMES.toChange) - unconfirmed} were not attempted${unknown}`
  );
}

/** The advice where the time was up: a lower rate where the service throttled, else a greater one. */
function adviseOnTime(
  { action = 'dispose' }: Configuration['properties'],
  { throttled, outcomes }: FailedExecution['state'],
  started: boolean,
): string {
  if (throttled > 0) {
    const rate = started ? 'maxWritesPerSecond' : 'maxListsPerSecond';
    return (
      `Others use the quota of the account, too: give the construct a lower ${rate}, or declare fewer packages, and ` +
      'deploy again.'
    );
  }
  return started || outcomes.count(OUTCOMES.unchecked) === 0
    ? `Deploy again: ${describeRest(DONE[action])}`
    : 'Give the construct a greater maxListsPerSecond, or declare fewer packages, and deploy again.';
}
