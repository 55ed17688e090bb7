import type { CloudFormationCustomResourceEvent, Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { ArchiveRecords } from '../../codeartifact/archive-records';
import { CodeArtifact } from '../../codeartifact/codeartifact';
import { isReportBatch } from '../event/event';
import { Log } from '../event/log';
import { handle } from './handle';

const service = new CodeArtifact();
let records: ArchiveRecords | undefined;

/** Answers CloudFormation, and records versions that somebody restored. */
export async function handler(
  event: CloudFormationCustomResourceEvent | SQSEvent,
  context: Context,
): Promise<SQSBatchResponse | void> {
  if (!isReportBatch(event)) {
    return handle({ event, context, service, openRecords });
  }
  const { recordReports } = await import('./archive');
  return recordReports(event, { records: await openRecords(), log: new Log({ awsRequestId: context.awsRequestId }) });
}

async function openRecords(): Promise<ArchiveRecords> {
  records ??= (await import('./archive')).createRecords();
  return records;
}
