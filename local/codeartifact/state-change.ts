import type { BusEvent } from '../events';
import { normalizeCoordinates, packageArn, type ArnScope } from './names';
import type { StateChange } from './package-version';
import type { Variants } from './variants';

/** The event that CodeArtifact sends to EventBridge (User Guide, event format). */
export function stateChangeEvent(change: StateChange, scope: ArnScope, variants: Variants): BusEvent {
  const { version, operationType, statusChanged } = change;
  const name = normalizeCoordinates(change.name);
  const namespace = name.namespace === undefined || name.namespace === '' ? null : name.namespace;
  return {
    source: 'aws.codeartifact',
    'detail-type': 'CodeArtifact Package Version State Change',
    account: scope.account,
    region: scope.region,
    time: new Date().toISOString(),
    resources: [packageArn(scope, name)],
    detail: {
      domainName: name.domain,
      domainOwner: scope.account,
      repositoryName: name.repository,
      packageFormat: name.format,
      ...(namespace === null && variants.eventWithoutNamespace === 'absent' ? {} : { packageNamespace: namespace }),
      packageName: name.package,
      packageVersion: version.version,
      packageVersionState: version.status,
      packageVersionRevision: version.revision,
      changes: { assetsAdded: 0, assetsRemoved: 0, assetsUpdated: 0, metadataUpdated: false, statusChanged },
      operationType,
      sequenceNumber: version.sequence,
    },
  };
}
