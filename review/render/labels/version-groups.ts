import type { PlannedDeclaration, PlannedVersion } from '../../plan/plan-model';
import { packageText } from './package-text';
import { versionText } from './plan-labels';
import { bytesText, counted, dayText, oneLine } from '../../text/sanitize';

/** A planned version and the declaration that names it. */
export interface VersionRow {
  readonly declaration: PlannedDeclaration;
  readonly version: PlannedVersion;
}

/** Versions of one package, or of all packages of one namespace, as one row shows them. */
export interface VersionGroup {
  /** The package, or the namespace with its number of packages. */
  readonly name: string;
  readonly rows: readonly VersionRow[];
}

/** A namespace of one repository, with its packages. */
export interface NamespaceGroup extends VersionGroup {
  readonly packages: readonly VersionGroup[];
}

/** Different remarks that the row of a group shows, and characters of one of them. */
const MAX_REMARKS = 3;
const MAX_REMARK = 120;

/** Groups versions by package, and packages by namespace, each in the order of its first version. */
export function groupVersions(rows: readonly VersionRow[]): NamespaceGroup[] {
  return [...groupBy(rows, namespaceKey)].map(([, ofNamespace]) => {
    const packages = [...groupBy(ofNamespace, toGroupKey)].map(([, ofPackage]): VersionGroup => ({
      name: packageText(ofPackage[0]!.declaration),
      rows: ofPackage,
    }));
    const name = `${counted(packages.length, 'package')}: ${namespaceText(ofNamespace[0]!.declaration)}`;
    return { name, rows: ofNamespace, packages };
  });
}

/** Rows of one table at most: all namespaces, each followed by its packages. */
export function groupCount(groups: readonly NamespaceGroup[]): number {
  return groups.reduce((sum, { packages }) => sum + 1 + (packages.length > 1 ? packages.length : 0), 0);
}

/** The rows to show, and the versions that none of them counts. */
export interface ShownGroups {
  readonly groups: readonly VersionGroup[];
  readonly packagesLeftOut: number;
  readonly versionsLeftOut: number;
}

/**
 * Shows as many groups as `count` rows hold. A namespace counts all of its versions, so namespaces come before the
 * packages of any of them: the more rows there are, the more namespaces show their packages too.
 */
export function showGroups(groups: readonly NamespaceGroup[], count: number): ShownGroups {
  const firstGroups = groups.slice(0, count);
  let left = count - firstGroups.length;
  const rows = firstGroups.flatMap((namespace) => {
    const [first, ...others] = namespace.packages;
    if (first !== undefined && others.length === 0) {
      return [first];
    }
    const packages = namespace.packages.slice(0, left);
    left -= packages.length;
    return [namespace, ...packages];
  });
  const rest = groups.slice(count);
  return {
    groups: rows,
    packagesLeftOut: rest.reduce((sum, { packages }) => sum + packages.length, 0),
    versionsLeftOut: rest.reduce((sum, { rows: versions }) => sum + versions.length, 0),
  };
}

/** The packages of all namespaces, in the order of their first versions. */
export function orderPackages(groups: readonly NamespaceGroup[], rows: readonly VersionRow[]): VersionGroup[] {
  const indexes = new Map(rows.map((row, index) => [row, index]));
  const firstIndex = ({ rows: [first] }: VersionGroup) => (first && indexes.get(first)) ?? 0;
  return groups.flatMap(({ packages }) => packages).sort((a, b) => firstIndex(a) - firstIndex(b));
}

/** `1.0.0 … 2.3.1`, by the numbers in them. */
export function rangeText({ rows }: VersionGroup): string {
  const names = rows.map(({ version }) => versionText(version));
  return spanText(names.reduce(minimum), names.reduce(maximum));
}

