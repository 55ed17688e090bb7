import { displayName } from '../../declaration/package-format';
import type { PackageName } from '../../declaration/package-name';
import { packageText } from './package-jobs';

/**
 * The part in which two names differ: case and separators; a scope that one of them lacks; the scope; one letter, which is
 * missing, added, wrong or exchanged with the next.
 */
export type NameDifference = 'spelling' | 'missing scope' | 'scope' | 'letter';

/** A package that is spelled like another. */
export interface SimilarPackage<T extends PackageName> {
  readonly pkg: T;
  readonly difference: NameDifference;
}

/** Packages by their names, to find one whose name only looks like another. */
export class SimilarPackages<T extends PackageName> {
  private readonly names: ReadonlySet<string>;
  private readonly byScopedName: ReadonlyMap<string, T>;
  private readonly byName = new Map<string, T[]>();
  private byLetters?: ReadonlyMap<string, T>;

  constructor(private readonly packages: readonly T[]) {
    this.names = new Set(packages.map(packageText));
    this.byScopedName = new Map(packages.map((pkg) => [scopedName(pkg), pkg]));
    for (const pkg of packages) {
      const key = plainName(pkg);
      const sameNames = this.byName.get(key);
      if (sameNames) {
        sameNames.push(pkg);
      } else {
        this.byName.set(key, [pkg]);
      }
    }
  }

  /** True if one of the packages has this name, in this spelling. */
  has(name: PackageName): boolean {
    return this.names.has(packageText(name));
  }

  /**
   * The package whose name differs least from a name that none of them has; undefined if none looks like it.
   *
   * @param ignoresLetters whether another letter makes another package
   */
  findSimilar(name: PackageName, ignoresLetters: boolean): SimilarPackage<T> | undefined {
    const spelling = this.byScopedName.get(scopedName(name));
    if (spelling) {
      return { pkg: spelling, difference: 'spelling' };
    }
    const sameNames = this.byName.get(plainName(name)) ?? [];
    const lacking = sameNames.find(({ namespace }) => (namespace === undefined) !== (name.namespace === undefined));
    if (lacking) {
      return { pkg: lacking, difference: 'missing scope' };
    }
    const [other] = sameNames;
    if (other) {
      return { pkg: other, difference: 'scope' };
    }
    if (ignoresLetters) {
      return undefined;
    }
    this.byLetters ??= new Map(this.packages.flatMap((pkg) => dropLetters(pkg).map((text) => [text, pkg] as const)));
    const letters = dropLetters(name)
      .map((text) => this.byLetters?.get(text))
      .find((pkg) => pkg !== undefined);
    return letters && { pkg: letters, difference: 'letter' };
  }
}

/** crates.io gives names that differ in case, or in - and _, to one crate. Other names are normalized when they are read. */
export function registryName(pkg: PackageName): string {
  const text = packageText(pkg);
  return pkg.format === 'cargo' ? text.toLowerCase().replace(/_/g, '-') : text;
}

/** The name without case and separators. */
function scopedName({ format, namespace = '', package: name }: PackageName): string {
  return `${format} ${dropSeparators(namespace)}/${dropSeparators(name)}`;
}

/** The name without case, separators and scope. A group of Maven is no scope: many groups have an artifact `core`. */
function plainName(pkg: PackageName): string {
  return pkg.format === 'maven' ? scopedName(pkg) : `${pkg.format} ${dropSeparators(pkg.package)}`;
}

function dropSeparators(text: string): string {
  return text.toLowerCase().replace(/[-_.]/g, '');
}

/**
 * The name, and the name without one of its letters, each: names that differ in one letter share one of these. Digits and
 * words of one or two letters tell packages apart, such as `worker-1` and `worker-2`.
 */
function dropLetters({ format, namespace, package: name }: PackageName): readonly string[] {
  const text = displayName(format, namespace, name)
    .toLowerCase()
    .replace(/[-_.]+/g, '-');
  const shorter = [...text.matchAll(/[a-z]{3,}/g)].flatMap(({ 0: word, index }) =>
    [...word].map((_, n) => text.slice(0, index + n) + text.slice(index + n + 1)),
  );
  return [text, ...shorter].map((each) => `${format} ${each}`);
}
