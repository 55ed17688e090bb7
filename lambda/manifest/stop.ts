import { DisposalError } from '../event/failure';
import type { ExecutionState } from './execution-state';

/** Does work that may find that the deployment cannot continue; the state then says why. */
export async function unlessStopped<T>(state: ExecutionState, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DisposalError)) {
      throw error;
    }
    state.stop(error.failure);
    return undefined;
  }
}
