import type { ArchiveRecords } from '../../codeartifact/archive-records';
import { describePackage, type Package, type RecordProperties } from '../../declaration/declaration';
import { FIELDS } from '../../declaration/fields';
import type { Log } from '../event/log';

/**
 * What the rule of a declaration that archives sends: EventBridge reports that a version of its package is not archived,
 * and the rule adds which package that is, and where its record lies.
 */
interface RestoredVersion {
  readonly package: Package;
  readonly version: string;
  readonly status: string;
  /** The ARN of the package that the event is about. */
  readonly resources: unknown;
  readonly record: { readonly bucket: string; readonly key: string };
}

/** The member of the event by which it is told from an event of CloudFormation. */
const MEMBER = 'restoredPackageVersion';

/** What a mark of a version in a repository needs. */
interface RepositoryMark {
  readonly declaration: Pick<Package, 'domain' | 'domainOwner' | 'repository'> & RecordProperties;
  readonly records: ArchiveRecords;
  readonly log: Log;
}

export function isRestoredVersion(event: unknown): boolean {
  return Object.hasOwn(Object(event) as object, MEMBER);
}

/**
 * Marks a version as restored, so that its waiting time is not over before it is archived again. Most events are about
 * versions that were never archived; a mark does not harm these.
 *
 * @throws if the event is not one that the rule sends, or the mark cannot be written: EventBridge then sends it again
 */
export async function markRestored(event: unknown, records: ArchiveRecords, log: Log): Promise<void> {
  const { package: pkg, version, status, resources, record } = read((event as { readonly [MEMBER]: unknown })[MEMBER]);
  const described = { package: describePackage(pkg), version, status: status.slice(0, 50) };
  if (isInNamespace(resources, pkg)) {
    log.info('ignored, as it is about a package of the same name in a namespace', described);
    return;
  }
  await records.markRestored(record, pkg, version);
  log.info('marked as restored', described);
}

/**
 * Marks a version of any package of a repository as restored, for a manifest of versions to archive. The function knows the
 * repository and where the record lies; the event brings what CodeArtifact says of the version.
 *
 * @throws if the event is not one that the rule sends, or the mark cannot be written: EventBridge then sends it again
 */
export async function markRestoredInRepository(
  event: unknown,
  { declaration, records, log }: RepositoryMark,
): Promise<void> {
  const { domain, domainOwner, repository, recordBucket, recordKey } = declaration;
  const { detail } = Object((event as Record<string, unknown>)[MEMBER]) as { readonly detail?: unknown };
  const changed = Object(detail) as Readonly<Record<string, unknown>>;
  const { packageFormat, packageNamespace, packageName, packageVersion, packageVersionState } = changed;
  const given = { domainName: changed['domainName'], repositoryName: changed['repositoryName'] };
  if (given.domainName !== domain || given.repositoryName !== repository) {
    throw new Error(`The event of a restored version must be about ${domain}/${repository}. Nothing was done.`);
  }
  const {
    package: pkg,
    version,
    status,
    record,
  } = read({
    version: packageVersion,
    status: packageVersionState,
    declaration: {
      domain,
      domainOwner,
      repository,
      format: packageFormat,
      // The event of a package without a namespace has a null, or no namespace.
      ...(packageNamespace !== null && packageNamespace !== undefined && { namespace: packageNamespace }),
      package: packageName,
      recordBucket,
      recordKey,
    },
  });
  await records.markRestored(record, pkg, version);
  log.info('marked as restored', { status: status.slice(0, 50) });
}

/**
 * Whether the package of an event certainly has a namespace, and that of the declaration has none. The rule matches both:
 * in a pattern of a template, no value stands for none.
 */
function isInNamespace(resources: unknown, pkg: Package): boolean {
  const arns = Array.isArray(resources) ? resources.map(String) : [];
  const path = `:package/${pkg.domain}/${pkg.repository}/${pkg.format}/`;
  return (
    pkg.namespace === undefined &&
    arns.length > 0 &&
    arns.every((arn) => {
      const [, name = ''] = arn.split(path);
      return /^[^/]+\/[^/]+$/.test(name);
    })
  );
}

function read(value: unknown): RestoredVersion {
  const { declaration, ...change } = Object(value) as Record<string, unknown>;
  const parts = new Map(Object.entries({ ...(Object(declaration) as Record<string, unknown>), ...change }));
  const text = (name: string, { pattern, rule }: { readonly pattern: RegExp; readonly rule: string }): string => {
    const part = parts.get(name);
    if (typeof part !== 'string' || !pattern.test(part)) {
      throw new Error(`The event of a restored version must have a ${name} of ${rule}. Nothing was done.`);
    }
    return part;
  };
  return {
    package: {
      domain: text('domain', FIELDS.domain),
      domainOwner: text('domainOwner', FIELDS.domainOwner),
      repository: text('repository', FIELDS.repository),
      format: text('format', FIELDS.format) as Package['format'],
      ...(parts.has('namespace') && { namespace: text('namespace', FIELDS.namespace) }),
      package: text('package', FIELDS.package),
    },
    version: text('version', FIELDS.version),
    status: text('status', { pattern: /./, rule: 'any status' }),
    resources: change['resources'],
    record: {
      bucket: text('recordBucket', FIELDS.recordBucket),
      key: text('recordKey', FIELDS.recordKey),
    },
  };
}
