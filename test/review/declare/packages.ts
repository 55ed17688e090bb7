import type { Format } from '../../../declaration/package-format';
import { select } from '../../../review/declare/select';
import { describeReasons } from '../../../review/render/render-selection';
import type { Selection } from '../../../review/declare/selection';
import type { PackageVersion, PackageVersions, SelectionRules } from '../../../review/declare/selection-rules';

export const NO_RULES: SelectionRules = {
  match: [],
  status: [],
  origin: [],
  prerelease: false,
  snapshotBuilds: false,
  latestBy: 'published',
  except: [],
};

/** A version that is published, unless its text ends with another status: `1.0.0 Archived`. */
function packageVersion(text: string): PackageVersion {
  const [version, status = 'Published'] = text.split(' ') as [string, string?];
  return { version, status, revision: `r-${version}`, origin: 'INTERNAL' };
}

/** A package of these versions, the oldest first. */
export function packageOf(format: Format, versions: readonly string[], others: Partial<PackageVersions> = {}) {
  return { format, versions: versions.map(packageVersion).reverse(), ...others } satisfies PackageVersions;
}

export function selectFrom(pkg: PackageVersions, rules: Partial<SelectionRules>): Selection {
  return select(pkg, { ...NO_RULES, ...rules });
}

/** The names of the versions that are selected. */
export function selected(pkg: PackageVersions, rules: Partial<SelectionRules>): string[] {
  return selectFrom(pkg, rules).versions.map(({ version }) => version);
}

/** Why a version was decided on as it was. */
export function ruleFor(version: string, { decisions }: Selection): string | undefined {
  const decision = decisions.find((each) => each.version === version);
  return decision && describeReasons(decision);
}
