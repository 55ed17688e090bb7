import type { CloudFormationCustomResourceEvent, Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { ArchiveRecords } from '../../codeartifact/archive-records';
import { CodeArtifact, environmentCredentials } from '../../codeartifact/codeartifact';
import { ObjectStore } from '../../codeartifact/object-store';
import { ReportQueue } from '../../codeartifact/report-queue';
import { Log } from '../event/log';
import { PROPAGATION_PAUSES } from '../event/propagation';
import { isReportBatch, recordReports } from '../versions/restored-versions';
import { handle } from './handle';

const service = new CodeArtifact();
const connection = {
  region: process.env.AWS_REGION ?? '',
  credentials: environmentCredentials,
  propagationPauses: PROPAGATION_PAUSES,
};
const records = new ArchiveRecords(new ObjectStore(connection), new ReportQueue(connection));

/** Answers CloudFormation, and records versions that somebody restored. */
export const handler = (
  event: CloudFormationCustomResourceEvent | SQSEvent,
  context: Context,
): Promise<SQSBatchResponse | void> =>
  isReportBatch(event)
    ? recordReports(event, { records, log: new Log({ awsRequestId: context.awsRequestId }) })
    : handle({ event, context, service, records });
