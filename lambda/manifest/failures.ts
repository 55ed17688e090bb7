import { DONE } from '../../declaration/declaration';
import type { FailureMessage } from '../event/failure';
import type { Configuration } from './configuration';
import type { ExecutionFailure, ExecutionState } from './execution-state';
import { OUTCOMES, OUTCOMES_OF } from './outcomes';

/** What follows a failure after which the next deployment resumes, without its first letter. */
const resume = (done: string) => `eploy again: what is ${done} already is left as it is, and the rest follows.`;

/** A deployment that did not do all, or a deletion that did not restore all. */
interface FailedExecution extends Pick<ExecutionState, 'outcomes'> {
  readonly failure: ExecutionFailure;
  readonly isDeletion: boolean;
}

/** What the operator is told of it. */
export function describeFailure(
  { properties }: Configuration,
  { outcomes, failure, isDeletion }: FailedExecution,
  reportLocation: string,
): FailureMessage {
  const { action = 'dispose', restoreTo } = properties;
  const { before, changed, unchanged } = OUTCOMES_OF[action];
  const done = DONE[action];
  const rest = resume(done);
  const repository = `${properties.domain}/${properties.repository}`;
  const all = `${properties.versionCount} versions of ${repository}`;
  const left = outcomes.count(OUTCOMES.toChange);
  const failed = outcomes.count(unchanged);
  const report = `Report, one line a version: ${reportLocation}`;
  const entries = paddedEntries(failure);
  const checked = properties.versionCount - outcomes.count(OUTCOMES.unchecked);
  const started = outcomes.count(changed, unchanged) > 0;
  const progress =
    `${outcomes.count(before, changed)} of ${all} are ${action === 'dispose' ? 'disposed for good' : done}, ` +
    `${failed} failed, ${left} were not attempted`;
  switch (isDeletion ? 'not restored' : failure.kind) {
    case 'refused':
      return {
        what: `Nothing was ${done}: ${failure.count} of ${all} are refused`,
        entries,
        next: `Correct the manifest, or the repository, and deploy again. ${report}`,
      };
    case 'not copied':
      return {
        what: `Nothing was ${done}: ${failure.count} of ${all} have no complete cold copy`,
        entries,
        next: `Resolve that and deploy again: what is copied already is not read again. ${report}`,
      };
    case 'incomplete':
      return { what: progress, entries, next: `Resolve that and d${rest} ${report}` };
    case 'not restored':
      return {
        what: `Not all versions of ${repository} that are no longer declared were restored to ${restoreTo}`,
        entries,
        next:
          failure.next ??
          `Resolve that and ${isDeletion ? 'delete' : 'deploy'} again: what is restored already is left as it is. ${report}`,
      };
    case 'out of time':
      return started
        ? { what: `The time that CloudFormation waits was up: ${progress}`, entries, next: `D${rest} ${report}` }
        : {
            what: `Nothing was ${done}: the time that CloudFormation waits was up when ${checked} of ${all} were checked`,
            entries,
            next:
              checked < properties.versionCount
                ? 'Give the construct a greater maxListsPerSecond, or declare fewer packages, and deploy again.'
                : `D${rest}`,
          };
    case 'stopped':
      return {
        what: started ? `The deployment could not go on: ${progress}` : `Nothing was ${done}`,
        entries,
        next: failure.next ?? `D${rest}`,
      };
  }
}

/** The reasons that the state keeps, and a place for each of the others, so that they are counted. */
function paddedEntries({ entries, count }: ExecutionFailure): string[] {
  return [...entries, ...Array.from({ length: count - entries.length }, () => 'see the report')];
}
