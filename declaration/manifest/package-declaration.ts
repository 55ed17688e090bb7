import type { Declaration } from '../declaration';
import type { ManifestPackage } from './manifest';
import type { ManifestProperties } from './manifest-properties';

/** What a manifest declares of one package, as a declaration of its own. */
export function packageDeclaration(
  { domain, domainOwner, repository, region, expectedStatus, allowMissing }: ManifestProperties,
  { format, namespace, package: name, versionRevisions }: ManifestPackage,
  versions: readonly string[] = [...versionRevisions.keys()],
): Declaration {
  return {
    package: { domain, domainOwner, repository, format, namespace, package: name, region },
    versions,
    versionRevisions,
    expectedStatus,
    allowMissing,
    revisionAttributes: [],
  };
}
