import { type ManifestDeclaration, type ManifestPackage, packageDeclaration } from '../../declaration/manifest';
import type { FoundDeclaration } from '../find/declarations';
import type { FoundManifest } from '../find/manifests';
import type { JsonObject } from '../../template/values/template';
import { validate, type ValidatedDeclaration } from './validate';

/**
 * Validates a declaration, or each package of its manifest as a separate declaration. The first package has the notes
 * of the whole manifest. A manifest that names no package, or could not be read, is one declaration without versions.
 *
 * @param base the same declaration before the change
 */
export function validateDeclaration(
  source: FoundDeclaration,
  base: FoundDeclaration | undefined,
): readonly ValidatedDeclaration[] {
  const { properties, content, problem } = source.manifest ?? {};
  if (
    source.manifest === undefined ||
    properties === undefined ||
    content === undefined ||
    content.packageCount === 0
  ) {
    const isEmpty = source.manifest !== undefined && problem === undefined && source.unknown.length === 0;
    const own = isEmpty ? { source } : validate(source);
    return [{ ...own, base: base && (base.manifest ? { source: base } : validate(base)) }];
  }
  const previous = base && baseManifest(source.manifest, base);
  return Array.from(content.packages(), (pkg, position) => {
    const ofManifest = position === 0 ? {} : { notes: [], assumptions: [], unknownConditions: [] };
    const before = previous?.content?.find(pkg);
    const own = { ...packageOfManifest({ ...source, ...ofManifest }, properties, pkg), rules: pkg.rules };
    if (base === undefined || previous?.properties === undefined) {
      return own;
    }
    return before === undefined
      ? { ...own, baseGuards: packageOfManifest(base, previous.properties, { ...pkg, versionRevisions: new Map() }) }
      : { ...own, base: packageOfManifest(base, previous.properties, before) };
  });
}

function packageOfManifest(
  source: FoundDeclaration,
  properties: ManifestDeclaration,
  pkg: ManifestPackage,
): ValidatedDeclaration {
  return {
    source: { ...source, properties: makePackageProperties(properties, pkg) },
    declaration: packageDeclaration(properties, pkg),
  };
}

/** The manifest of the base. If the base is a template alone, the same hash says that it is the same manifest. */
export function baseManifest(manifest: FoundManifest, base: FoundDeclaration): FoundManifest {
  const { properties, content } = base.manifest ?? {};
  const isSame = properties !== undefined && properties.manifestHash === manifest.properties?.manifestHash;
  return { properties, content: content ?? (isSame ? manifest.content : undefined) };
}

type RepositoryName = Pick<ManifestDeclaration, 'domain' | 'domainOwner' | 'repository'>;

export function isSameRepository(a: RepositoryName, b: RepositoryName): boolean {
  return a.domain === b.domain && a.domainOwner === b.domainOwner && a.repository === b.repository;
}

/** The properties of a declaration of one package that declares the same. */
function makePackageProperties(properties: ManifestDeclaration, pkg: ManifestPackage): JsonObject {
  const { domain, domainOwner, repository, region, expectedStatus, allowMissing } = properties;
  return {
    domain,
    domainOwner,
    repository,
    ...(region !== undefined && { region }),
    format: pkg.format,
    ...(pkg.namespace !== undefined && { namespace: pkg.namespace }),
    package: pkg.package,
    versions: [...pkg.versionRevisions.keys()],
    ...(expectedStatus !== undefined && { expectedStatus }),
    allowMissing: String(allowMissing),
  };
}
