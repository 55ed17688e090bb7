import type { Context } from 'aws-lambda';
import type { ArchiveRecords } from '../../codeartifact/archive-records';
import { type Caller, functionCaller } from '../../codeartifact/describe-service-error';
import { CLIENT_CONFIG, type CodeArtifact } from '../../codeartifact/codeartifact';
import type { ObjectStore } from '../../codeartifact/object-store';
import type { PackageVersionContents } from '../../codeartifact/package-version-contents';
import { Pace, PacedHttpHandler } from '../../codeartifact/pace';
import { describeRepository, type Manifest } from '../../declaration/manifest';
import { Deadline } from '../event/deadline';
import { DisposalError, findRegionFailure } from '../event/failure';
import { Log } from '../event/log';
import { checkPackages } from './check-packages';
import type { Configuration } from './configuration';
import { DeploymentRecord } from './deployment-record';
import { changePackages } from './change-packages';
import { copyPackages } from './copy-packages';
import { prepareCopying } from './copying';
import { restorePackages } from './restore-packages';
import type { Execution } from './execution';
import { ExecutionState } from './execution-state';
import { answer, completeRecord } from './finish';
import { OUTCOMES } from './outcomes';
import { Report } from './report';
import { loadRequest } from './request';
import { loadManifest, ManifestUnavailable } from './stored-manifest';

/** The input of a run: the id of the deployment, under which the bucket has all the rest. */
export interface RunInput {
  readonly execution: string;
  /** Set if runs failed so often that the workflow gave up. */
  readonly error?: { readonly Error?: string };
}

/** The output of a run, which the history of the workflow shows: where the deployment stands, in numbers. */
export interface RunOutput {
  readonly execution: string;
  readonly next: 'continue' | 'done';
  readonly phase: string;
  readonly packages: number;
  readonly ofPackages: number;
}

/** What every run of the function is given. */
export interface Services {
  readonly store: ObjectStore;
  readonly records: ArchiveRecords;
  readonly configuration: Configuration;
  /** Makes the client of CodeArtifact that sends its requests through a handler. */
  readonly connect: (requestHandler: PacedHttpHandler) => CodeArtifact;
  /** Makes the client that reads the contents of versions in the same way. */
  readonly connectContents: (requestHandler: PacedHttpHandler) => PackageVersionContents;
}

/**
 * Takes a deployment as far as the time of the function allows, slice by slice, and writes its state after each. Any run
 * may be ended at any point: the next one continues from the last state.
 */
export async function run(input: RunInput, context: Context, services: Services): Promise<RunOutput> {
  const { store, configuration } = services;
  const id = input.execution;
  if (typeof id !== 'string' || !/^[0-9a-f]{32}$/.test(id)) {
    throw new Error('The input must name a deployment that CloudFormation began; got another. Nothing was done.');
  }
  const log = new Log({ execution: id, awsRequestId: context.awsRequestId });
  const state = await ExecutionState.load(store, configuration, id);
  const report = new Report(store, configuration, id);
  if (state.phase === 'answered') {
    return output(id, state, configuration);
  }
  if (input.error && state.phase !== 'answer') {
    const { Error: name = 'unknown' } = input.error;
    state.fail('stopped', [`runs of the function failed again and again, the last one with ${name}`]);
  }
  // Before anything else: what cannot be answered must not be done.
  const event = await loadRequest(store, configuration, id);
  const finish = { event, configuration, state, report, log, context };
  // What keeps failing may be the manifest.
  const caller = functionCaller(context.invokedFunctionArn);
  const record = new DeploymentRecord(store, configuration);
  const isDeletion = event.RequestType === 'Delete';
  const manifest = input.error ? undefined : await manifestOf(services, state, { caller, record, isDeletion });
  if (manifest === undefined) {
    await answer(finish);
    return output(id, state, configuration);
  }
  const runDeadline = new Deadline(() => context.getRemainingTimeInMillis());
  const deadline = new Deadline(() => Math.min(context.getRemainingTimeInMillis(), state.end - Date.now()));
  const handler = pacedHandler(configuration);
  const service = services.connect(handler);
  const { coldCopies } = configuration;
  const copying =
    coldCopies && prepareCopying(coldCopies, { contents: services.connectContents(handler), store, caller });
  const execution: Execution = {
    configuration,
    state,
    isDeletion,
    manifest,
    record,
    archiveRecords: services.records,
    report,
    service,
    copying,
    deadline,
    log,
    caller,
  };
  await advance(execution, runDeadline);
  if (isAtEnd(execution) && (runDeadline.allowsBatch() || state.phase === 'answer')) {
    state.phase = 'answer';
    await unlessStopped(state, () => completeRecord(execution));
    await answer(finish);
  }
  return output(id, state, configuration);
}

