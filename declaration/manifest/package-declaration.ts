import { readArchiving } from '../archiving';
import type { Declaration } from '../declaration';
import type { ManifestPackage } from './manifest';
import type { ManifestDeclaration } from './manifest-properties';

/** The declaration of one package of a manifest. */
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
    ...readArchiving(properties, action),
  };
}
