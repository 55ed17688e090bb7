import picomatch from 'picomatch';
import type { PackageName } from '../../../declaration/package-name';
import { SimilarPackages } from '../similar-packages';
import { matchesPackage, type PolicyRule } from './policy';

/**
 * The package that a rule without any package was perhaps meant for: one whose names differ in case or separators, one in
 * another namespace, one whose name differs in a letter, or one of another format.
 */
export function findNearPackage(rule: PolicyRule, packages: readonly PackageName[]): PackageName | undefined {
  const unmatched = packages.filter((pkg) => !matchesPackage(rule, pkg));
  return (
    unmatched.find((pkg) => matchesLoosely(rule, pkg)) ??
    (rule.package.length > 0 ? unmatched.find((pkg) => matchesLoosely({ ...rule, namespace: [] }, pkg)) : undefined) ??
    findByLetter(rule, unmatched) ??
    unmatched.find((pkg) => matchesLoosely({ ...rule, format: [] }, pkg))
  );
}

/** As the rule matches, whatever the case and the separators are. */
function matchesLoosely({ format, namespace, package: name }: PolicyRule, pkg: PackageName): boolean {
  return (
    (format.length === 0 || format.includes(pkg.format)) &&
    matchesAny(namespace, pkg.namespace ?? '') &&
    matchesAny(name, pkg.package) &&
    namespace.length + name.length > 0
  );
}

function matchesAny(globs: readonly string[], text: string): boolean {
  return globs.length === 0 || globs.some((glob) => picomatch.isMatch(loosen(text), loosen(glob), { dot: true }));
}

function loosen(text: string): string {
  return text.toLowerCase().replace(/[-_.]+/g, '-');
}

/** Names without wildcards can be compared with the names of packages, in any namespace if the rule names none. */
function findByLetter({ format, namespace, package: names }: PolicyRule, packages: readonly PackageName[]) {
  const isScoped = namespace.length > 0;
  const similar = new SimilarPackages(
    packages.map((pkg) => ({ ...pkg, namespace: isScoped ? pkg.namespace : undefined, whole: pkg })),
  );
  const formats = format.length > 0 ? format : [...new Set(packages.map((pkg) => pkg.format))];
  const candidates = formats.flatMap((each) =>
    (isScoped ? namespace : [undefined]).flatMap((scope) =>
      names.map((name) => ({ format: each, namespace: scope, package: name })),
    ),
  );
  return candidates.map((name) => similar.findSimilar(name, false)?.pkg.whole).find((pkg) => pkg !== undefined);
}
