import { displayName, isFormat } from '../../declaration/package-format';
import type { PackageName } from '../../declaration/package-name';
import type { CodeArtifactReader, NamedPackage } from '../read/codeartifact-reader';
import { shellQuoted } from '../text/shell';
import { SimilarPackages } from './similar-packages';

/** The end of the sentence about a package that is not there. Whoever may not list the packages gets no suggestion. */
export async function suggestPackage(registry: CodeArtifactReader, pkg: NamedPackage & PackageName): Promise<string> {
  const [, name = '', version] = /^(.+)@([^@]+)$/.exec(pkg.package) ?? [];
  if (version !== undefined) {
    const written = displayName(pkg.format, pkg.namespace, name);
    return `. For a version, pass the package ${written}, and --match ${shellQuoted(version)}.`;
  }
  const { domain, domainOwner, repository } = pkg;
  const { value = [] } = await registry.packages({ domain, domainOwner, repository }, undefined);
  const packages = value.flatMap(({ format, namespace, package: each }) =>
    isFormat(format) ? [{ format, ...(namespace !== undefined && { namespace }), package: each }] : [],
  );
  const similar = new SimilarPackages(packages).findSimilar(pkg, false)?.pkg;
  return similar === undefined
    ? '.'
    : `; did you mean ${displayName(similar.format, similar.namespace, similar.package)}?`;
}
