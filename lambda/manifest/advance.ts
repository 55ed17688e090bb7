import type { Manifest } from '../../declaration/manifest';
import type { Deadline } from '../event/deadline';
import { DisposalError } from '../event/failure';
import { changePackages } from './change-packages';
import { INTERVAL } from './current-event-watch';
import { checkPackages } from './check-packages';
import type { Execution } from './execution';
import type { ExecutionState } from './execution-state';
import { OUTCOMES } from './outcomes';
import { restorePackages } from './restore-packages';

/** Runs slices until the deployment or the time of the run is at its end, or a newer event has come. */
export async function advance(execution: Execution, runDeadline: Deadline): Promise<void> {
  const { configuration, copying, deadline, log, manifest, state, watch } = execution;
  // The first packages may have been sent by an earlier run that could not write so.
  let isResumed = state.phase === (configuration.properties.action ?? 'dispose');
  while (!isAtEnd(execution, state)) {
    await watch.confirm(INTERVAL);
    if (!deadline.allowsBatch()) {
      if (runDeadline.allowsBatch() && !watch.isSuperseded) {
        endForTime(execution);
      }
      return;
    }
    const isPhaseDone = state.position >= manifest.packageCount;
    if (state.phase === 'check' && isPhaseDone && copying && state.outcomes.count(OUTCOMES.toChange) > 0) {
      beginCopies(state);
    } else if ((state.phase === 'check' || state.phase === 'copy') && isPhaseDone) {
      await beginChanges(execution);
    } else if (state.phase === 'copy' && copying) {
      const { copyPackages } = await import('./copy');
      await copyPackages(execution, copying);
    } else if (state.phase === 'check') {
      await checkPackages(execution);
    } else if (state.phase === 'restore') {
      await restorePackages(execution);
    } else {
      await changePackages(execution, isResumed);
      isResumed = false;
      endChanges(execution);
    }
    await state.save();
    const { phase, position } = state;
    log.info('worked', {
      phase,
      packages: position,
      ofPackages: manifest.packageCount,
      versions: state.outcomes.counts(),
    });
  }
}

/** True if there is nothing left to do but to answer. Refusals are gathered until all packages are checked. */
export function isAtEnd(execution: Execution | undefined, state: ExecutionState): boolean {
  const { failure, outcomes, phase, position } = state;
  if (phase === 'answer' || state.isTimeUp || (failure !== undefined && !GATHERED.includes(failure.kind))) {
    return true;
  }
  if (execution === undefined) {
    return false;
  }
  const isChecked = !['check', 'copy'].includes(phase) || position >= execution.manifest.packageCount;
  const isDone =
    phase !== 'restore' &&
    execution.configuration.properties.action !== 'archive' &&
    !state.isUnreported &&
    outcomes.count(OUTCOMES.toChange) === 0;
  return isChecked && (failure !== undefined || isDone);
}

/** Failures that do not end a phase: the operator needs to know all of them. */
const GATHERED: readonly string[] = ['refused', 'not copied'];

/** Copies come before the deployment writes down its intention. */
function beginCopies(state: ExecutionState): void {
  if (state.unknownAge) {
    state.stop(state.unknownAge);
    return;
  }
  state.phase = 'copy';
  state.position = 0;
}

/** The number of packages a deployment had copied when its time was up. */
function describeCopied({ packageCount }: Manifest, { position }: ExecutionState): string {
  return (
    `the versions of ${position} of ${packageCount} packages are copied, and are not read again; a greater ` +
    'maxCopiesPerSecond copies more in the time'
  );
}

/** Ends the deployment because CloudFormation waits no longer, with all that it found. */
function endForTime({ configuration, manifest, state }: Execution) {
  state.isTimeUp = true;
  if (state.phase === 'restore' && configuration.properties.restoreTo === undefined) {
    // The versions are archived; others that left the manifest stay announced until the next deployment.
    return;
  }
  if (state.phase === 'restore') {
    state.fail('not restored', ['the time that CloudFormation waits was up']);
  } else if (state.failure === undefined) {
    state.fail('out of time', state.phase === 'copy' ? [describeCopied(manifest, state)] : []);
  }
}

/** A deployment that has something to do gets here; a rollback of a disposal, which has not, is answered before. */
async function beginChanges({ configuration, log, record, state }: Execution): Promise<void> {
  if (state.unknownAge && state.outcomes.count(OUTCOMES.toChange) > 0) {
    state.stop(state.unknownAge);
    return;
  }
  const { action = 'dispose' } = configuration.properties;
  // Before the first call: a deployment whose record cannot be read must do nothing.
  try {
    await record.check();
  } catch (error) {
    if (!(error instanceof DisposalError)) {
      throw error;
    }
    if (state.outcomes.count(OUTCOMES.toChange) > 0 || !state.isRepetition) {
      state.stop(error.failure);
    } else {
      log.error('the record is broken; the last deployment declared the same versions', { error: error.message });
    }
  }
  if (state.failure !== undefined) {
    return;
  }
  state.phase = action;
  state.position = 0;
}

/** A manifest that archives has work where nothing is archived, too: times, and versions that it does not name any more. */
function endChanges({ configuration, manifest, state }: Execution) {
  const { action } = configuration.properties;
  if (action === 'archive' && state.failure === undefined && state.position >= manifest.packageCount) {
    state.phase = 'restore';
    state.position = 0;
  }
}
