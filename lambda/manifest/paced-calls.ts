import { CLIENT_CONFIG } from '../../codeartifact/codeartifact';
import { Pace, PacedHttpHandler } from '../../codeartifact/pace';
import type { Configuration } from './configuration';
import type { ExecutionState } from './execution-state';

/** Sends the calls of a run at the pace of the configuration, and counts in the state how many are throttled. */
export function paceCalls(
  { coldCopies, maxListsPerSecond, maxChangesPerSecond }: Configuration,
  state: Pick<ExecutionState, 'throttled'>,
): PacedHttpHandler {
  const changes = new Pace(maxChangesPerSecond);
  const paces = {
    '/v1/package/versions': new Pace(maxListsPerSecond),
    '/v1/package/versions/dispose': changes,
    '/v1/package/versions/update_status': changes,
    ...(coldCopies && {
      '/v1/package/version/assets': new Pace(maxListsPerSecond),
      '/v1/package/version/asset': new Pace(coldCopies.maxCopiesPerSecond),
    }),
  };
  return new PacedHttpHandler(paces, CLIENT_CONFIG.requestHandler, () => (state.throttled += 1));
}
