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

/** Milliseconds until a run notices that its event is over: its next look, and what it does until then. */
const STOP_MILLISECONDS = 5_000;

/**
 * Waits until no run works on an execution whose event is over, or a run would have noticed that: one that was killed never
 * says that it has stopped.
 *
 * @param load reads the state again
 * @returns the last state
 */
export async function waitForRun(state: ExecutionState, load: () => Promise<ExecutionState>): Promise<ExecutionState> {
  let current = state;
  for (let waited = 0; waited < STOP_MILLISECONDS && !current.isAtRest; waited += PAUSE) {
    await sleep(PAUSE);
    current = await load();
  }
  return current;
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
 * time of its run ends in any case. If CloudFormation waits no longer, the state says so.
 *
 * @returns false if the time of the run is up before
 */
export async function waitForEarlier(waiting: EarlierExecutions): Promise<boolean> {
  const { store, configuration, state, watch, deadline } = waiting;
  while (state.earlier.length > 0 && !watch.isSuperseded) {
    if (Date.now() >= state.end) {
      state.isTimeUp = true;
      state.fail('out of time', ['the execution of an earlier event has not stopped'], 'Deploy again.');
      return true;
    }
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
