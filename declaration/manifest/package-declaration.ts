import { archivingOf } from '../archiving';
import type { Declaration } from '../declaration';
import type { ManifestPackage } from './manifest';
import type { ManifestDeclaration } from './manifest-properties';

/** What a manifest declares of one package, as a declaration of its own. */
export function packageDeclaration(
  properties: ManifestDeclaration,
  { format, namespace, package: name, versionRevisions }: ManifestPackage,
  versions: readonly string[] = [...versionRevisions.keys()],
): Declaration {
  const { action, domain, domainOwner, repository, region, expectedStatus, allowMissing } = properties;
  return {
    package: { domain, domainOwner, repository, format, namespace, package: name, region },
    versions,
    versionRevisions,
    expectedStatus,
    allowMissing,
    revisionAttributes: [],
    ...archivingOf(properties, action),
  };
}
