import { createHmac, randomBytes } from 'node:crypto';
import type { PackageVersionStatus, PackageVersionSummary } from '@aws-sdk/client-codeartifact';
import { validationException } from './exceptions';
import type { PackageVersion } from './package-version';
import type { Package, VersionKey } from './repository';
import type { Variants } from './variants';

/** The size of a page when max-results is not given (API reference). */
const defaultPageSize = 50;

/** One page of a list, and the token of the next one. */
export interface Page<T> {
  readonly items: T[];
  readonly nextToken?: string;
}

interface Cursor<Key> {
  /** The page begins after the item of this key; absent for the first page. */
  readonly after?: Key;
  /** True if the page with this token can have items, if every other page is empty. */
  readonly filled?: boolean;
}

/** A list in order; keys must survive JSON. */
interface List<Key, Item> {
  /** Identifies the list, filters included. A token is valid for this list only. */
  readonly identity: readonly unknown[];
  /** The keys of all items, in order. */
  readonly keys: readonly Key[];
  readonly compare: (left: Key, right: Key) => number;
  /** The item of a key; undefined if the list does not have it. */
  readonly select: (key: Key) => Item | undefined;
}

/** Divides lists into pages. A token is valid for the list it was made for, and for the service that made it. */
export class Pagination {
  private readonly secret = randomBytes(16);

  page<Key, Item>(
    list: List<Key, Item>,
    request: { readonly maxResults?: number; readonly nextToken?: string },
    pages: Variants['pages'],
  ): Page<Item> {
    const cursor: Cursor<Key> = request.nextToken === undefined ? {} : this.read(list.identity, request.nextToken);
    if (pages === 'empty' && !cursor.filled) {
      return { items: [], nextToken: this.write(list.identity, { ...cursor, filled: true }) };
    }
    const maxResults = request.maxResults ?? defaultPageSize;
    const size = pages === 'short' ? Math.max(1, Math.floor(maxResults / 2)) : maxResults;
    const items: Item[] = [];
    let last: Key | undefined;
    for (let index = firstAfter(list, cursor.after); index < list.keys.length; index += 1) {
      const key = list.keys[index]!;
      const item = list.select(key);
      if (item === undefined) {
        continue;
      }
      if (items.length === size) {
        return { items, nextToken: this.write(list.identity, { after: last }) };
      }
      items.push(item);
      last = key;
    }
    return { items };
  }

  private write(identity: readonly unknown[], cursor: Cursor<unknown>): string {
    const text = JSON.stringify(cursor);
    return Buffer.from(`${this.sign(identity, text)}${text}`).toString('base64url');
  }

  private read<Key>(identity: readonly unknown[], token: string): Cursor<Key> {
    const decoded = Buffer.from(token, 'base64url').toString();
    const text = decoded.slice(16);
    if (decoded.slice(0, 16) !== this.sign(identity, text)) {
      throw validationException('nextToken must be the one that the previous page of the same request returned');
    }
    return JSON.parse(text) as Cursor<Key>;
  }

  private sign(identity: readonly unknown[], text: string): string {
    return createHmac('sha256', this.secret)
      .update(JSON.stringify([identity, text]))
      .digest('base64url')
      .slice(0, 16);
  }
}

/** Searches by bisection, since the last item of the previous page can be gone by then. */
function firstAfter<Key>({ keys, compare }: List<Key, unknown>, after: Key | undefined): number {
  if (after === undefined) {
    return 0;
  }
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(keys[middle]!, after) <= 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** Order of strings by UTF-16 code units. */
export function compareStrings(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

export type VersionOrder = Variants['listOrder'] | 'PUBLISHED_TIME';

/** The package's versions in order. PUBLISHED_TIME is newest first. */
export function orderedVersions(pkg: Package, order: VersionOrder): readonly VersionKey[] {
  let ordered = pkg.orders.get(order);
  if (!ordered) {
    ordered = [...pkg.versions.values()]
      .map(({ version, sequence, publishedTime }) => ({ version, sequence, published: publishedTime.getTime() }))
      .sort(versionComparator(order));
    pkg.orders.set(order, ordered);
  }
  return ordered;
}

export function versionComparator(order: VersionOrder): (left: VersionKey, right: VersionKey) => number {
  switch (order) {
    case 'version-ascending':
      return (left, right) => compareStrings(left.version, right.version);
    case 'version-descending':
      return (left, right) => compareStrings(right.version, left.version);
    case 'publication':
      return (left, right) => left.sequence - right.sequence;
    case 'PUBLISHED_TIME':
      return (left, right) => right.published - left.published || right.sequence - left.sequence;
  }
}

/** The status and revision that a read shows. For `staleReads` milliseconds, they are those of before the latest change. */
export function visible(
  version: PackageVersion,
  variants: Variants,
): { readonly status: PackageVersionStatus; readonly revision: string } {
  const { previous } = version;
  return previous && performance.now() - previous.changedAt < variants.staleReads ? previous : version;
}

export interface VersionFilter {
  readonly status?: PackageVersionStatus;
  readonly originType?: string;
}

/** The summary of a version; undefined if the filter or the variants leave it out. */
export function summarize(
  version: PackageVersion,
  filter: VersionFilter,
  variants: Variants,
): PackageVersionSummary | undefined {
  const { status, revision } = visible(version, variants);
  if (filter.status === undefined) {
    if (status === 'Archived' && variants.unfilteredList === 'without-archived') {
      return undefined;
    }
  } else if (filter.status !== status) {
    return undefined;
  }
  if (filter.originType !== undefined && filter.originType !== version.origin.originType) {
    return undefined;
  }
  return { version: version.version, revision, status, origin: version.origin };
}

/** npm: the version tagged latest; otherwise, and for other formats, the newest Published one (API reference). */
export function defaultDisplayVersion(pkg: Package): string | undefined {
  if (pkg.format === 'npm') {
    const latest = pkg.tags.get('latest');
    if (latest !== undefined) {
      return latest;
    }
  }
  const published = ({ version }: VersionKey) => pkg.versions.get(version)?.status === 'Published';
  return orderedVersions(pkg, 'PUBLISHED_TIME').find(published)?.version;
}
