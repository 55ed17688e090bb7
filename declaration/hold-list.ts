import type { Hold, HoldLines } from './hold';
import { LineProblems } from './line-problems';
import { displayName } from './package-format';
import type { PackageName } from './package-name';
import { readPackageVersions } from './package-versions/package-line';
import { isPackageUrl } from './package-versions/package-url';
import type { VersionSet } from './package-versions/version-set';
import { excerpt, hasInvisibleButTabs } from './visible-text';

const MAX_LINE = 2_000;
/** Characters that some programs end a line with; a comment before one would swallow the next line. */
const OTHER_LINE_END = /[\r\v\f\u0085\u2028\u2029]/;

interface ReadHold {
  readonly hold: Hold;
  readonly versions: VersionSet;
}

/** Packages, versions and ranges that no rule may select and no manifest may name. */
export class HoldList implements HoldLines {
  constructor(private readonly byPackage: ReadonlyMap<string, readonly ReadHold[]>) {}

  /** Every line, in the order of the list. */
  get holds(): readonly Hold[] {
    return [...this.byPackage.values()]
      .flatMap((holds) => holds.map(({ hold }) => hold))
      .sort((a, b) => a.line - b.line);
  }

  /** The lines that hold any of some versions of a package. */
  findAll(name: PackageName, versions: readonly string[]): readonly Hold[] {
    const holds = this.byPackage.get(toHoldKey(name)) ?? [];
    return holds.filter((each) => versions.some((version) => each.versions.keeps(version))).map(({ hold }) => hold);
  }

  *packages(): Generator<PackageName> {
    for (const holds of this.byPackage.values()) {
      const { format, namespace, package: name } = holds[0]!.hold;
      yield { format, namespace, package: name };
    }
  }

  find(name: PackageName, version: string): Hold | undefined {
    return this.byPackage.get(toHoldKey(name))?.find(({ versions }) => versions.keeps(version))?.hold;
  }
}

/**
 * Reads a hold list: a line for each package, `format package`, or for some of its versions, `format package version`,
 * `format package range` in the notation of the format, `format package@version`, or a package URL. What follows a `#` is a
 * comment. A version also holds its flavours, platform files and local versions. A range also holds what lies between its
 * bounds without being a release, and versions that cannot be read: it errs on the side of keeping.
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
    try {
      const content = readContent(line);
      if (content === '') {
        continue;
      }
      const readLine = readHold(n + 1, content);
      byPackage.set(toHoldKey(readLine.hold), [...(byPackage.get(toHoldKey(readLine.hold)) ?? []), readLine]);
    } catch (error) {
      problems.add(n + 1, (error as Error).message);
    }
  }
  problems.throwIfAny();
  return new HoldList(byPackage);
}

/** The line without its comment. A package URL may have a # of its own, behind which no comment begins. */
function readContent(line: string): string {
  if (OTHER_LINE_END.test(line)) {
    throw new RangeError(`lines must end with a line feed; got another end of a line in ${excerpt(line)}`);
  }
  const content = line.replace(isPackageUrl(line.trim()) ? /(^|\s)#.*$/s : /#.*$/s, '').trim();
  if (content.length > MAX_LINE || hasInvisibleButTabs(content)) {
    throw new RangeError(
      `a line must have at most ${MAX_LINE} characters, each of which can be seen; got ${excerpt(content)}`,
    );
  }
  return content;
}

function readHold(line: number, content: string): ReadHold {
  const { pkg, text, versions } = readPackageVersions(content);
  return { hold: { ...pkg, line, ...(text === undefined ? {} : { versions: text }) }, versions };
}

function toHoldKey({ format, namespace, package: name }: PackageName): string {
  return `${format} ${displayName(format, namespace, name)}`;
}
