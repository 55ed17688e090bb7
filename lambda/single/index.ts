import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { ArchiveRecords } from '../../codeartifact/archive-records';
import { CodeArtifact, environmentCredentials } from '../../codeartifact/codeartifact';
import { ObjectStore } from '../../codeartifact/object-store';
import { handle } from './handle';
import { Log } from '../event/log';
import { isRestoredVersion, markRestored } from '../versions/restored-version';

const service = new CodeArtifact();
const records = new ArchiveRecords(
  new ObjectStore({ region: process.env.AWS_REGION ?? '', credentials: environmentCredentials }),
);

/** Answers CloudFormation, and takes notice of versions that somebody restored. */
export const handler = (event: CloudFormationCustomResourceEvent, context: Context): Promise<void> =>
  isRestoredVersion(event)
    ? markRestored(event, records, new Log({ requestId: context.awsRequestId }))
    : handle({ event, context, service, records });