/** Runs slices until the deployment or the time of the run is at its end. */
async function advance(execution: Execution, runDeadline: Deadline): Promise<void> {
  const { configuration, copying, deadline, log, manifest, state } = execution;
  // What an earlier run may have sent without having written so is among the first packages.
  let isResumed = state.phase === (configuration.properties.action ?? 'dispose');
  while (!isAtEnd(execution)) {
    if (!deadline.allowsBatch()) {
      if (runDeadline.allowsBatch()) {
        if (state.phase === 'restore') {
          state.fail('not restored', ['the time that CloudFormation waits was up']);
        } else {
          state.fail('out of time', state.phase === 'copy' ? [describeCopied(execution)] : []);
        }
      }
      return;
    }
    const isPhaseDone = state.position === manifest.packageCount;
    if (state.phase === 'check' && isPhaseDone && copying && state.outcomes.count(OUTCOMES.toChange) > 0) {
      beginCopies(state);
    } else if ((state.phase === 'check' || state.phase === 'copy') && isPhaseDone) {
      await beginChanges(execution);
    } else if (state.phase === 'copy' && copying) {
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

/** Copies come before anything is written that says what the deployment is about to do. */
function beginCopies(state: ExecutionState): void {
  if (state.unknownAge) {
    state.stop(state.unknownAge);
    return;
  }
  state.phase = 'copy';
  state.position = 0;
}

/** What a deployment had copied when its time was up. */
function describeCopied({ manifest, state }: Execution): string {
  return (
    `the versions of ${state.position} of ${manifest.packageCount} packages are copied, and are not read again; a greater ` +
    'maxCopiesPerSecond copies more in the time'
  );
}

/** A deployment that has something to do gets here; a rollback of a disposal, which has not, is answered before. */
async function beginChanges({ configuration, manifest, record, state }: Execution): Promise<void> {
  if (state.unknownAge && state.outcomes.count(OUTCOMES.toChange) > 0) {
    state.stop(state.unknownAge);
    return;
  }
  const { action = 'dispose' } = configuration.properties;
  // Before the first call: whatever becomes of this deployment, what it archives can be restored, and what it disposes has
  // a record.
  await unlessStopped(state, () =>
    action === 'archive' ? record.add(manifest, state.outcomes, state.isNew) : record.check(),
  );
  if (state.failure !== undefined) {
    return;
  }
  state.phase = action;
  state.position = 0;
}

/** A manifest that archives has work where nothing is archived, too: times, and versions that it does not name any more. */
function endChanges({ configuration, manifest, state }: Execution) {
  const { action, restoreTo } = configuration.properties;
  if (action === 'archive' && state.failure === undefined && state.position === manifest.packageCount) {
    state.phase = restoreTo === undefined ? 'answer' : 'restore';
    state.position = 0;
  }
}

/** Whether there is nothing left to do but to answer. Refusals are gathered until all packages are checked. */
function isAtEnd({ configuration, manifest: { packageCount }, state }: Execution): boolean {
  const { failure, outcomes, phase, position } = state;
  if (phase === 'answer') {
    return true;
  }
  if (failure !== undefined && failure.kind !== 'refused' && failure.kind !== 'not copied') {
    return true;
  }
  const isChecked = (phase !== 'check' && phase !== 'copy') || position === packageCount;
  const isDone = configuration.properties.action !== 'archive' && outcomes.count(OUTCOMES.toChange) === 0;
  return isChecked && (failure !== undefined || isDone);
}

/** Does work that may find that the deployment cannot go on; the state then says why. */
async function unlessStopped<T>(state: ExecutionState, work: () => Promise<T>): Promise<T | undefined> {
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

/** Undefined if no manifest may be deployed; the state then says why. */
async function manifestOf(
  { store, configuration }: Services,
  state: ExecutionState,
  { caller, record, isDeletion }: { caller: Caller; record: DeploymentRecord; isDeletion: boolean },
): Promise<Manifest | undefined> {
  const { properties } = configuration;
  const { action } = properties;
  const wrongRegion = findRegionFailure(describeRepository(properties), properties, { ...caller, action });
  if (wrongRegion !== undefined) {
    state.stop(wrongRegion);
    return undefined;
  }
  if (isDeletion) {
    return unlessStopped(state, () => record.versions());
  }
  if (state.manifestHash !== properties.manifestHash) {
    state.fail(
      'stopped',
      [`another deployment gave the function the manifest ${properties.manifestHash} meanwhile`],
      'Deploy again.',
    );
    return undefined;
  }
  if (state.requiresCopies && configuration.coldCopies === undefined) {
    state.fail(
      'stopped',
      ['another deployment took the cold copies away from the function meanwhile'],
      'Deploy again.',
    );
    return undefined;
  }
  try {
    return await loadManifest(store, configuration);
  } catch (error) {
    if (!(error instanceof ManifestUnavailable)) {
      throw error;
    }
    state.fail('stopped', [error.message], error.next);
    return undefined;
  }
}

function pacedHandler({ coldCopies, maxListsPerSecond, maxChangesPerSecond }: Configuration): PacedHttpHandler {
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
  return new PacedHttpHandler(paces, CLIENT_CONFIG.requestHandler);
}

function output(id: string, state: ExecutionState, { properties }: Configuration): RunOutput {
  const { phase, position } = state;
  const next = phase === 'answered' ? 'done' : 'continue';
  return { execution: id, next, phase, packages: position, ofPackages: properties.packageCount };
}
