import type {
  Action,
  Declaration,
  Package,
  Properties,
  RecordLocation,
  RestoredStatus,
  Status,
  WaitingTime,
} from './declaration';
import { findViolations } from './properties-check';
import { InvalidProperties } from './violation';

export { findViolations } from './properties-check';
export { describeViolation, InvalidProperties, type IsUnresolved, type Violation } from './violation';

/**
 * Reads the declaration in a custom resource's properties.
 *
 * @throws InvalidProperties with every broken rule
 */
export function parseDeclaration(properties: unknown, action: Action = 'dispose'): Declaration {
  const violations = findViolations(properties, undefined, action);
  if (violations.length > 0) {
    throw new InvalidProperties(violations);
  }
  const valid = properties as Properties;
  return {
    package: packageOf(valid),
    versions: valid.versions,
    versionRevisions: new Map(Object.entries(valid.versionRevisions ?? {})),
    expectedStatus: valid.expectedStatus as Status | undefined,
    allowMissing: String(valid.allowMissing) === 'true',
    revisionAttributes: valid.revisionAttributes ?? [],
    ...(action === 'archive' ? { action, archive: archiveOf(valid) } : { waitingTime: waitingTimeOf(valid) }),
  };
}

function archiveOf(properties: Properties): Declaration['archive'] {
  const { restoreTo, archiveTimeAttributes = [] } = properties;
  return { record: recordOf(properties), restoreTo: restoreTo as RestoredStatus | undefined, archiveTimeAttributes };
}

function waitingTimeOf(properties: Properties): WaitingTime | undefined {
  const { waitingTime, allowUnknownArchiveTime } = properties;
  return waitingTime === undefined
    ? undefined
    : {
        seconds: Number(waitingTime),
        record: recordOf(properties),
        allowUnknown: String(allowUnknownArchiveTime) === 'true',
      };
}

function recordOf({ recordBucket, recordKey }: Properties): RecordLocation {
  return { bucket: recordBucket!, key: recordKey! };
}

function packageOf(properties: Properties): Package {
  const { domain, domainOwner, repository, format, namespace, package: name, region } = properties;
  return { domain, domainOwner, repository, format, namespace, package: name, region };
}
