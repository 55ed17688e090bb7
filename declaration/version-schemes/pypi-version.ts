import { readBuildId } from './build-id';
import { compareLists, compareValues, padWithZeros, withoutTrailingZeros } from './order';
import type { Version } from './version-scheme';

/** A version of PEP 440. */
export interface PypiVersion extends Version {
  readonly epoch: bigint;
  /** The numbers of the release as they were written, with zeros at the end. */
  readonly numbers: readonly bigint[];
  readonly pre?: { readonly phase: PrereleasePhase; readonly number: bigint };
  readonly post?: bigint;
  readonly dev?: bigint;
  /** The local version label, such as `cu118`. */
  readonly local?: readonly (bigint | string)[];
}

/** In their order. */
type PrereleasePhase = 'a' | 'b' | 'rc';

/** PEP 440, appendix B: what it reads, and not only the normal form. */
const PYPI_VERSION = new RegExp(
  String.raw`^v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)` +
    String.raw`(?:[-_.]?(?<phase>alpha|a|beta|b|preview|pre|c|rc)(?:[-_.]?(?<pre>\d+))?)?` +
    String.raw`(?:-(?<implicitPost>\d+)|[-_.]?(?<postLabel>post|rev|r)(?:[-_.]?(?<post>\d+))?)?` +
    String.raw`(?:[-_.]?(?<devLabel>dev)(?:[-_.]?(?<dev>\d+))?)?` +
    String.raw`(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$`,
  'i',
);

const PHASES: Record<string, PrereleasePhase> = {
  a: 'a',
  alpha: 'a',
  b: 'b',
  beta: 'b',
  c: 'rc',
  rc: 'rc',
  pre: 'rc',
  preview: 'rc',
};

/** Reads a version of PEP 440; undefined for another text. */
export function parsePypiVersion(text: string): PypiVersion | undefined {
  const trimmed = text.trim();
  const groups = isAscii(trimmed) ? PYPI_VERSION.exec(trimmed)?.groups : undefined;
  if (groups === undefined) {
    return undefined;
  }
  const { epoch, release, phase, pre, implicitPost, postLabel, post, devLabel, dev, local } = groups;
  const parts = {
    epoch: BigInt(epoch ?? 0),
    numbers: release!.split('.').map(BigInt),
    pre: phase === undefined ? undefined : { phase: PHASES[phase.toLowerCase()]!, number: BigInt(pre ?? 0) },
    post: postLabel === undefined && implicitPost === undefined ? undefined : BigInt(implicitPost ?? post ?? 0),
    dev: devLabel === undefined ? undefined : BigInt(dev ?? 0),
    local: local
      ?.toLowerCase()
      .split(/[-_.]/)
      .map((part) => (/^\d+$/.test(part) ? BigInt(part) : part)),
  };
  const [first, ...others] = parts.numbers;
  const publicText = publicVersion({ ...parts, numbers: [first!, ...withoutTrailingZeros(others)] });
  return {
    ...parts,
    text,
    canonical: publicText + (parts.local ? `+${parts.local.join('.')}` : ''),
    release: publicText,
    prerelease: parts.pre !== undefined || parts.dev !== undefined,
    ...(local === undefined ? {} : { buildId: readBuildId(local) }),
  };
}

type PublicVersion = Pick<PypiVersion, 'epoch' | 'numbers' | 'pre' | 'post' | 'dev'>;

/** The normal form of a version without its local label. */
export function publicVersion({ epoch, numbers, pre, post, dev }: PublicVersion): string {
  return [
    epoch > 0n ? `${epoch}!` : '',
    numbers.join('.'),
    pre === undefined ? '' : `${pre.phase}${pre.number}`,
    post === undefined ? '' : `.post${post}`,
    dev === undefined ? '' : `.dev${dev}`,
  ].join('');
}

/** The order of PEP 440. */
export function comparePypiVersions(a: PypiVersion, b: PypiVersion): number {
  return (
    comparePublicVersions(a, b) ||
    // A version without a label comes first; numbers come after texts.
    (a.local === undefined || b.local === undefined
      ? Number(a.local !== undefined) - Number(b.local !== undefined)
      : compareLists(a.local, b.local, compareLocalParts))
  );
}

/** The order without the local label. */
export function comparePublicVersions(a: PublicVersion, b: PublicVersion): number {
  return (
    compareReleases(a, b) ||
    compareValues(phaseRank(a), phaseRank(b)) ||
    compareValues(a.pre?.number ?? 0n, b.pre?.number ?? 0n) ||
    // Without a post-release first, without a development release last.
    compareValues(a.post ?? -1n, b.post ?? -1n) ||
    compareDevelopment(a.dev, b.dev)
  );
}

/** The order of the epoch and the numbers alone; zeros at the end say nothing. */
function compareReleases(a: PublicVersion, b: PublicVersion): number {
  return compareValues(a.epoch, b.epoch) || compareLists(...padWithZeros(a.numbers, b.numbers), compareValues);
}

/** `1.0.dev1` comes before `1.0a1`, which comes before `1.0`. */
function phaseRank({ pre, post, dev }: PublicVersion): number {
  if (pre === undefined) {
    return post === undefined && dev !== undefined ? -1 : 3;
  }
  return ['a', 'b', 'rc'].indexOf(pre.phase);
}

function compareDevelopment(a: bigint | undefined, b: bigint | undefined): number {
  return a === undefined || b === undefined ? Number(a === undefined) - Number(b === undefined) : compareValues(a, b);
}

function compareLocalParts(a: bigint | string, b: bigint | string): number {
  if (typeof a !== typeof b) {
    return typeof a === 'bigint' ? 1 : -1;
  }
  return compareValues(a, b);
}

/** The flag `i` would let pass letters such as the dotless i. */
function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}
