import type { FailureMessage } from '../failure';
import type { Configuration } from './configuration';
import type { ExecutionFailure, ExecutionState } from './execution-state';
import { OUTCOMES } from './outcomes';

const RESUME = 'eploy again: what is disposed already is left as it is, and the rest follows.';

/** What the operator is told of a deployment that did not dispose all. */
export function describeFailure(
  { properties }: Configuration,
  { outcomes, failure }: Pick<ExecutionState, 'outcomes'> & { readonly failure: ExecutionFailure },
  reportLocation: string,
): FailureMessage {
  const all = `${properties.versionCount} versions of ${properties.domain}/${properties.repository}`;
  const disposed = outcomes.count(OUTCOMES.disposed, OUTCOMES.alreadyDisposed);
  const left = outcomes.count(OUTCOMES.toDispose);
  const failed = outcomes.count(OUTCOMES.notDisposed);
  const report = `Report, one line a version: ${reportLocation}`;
  const entries = paddedEntries(failure);
  const checked = properties.versionCount - outcomes.count(OUTCOMES.unchecked);
  const started = outcomes.count(OUTCOMES.disposed, OUTCOMES.notDisposed) > 0;
  const progress = `${disposed} of ${all} are disposed for good, ${failed} failed, ${left} were not attempted`;
  switch (failure.kind) {
    case 'refused':
      return {
        what: `Nothing was disposed: ${failure.count} of ${all} are refused`,
        entries,
        next: `Correct the manifest, or the repository, and deploy again. ${report}`,
      };
    case 'incomplete':
      return { what: progress, entries, next: `Resolve that and d${RESUME} ${report}` };
    case 'out of time':
      return started
        ? { what: `The time that CloudFormation waits was up: ${progress}`, entries, next: `D${RESUME} ${report}` }
        : {
            what: `Nothing was disposed: the time that CloudFormation waits was up when ${checked} of ${all} were checked`,
            entries,
            next:
              checked < properties.versionCount
                ? 'Give the construct a greater maxListsPerSecond, or declare fewer packages, and deploy again.'
                : `D${RESUME}`,
          };
    case 'stopped':
      return {
        what: started ? `The deployment could not go on: ${progress}` : 'Nothing was disposed',
        entries,
        next: failure.next ?? `D${RESUME}`,
      };
  }
}

/** The reasons that the state keeps, and a place for each of the others, so that they are counted. */
function paddedEntries({ entries, count }: ExecutionFailure): string[] {
  return [...entries, ...Array.from({ length: count - entries.length }, () => 'see the report')];
}
