import { DisposedPackageVersions, PackageFormat } from '../../lib';
import { type Declare, REPOSITORY } from '../declarations';

export const declare: Declare = (stack, disposals) => {
  for (const { packageName, versions, versionRevisions } of disposals) {
    new DisposedPackageVersions(stack, packageName, {
      domain: REPOSITORY.domain,
      repository: REPOSITORY.repository,
      format: PackageFormat.NPM,
      packageNamespace: REPOSITORY.namespace,
      packageName,
      versions: [...versions],
      versionRevisions,
    });
  }
};
