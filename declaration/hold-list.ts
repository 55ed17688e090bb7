import type { Hold, HoldListProblem, Holds } from './hold';
import { displayName } from './package-format';
import { packageName, type PackageName } from './package-name';
import { versionScheme } from './version-schemes';

/** Characters that a line cannot show as they are. */
const INVISIBLE = /[^\P{C}\t]|[\p{Zl}\p{Zp}]/u;
/** Broken lines that one error names, and the longest of a line's characters that it shows. */
const MAX_PROBLEMS = 20;
const MAX_EXCERPT = 80;
const MAX_LINE = 2_000;
const LOOKS_LIKE_RANGE = /[\s<>=~^*|,()[\]!]/;

/** A text that is not a hold list, with its broken lines. */
export class InvalidHoldList extends Error {
  /**
   * @param problems the first broken lines
   * @param count how many lines are broken in all
   */
  constructor(
    readonly problems: readonly HoldListProblem[],
    readonly count: number,
  ) {
    const more = count > problems.length ? [`and ${count - problems.length} more`] : [];
    super([...problems.map(({ line, message }) => `line ${line}: ${message}`), ...more].join('\n'));
    this.name = 'InvalidHoldList';
  }
}

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
 * @throws InvalidHoldList with every broken line
 */
export function parseHoldList(text: string): HoldList {
  const problems: HoldListProblem[] = [];
  const byPackage = new Map<string, ReadHold[]>();
  let count = 0;
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
      count += 1;
      if (problems.length < MAX_PROBLEMS) {
        problems.push({ line: n + 1, message: (error as Error).message });
      }
    }
  }
  if (count > 0) {
    throw new InvalidHoldList(problems, count);
  }
  return new HoldList(byPackage);
}

function readHold(line: number, content: string): ReadHold {
  if (content.length > MAX_LINE || INVISIBLE.test(content)) {
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

function excerpt(value: string): string {
  const short = value.length > MAX_EXCERPT ? `${value.slice(0, MAX_EXCERPT)}…` : value;
  return JSON.stringify(short).replace(/[\p{C}]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
