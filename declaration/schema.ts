import { readArchiving } from './archiving';
import type { Action, Declaration, Package, Properties, Status } from './declaration';
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
    package: readPackage(valid),
    versions: valid.versions,
    versionRevisions: new Map(Object.entries(valid.versionRevisions ?? {})),
    expectedStatus: valid.expectedStatus as Status | undefined,
    allowMissing: String(valid.allowMissing) === 'true',
    revisionAttributes: valid.revisionAttributes ?? [],
    ...readArchiving(valid, action),
  };
}

function readPackage(properties: Properties): Package {
  const { domain, domainOwner, repository, format, namespace, package: name, region } = properties;
  return { domain, domainOwner, repository, format, namespace, package: name, region };
}
