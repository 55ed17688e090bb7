import { type ManifestDeclaration, type ManifestPackage, packageDeclaration } from '../../declaration/manifest';
import type { FoundDeclaration } from '../find/declarations';
import type { FoundManifest } from '../find/manifests';
import type { JsonObject } from '../../template/values/template';
import { validate, type ValidatedDeclaration } from './validate';

/** A declaration of one package, and the same in the base. */
export interface DeclarationToReview {
  readonly checked: ValidatedDeclaration;
  readonly base?: FoundDeclaration;
  /** What the base declares, which a rollback carries out once more; absent where that is not known. */
  readonly rollback?: ValidatedDeclaration;
  /** The rules that selected its versions, by version, as far as a manifest names them; default: none. */
  readonly rules?: ReadonlyMap<string, string>;
}

/**
 * What is reviewed of a declaration: itself, or each package of its manifest as a declaration of its own. The first
 * package has what is to be said of all; a manifest that names none, or could not be read, is one without versions.
 *
 * @param base the same declaration before the change
 */
export function declarationsToReview(
  found: FoundDeclaration,
  base: FoundDeclaration | undefined,
): DeclarationToReview[] {
  const { properties, content, problem } = found.manifest ?? {};
  if (properties === undefined || content === undefined || content.packageCount === 0) {
    const isValid = found.manifest !== undefined && problem === undefined && found.unknown.length === 0;
    return [
      {
        checked: isValid ? { found } : validate(found),
        base,
        rollback: base && !base.manifest ? validate(base) : undefined,
      },
    ];
  }
  const before = base && baseManifest(found.manifest!, base);
  return Array.from(content.packages(), (pkg, position) => {
    const said = position === 0 ? {} : { notes: [], assumptions: [], unknownConditions: [] };
    const old = before?.content?.find(pkg);
    return {
      checked: {
        found: { ...found, ...said, properties: propertiesOf(properties, pkg) },
        declaration: packageDeclaration(properties, pkg),
      },
      rules: pkg.rules,
      ...(old && baseOf(base!, before!.properties!, old)),
    };
  });
}

function baseOf(
  base: FoundDeclaration,
  properties: ManifestDeclaration,
  pkg: ManifestPackage,
): Pick<DeclarationToReview, 'base' | 'rollback'> {
  const found = { ...base, properties: propertiesOf(properties, pkg) };
  return { base: found, rollback: { found, declaration: packageDeclaration(properties, pkg) } };
}

/** What the base declares: of a base that is only a template, the same hash says that it is the same manifest. */
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
function propertiesOf(properties: ManifestDeclaration, pkg: ManifestPackage): JsonObject {
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
