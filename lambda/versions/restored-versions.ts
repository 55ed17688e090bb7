import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { ArchiveRecords } from '../../codeartifact/archive-records';
import { describePackage, type Package } from '../../declaration/declaration';
import { type Field, FIELDS } from '../../declaration/fields';
import type { FailureMessage } from '../event/failure';
import type { Log } from '../event/log';

/** The repository that the function is bound to. */
type Repository = Pick<Package, 'domain' | 'domainOwner' | 'repository'>;

/** A version that is not archived any more, or not yet. */
interface RestoredVersion {
  readonly package: Package;
  readonly version: string;
  readonly status: string;
  readonly recordBucket: string;
}

/** The member of a report by which it is told from any other message. */
const MEMBER = 'restoredPackageVersion';

/** What it takes to record reports. */
interface ReportContext {
  readonly records: ArchiveRecords;
  readonly log: Log;
  /** Default: a report may be about any repository that the function may write records of. */
  readonly repository?: Repository;
}

/**
 * Records reports of EventBridge: a version that is not archived any more waits again before it can be disposed. Most reports
 * are about versions that were never archived.
 *
 * @returns the reports that stay in the queue: their marks could not be written, or they are not what the rule sends
 */
export async function recordReports(
  { Records: messages }: SQSEvent,
  context: ReportContext,
): Promise<SQSBatchResponse> {
  const failures: SQSBatchResponse['batchItemFailures'] = [];
  for (const { messageId, body } of messages) {
    try {
      await recordReport(body, context);
    } catch (error) {
      context.log.failure(unrecorded(error));
      failures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures: failures };
}

/** @throws if the report is not one that the rule sends, or the mark cannot be written */
async function recordReport(body: string, { records, log, repository }: ReportContext): Promise<void> {
  const { package: pkg, version, status, recordBucket } = parseReport(body, repository);
  const isMarked = await records.markRestored(recordBucket, pkg, version);
  // The log of a manifest names no versions.
  const names = repository === undefined ? { package: describePackage(pkg), version } : {};
  log.info(isMarked ? 'marked as restored' : 'ignored, as no declaration archives this package', {
    ...names,
    status: status.slice(0, 50),
  });
}

function unrecorded(error: unknown): FailureMessage {
  const { name, message } = Object(error) as { name?: unknown; message?: unknown };
  return {
    what: 'A report that a version is not archived any more could not be recorded',
    entries: [`${String(name)}: ${String(message)}`],
    next: 'Resolve that: the report stays in the queue, and nothing is disposed until it is recorded.',
  };
}

function parseReport(body: string, bound: Repository | undefined): RestoredVersion {
  const report = objectIn(objectIn(parseJson(body)).get(MEMBER));
  const reportedRepository = objectIn(report.get('repository'));
  const detail = objectIn(report.get('detail'));
  const repository = {
    domain: read(reportedRepository, 'domain', FIELDS.domain),
    domainOwner: read(reportedRepository, 'domainOwner', FIELDS.domainOwner),
    repository: read(reportedRepository, 'repository', FIELDS.repository),
  };
  const changed = {
    domain: detail.get('domainName'),
    domainOwner: detail.get('domainOwner'),
    repository: detail.get('repositoryName'),
  };
  for (const name of ['domain', 'domainOwner', 'repository'] as const) {
    const expected = bound?.[name] ?? repository[name];
    if (repository[name] !== expected || changed[name] !== expected) {
      throw new Error(
        `The report must be about the ${name} ${expected} of its rule; got ${shortenReport(changed[name])}.`,
      );
    }
  }
  // A package without a namespace has a null in its event, or no namespace.
  const namespace = detail.get('packageNamespace') ?? undefined;
  return {
    package: {
      ...repository,
      format: read(detail, 'packageFormat', FIELDS.format) as Package['format'],
      ...(namespace !== undefined && { namespace: read(detail, 'packageNamespace', FIELDS.namespace) }),
      package: read(detail, 'packageName', FIELDS.package),
    },
    version: read(detail, 'packageVersion', FIELDS.version),
    status: read(detail, 'packageVersionState', { pattern: /./, rule: 'any status' }),
    recordBucket: read(report, 'recordBucket', FIELDS.recordBucket),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The report must be JSON; got other text.');
  }
}

function objectIn(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(Object(value) as Record<string, unknown>));
}

function read(fields: ReadonlyMap<string, unknown>, name: string, { pattern, rule }: Omit<Field, 'max'>): string {
  const value = fields.get(name);
  if (typeof value !== 'string' || !pattern.test(value)) {
    throw new Error(`The report must have a ${name} that is ${rule}; got ${shortenReport(value)}.`);
  }
  return value;
}

function shortenReport(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 100);
}