/** The days of the first and the last publication. */
export function publishedRangeText({ rows }: VersionGroup): string {
  const times = rows.flatMap(({ version: { publishedTime } }) => (publishedTime === undefined ? [] : [publishedTime]));
  const [first, ...others] = times;
  if (first === undefined) {
    return '';
  }
  const earliest = others.reduce((a, b) => (a < b ? a : b), first);
  const latest = others.reduce((a, b) => (a > b ? a : b), first);
  return spanText(dayText(earliest), dayText(latest));
}

/** The known bytes of all assets. */
export function totalSizeText({ rows }: VersionGroup): string {
  const sizes = rows.flatMap(({ version: { sizeBytes } }) => (sizeBytes === undefined ? [] : [sizeBytes]));
  if (sizes.length === 0) {
    return '';
  }
  const total = bytesText(sizes.reduce((sum, size) => sum + size, 0));
  const unknown = rows.length - sizes.length;
  return `≤ ${total}${unknown === 0 ? '' : ` and ${unknown.toLocaleString('en-US')} unknown`}`;
}

/** `all`, `none`, or how many are pinned. */
export function pinnedText({ rows }: VersionGroup): string {
  return shareText(rows.filter(({ version: { pin } }) => pin !== 'none').length, rows.length);
}

/** `all`, `none`, or how many are of a declaration that expects a status. */
export function guardedText({ rows }: VersionGroup): string {
  return shareText(rows.filter(({ declaration }) => declaration.expectedStatus !== undefined).length, rows.length);
}

/**
 * The commonest remarks, each with the number of its versions.
 *
 * @param remarksOf the remarks on one version
 */
export function groupRemarks({ rows }: VersionGroup, remarksOf: (version: PlannedVersion) => string[]): string[] {
  const counts = new Map<string, number>();
  for (const { version } of rows) {
    for (const remark of remarksOf(version)) {
      counts.set(remark, (counts.get(remark) ?? 0) + 1);
    }
  }
  const ordered = [...counts].sort(([, a], [, b]) => b - a);
  const rest = ordered.length - MAX_REMARKS;
  return [
    ...ordered
      .slice(0, MAX_REMARKS)
      .map(([remark, count]) => `${oneLine(remark, MAX_REMARK)} (${count.toLocaleString('en-US')})`),
    ...(rest > 0 ? [`and ${counted(rest, 'other remark')}`] : []),
  ];
}

/** The construct that declares the versions, or the number of constructs. */
export function declaredInText({ rows }: VersionGroup): string {
  const [first = '', ...others] = new Set(rows.map(({ declaration }) => declaration.constructPath));
  return others.length === 0 ? oneLine(first) : `${oneLine(first)} and ${counted(others.length, 'other')}`;
}

function namespaceKey({ declaration: { region, location, package: pkg } }: VersionRow): string {
  return JSON.stringify([region, location, pkg.format, pkg.namespace]);
}

function toGroupKey({ declaration: { package: pkg, displayName } }: VersionRow): string {
  return JSON.stringify([pkg.package, displayName]);
}

function namespaceText({ package: pkg, location, region }: PlannedDeclaration): string {
  const place = region === undefined ? location : `${location}, ${region}`;
  const { format = '(unknown format)', namespace } = pkg;
  return oneLine(`${format} ${namespace === undefined ? 'without a namespace' : `namespace ${namespace}`} in ${place}`);
}

function shareText(part: number, whole: number): string {
  return part === whole
    ? 'all'
    : part === 0
      ? 'none'
      : `${part.toLocaleString('en-US')} of ${whole.toLocaleString('en-US')}`;
}

function spanText(first: string, last: string): string {
  return first === last ? first : `${first} … ${last}`;
}

const NUMERIC = new Intl.Collator('en', { numeric: true });
const minimum = (a: string, b: string) => (NUMERIC.compare(a, b) <= 0 ? a : b);
const maximum = (a: string, b: string) => (NUMERIC.compare(a, b) >= 0 ? a : b);

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) {
      group.push(item);
    } else {
      groups.set(key, [item]);
    }
  }
  return groups;
}
