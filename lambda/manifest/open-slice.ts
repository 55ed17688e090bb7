import { listAgain, recordListed } from './change-packages';
import { type Execution, versionsWith } from './execution';
import { OUTCOMES } from './outcomes';
import { atOnce, endOfSlice, forEachPackage } from './packages-in-order';

/**
 * Lists the packages of the slice that an earlier run did not complete, so that the state knows of the versions that this
 * run may have sent. Nothing is changed.
 *
 * @returns how many versions are in packages that could not be listed
 */
export async function confirmOpenSlice(execution: Execution): Promise<number> {
  const { configuration, log, manifest, state } = execution;
  const { action = 'dispose' } = configuration.properties;
  if (state.phase !== action) {
    return 0;
  }
  const from = state.position;
  const to = endOfSlice(manifest, from);
  let unconfirmed = 0;
  await forEachPackage(
    { from, to, atOnce: atOnce(configuration.maxListsPerSecond), mayStart: () => true },
    async (n) => {
      const pkg = manifest.package(n);
      const pendingVersions = versionsWith(execution, pkg, OUTCOMES.toChange);
      // A failure of one list probably stops others too: the first few failures are enough.
      if (pendingVersions.length > 0 && unconfirmed === 0) {
        try {
          recordListed(execution, pkg, await listAgain(execution, pkg, pendingVersions));
          return true;
        } catch (error) {
          log.error('the versions that may have been sent could not be listed', { error: String(error) });
        }
      }
      unconfirmed += pendingVersions.length;
      return true;
    },
  );
  return unconfirmed;
}
