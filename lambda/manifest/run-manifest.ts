import { type Caller } from '../../codeartifact/describe-service-error';
import { describeRepository, type Manifest, parseManifest, writeManifest } from '../../declaration/manifest';
import { findRegionFailure } from '../event/failure';
import type { Log } from '../event/log';
import type { Configuration } from './configuration';
import type { ExecutionState } from './execution-state';
import type { Services } from './services';
import { loadCopy, loadManifest, ManifestUnavailable } from './stored-manifest';

interface ManifestContext {
  readonly caller: Caller;
  readonly isDeletion: boolean;
  readonly log: Log;
  /** The present binding of the function. */
  readonly environment: Configuration;
}

/**
 * The manifest of the deployment.
 *
 * @returns undefined if no manifest may be deployed; the state then says why
 */
export async function findManifest(
  { store, configuration }: Pick<Services, 'store' | 'configuration'>,
  state: ExecutionState,
  { caller, isDeletion, log, environment }: ManifestContext,
): Promise<Manifest | undefined> {
  const { properties } = configuration;
  const { action } = properties;
  const wrongRegion = findRegionFailure(describeRepository(properties), properties, { ...caller, action });
  if (wrongRegion !== undefined) {
    state.stop(wrongRegion);
    return undefined;
  }
  if (isDeletion) {
    return parseManifest(writeManifest([]));
  }
  if (state.environmentHash !== environment.hash) {
    const { manifestHash } = environment.properties;
    const change =
      state.requiresCopies && environment.coldCopies === undefined
        ? 'no place for cold copies'
        : manifestHash === properties.manifestHash
          ? 'another configuration'
          : `the manifest ${manifestHash}`;
    state.overrule('stopped', [`another deployment gave the function ${change} meanwhile`], 'Deploy again.');
    // Only to write down the outcomes of this deployment: nothing is changed any more.
    return state.mayHaveChanged ? loadCopy(store, configuration) : undefined;
  }
  try {
    return await loadManifest(store, configuration, log);
  } catch (error) {
    if (!(error instanceof ManifestUnavailable)) {
      throw error;
    }
    state.overrule('stopped', [error.message], error.next);
    return undefined;
  }
}
