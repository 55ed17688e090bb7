import { ColdCopies } from '../../codeartifact/cold-copies';
import type { ObjectStore } from '../../codeartifact/object-store';
import type { PackageVersionContents } from '../../codeartifact/package-version-contents';
import type { CopyContext } from '../versions/copy-version';
import { Slots } from '../versions/slots';
import type { CopyConfiguration } from './copy-configuration';

/** The fewest and the most pieces of work at once. */
const SLOTS = { min: 8, max: 64 };

/** The copying of one run. */
export interface Copying {
  readonly configuration: CopyConfiguration;
  readonly context: CopyContext;
  /** Versions that are copied at once, of all packages together. */
  readonly versionSlots: Slots;
}

/** The services that copying uses. */
interface CopyServices extends Pick<CopyContext, 'caller'> {
  readonly contents: PackageVersionContents;
  readonly store: ObjectStore;
}

/** Prepares the copying of one run. A copy may take two seconds before the pace suffers. */
export function prepareCopying(configuration: CopyConfiguration, { contents, store, caller }: CopyServices): Copying {
  const { maxCopiesPerSecond, largeAssets, expirationDays } = configuration;
  const slots = Math.min(SLOTS.max, Math.max(SLOTS.min, Math.ceil(2 * maxCopiesPerSecond)));
  return {
    configuration,
    context: {
      ...{ contents, store, caller, largeAssets },
      copies: new ColdCopies(store, configuration, expirationDays !== undefined),
      assetSlots: new Slots(slots),
      assetsInProgress: new Map(),
    },
    // A version waits for its description and lists, too.
    versionSlots: new Slots(2 * slots),
  };
}
