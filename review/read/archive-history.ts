import { ArchiveRecords } from '../../codeartifact/archive-records';
import type { RecordStoreConfig } from '../../codeartifact/record-store';
import type { ArchiveHistory } from '../../declaration/archive-record';
import type { Package, RecordLocation } from '../../declaration/declaration';
import type { ReadResult } from './codeartifact-reader';

/** Versions whose times are in a record. */
interface RecordedVersions {
  readonly record: RecordLocation;
  readonly package: Package;
  readonly versions: readonly string[];
}

/** Reads when versions were archived and restored, as the deployment will. */
export async function readArchiveHistory(
  connection: Omit<RecordStoreConfig, 'endpoint'>,
  { record, package: pkg, versions }: RecordedVersions,
): Promise<ReadResult<ArchiveHistory>> {
  const records = new ArchiveRecords({ ...connection, endpoint: process.env['AWS_ENDPOINT_URL_S3'] });
  try {
    return { value: await records.history(record, pkg, versions) };
  } catch (error) {
    const { name, message } = error as Error;
    const text = `the record of archive times in the bucket ${record.bucket} could not be read (${message})`;
    return { problem: { code: name, message: text }, repositoryMissing: false };
  }
}
