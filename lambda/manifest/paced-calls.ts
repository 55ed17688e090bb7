import { CLIENT_CONFIG } from '../../codeartifact/codeartifact';
import { OutOfTime } from '../../codeartifact/describe-service-error';
import { Pace, PacedHttpHandler } from '../../codeartifact/pace';
import type { Configuration } from './configuration';
import type { CurrentEventWatch } from './current-event-watch';
import type { ExecutionState } from './execution-state';

/** Paths of calls that change versions. */
const CHANGES = ['/v1/package/versions/dispose', '/v1/package/versions/update_status'];

/**
 * Sends the calls of a run at the pace of the configuration, and counts in the state how many are throttled. A call that
 * changes versions may wait for its turn, or for its repetition: it is not sent once the event is not current any more.
 */
export function paceCalls(
  { coldCopies, maxListsPerSecond, maxChangesPerSecond }: Configuration,
  state: Pick<ExecutionState, 'throttled'>,
  watch: Pick<CurrentEventWatch, 'isCurrent'>,
): PacedHttpHandler {
  const changes = new Pace(maxChangesPerSecond);
  const paces = {
    '/v1/package/versions': new Pace(maxListsPerSecond),
    ...Object.fromEntries(CHANGES.map((path) => [path, changes])),
    ...(coldCopies && {
      '/v1/package/version/assets': new Pace(maxListsPerSecond),
      '/v1/package/version/asset': new Pace(coldCopies.maxCopiesPerSecond),
    }),
  };
  return new PacedHttpHandler(paces, CLIENT_CONFIG.requestHandler, {
    onThrottled: () => (state.throttled += 1),
    checkTurn: (path) => {
      if (CHANGES.includes(path) && !watch.isCurrent) {
        throw new OutOfTime();
      }
    },
  });
}
