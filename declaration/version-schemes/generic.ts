import type { VersionScheme } from './version-scheme';

/** Generic packages have free version texts: no order, no pre-releases and no ranges. */
export const genericVersions: VersionScheme = {
  name: 'generic',
  parse: () => undefined,
  compare: () => 0,
  parseRange: () => undefined,
  series: () => [],
};
