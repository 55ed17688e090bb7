import type { Hold, Holds } from './hold';
import { LineProblems } from './line-problems';
import { displayName } from './package-format';
import { packageName, type PackageName } from './package-name';
import { versionScheme } from './version-schemes';
import { excerpt, hasInvisibleButTabs } from './visible-text';

const MAX_LINE = 2_000;
const LOOKS_LIKE_RANGE = /[\s<>=~^*|,()[\]!]/;

interface ReadHold {
  readonly hold: Hold;
  readonly includes: (version: string) => boolean;
}

/** Packages, versions and ranges that no rule may select and no manifest may name. */
export class HoldList implements Holds {
  constructor(private readonly byPackage: ReadonlyMap<string, readonly ReadHold[]>) {}

  /** Every line, in the order of the list. */
  get holds(): readonly Hold[] {
    return [...this.byPackage.values()]
      .flatMap((holds) => holds.map(({ hold }) => hold))
      .sort((a, b) => a.line - b.line);
  }

  /** The lines that hold any of some versions of a package. */
  findAll(name: PackageName, versions: readonly string[]): readonly Hold[] {
    const holds = this.byPackage.get(keyOf(name)) ?? [];
    return holds.filter(({ includes }) => versions.some(includes)).map(({ hold }) => hold);
  }

  *packages(): Generator<PackageName> {
    for (const holds of this.byPackage.values()) {
      const { format, namespace, package: name } = holds[0]!.hold;
      yield { format, namespace, package: name };
    }
  }

  find(name: PackageName, version: string): Hold | undefined {
    return this.byPackage.get(keyOf(name))?.find(({ includes }) => includes(version))?.hold;
  }
}

/**
 * Reads a hold list: a line for each package, `format package`, or for some of its versions, `format package version` or
 * `format package range`, in the notation of the format. What follows a `#` is a comment. A range also holds what lies
 * between its bounds without being a release, and versions that cannot be read: it errs on the side of keeping.
 *
 * @throws InvalidText with every broken line
 */
export function parseHoldList(text: string): HoldList {
  const problems = new LineProblems();
  const byPackage = new Map<string, ReadHold[]>();
  for (const [n, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const content = line.replace(/#.*$/s, '').trim();
    if (content === '') {
      continue;
    }
    try {
      const read = readHold(n + 1, content);
      byPackage.set(keyOf(read.hold), [...(byPackage.get(keyOf(read.hold)) ?? []), read]);
    } catch (error) {
      problems.add(n + 1, (error as Error).message);
    }
  }
  problems.throwIfAny();
  return new HoldList(byPackage);
}

function readHold(line: number, content: string): ReadHold {
  if (content.length > MAX_LINE || hasInvisibleButTabs(content)) {
    throw new RangeError(
      `a line must have at most ${MAX_LINE} characters, each of which can be seen; got ${excerpt(content)}`,
    );
  }
  const [, format = '', written, versions] = /^(\S+)\s+(\S+)(?:\s+(.+))?$/.exec(content) ?? [];
  if (written === undefined) {
    throw new RangeError(
      `a line must have a format and a package, and may have a version or a range; got ${excerpt(content)}`,
    );
  }
  const name = packageName(format, written);
  if (versions === undefined) {
    return { hold: { ...name, line }, includes: () => true };
  }
  const scheme = versionScheme(name.format);
  const version = scheme.parse(versions);
  const range = scheme.parseRange(versions);
  // Registries also have versions that no scheme reads. What looks like a range must be one, or it would hold nothing.
  if (!version && !range && LOOKS_LIKE_RANGE.test(versions)) {
    const notation = scheme.notation === undefined ? 'which has no ranges' : `or ${scheme.notation}`;
    throw new RangeError(`a hold must name a version of ${format}, ${notation}; got ${excerpt(versions)}`);
  }
  // A text that is a version is that version: Cargo and NuGet would read "1.2" as a range, too.
  const isSame = (other: string) =>
    other === versions || (version !== undefined && scheme.parse(other)?.canonical === version.canonical);
  return {
    hold: { ...name, line, versions },
    includes: (other) => isSame(other) || (version === undefined && range !== undefined && range.keeps(other)),
  };
}

function keyOf({ format, namespace, package: name }: PackageName): string {
  return `${format} ${displayName(format, namespace, name)}`;
}
