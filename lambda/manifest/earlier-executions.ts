import { setTimeout as sleep } from 'node:timers/promises';
import type { ObjectStore } from '../../codeartifact/object-store';
import type { Deadline } from '../event/deadline';
import type { Configuration } from './configuration';
import type { CurrentEventWatch } from './current-event-watch';
import { ExecutionState } from './execution-state';

/**
 * Finds the executions of earlier events that may still change versions, and those that they wait for in turn. One that is
 * at rest looks at the current event before it does anything, and so does nothing.
 *
 * @returns their ids
 */
export async function findRunning(
  store: ObjectStore,
  configuration: Pick<Configuration, 'recordBucket' | 'recordPrefix'>,
  ids: readonly string[],
): Promise<readonly string[]> {
  const running: string[] = [];
  const left = [...ids];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    const state = await ExecutionState.find(store, configuration, id);
    if (state !== undefined && !state.isAtRest) {
      running.push(id);
    }
    left.push(...(state?.ending === undefined ? (state?.earlier ?? []) : []));
  }
  return running;
}

/** Milliseconds between two looks at the executions that are waited for. */
const PAUSE = 1_000;

interface EarlierExecutions {
  readonly store: ObjectStore;
  readonly configuration: Pick<Configuration, 'recordBucket' | 'recordPrefix'>;
  readonly state: ExecutionState;
  readonly watch: CurrentEventWatch;
  /** Until when the run may wait. */
  readonly deadline: Deadline;
}

/**
 * Waits until the executions of earlier events have stopped: each notices within seconds that it is not current, and the
 * time of its run ends in any case.
 *
 * @returns false if the time of the run is up before
 */
export async function waitForEarlier(waiting: EarlierExecutions): Promise<boolean> {
  const { store, configuration, state, watch, deadline } = waiting;
  while (state.earlier.length > 0 && !watch.isSuperseded) {
    state.earlier = await findRunning(store, configuration, state.earlier);
    if (state.earlier.length > 0) {
      if (!deadline.allowsBatch(PAUSE)) {
        return false;
      }
      await sleep(PAUSE);
    }
  }
  return true;
}
