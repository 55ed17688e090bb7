import type { CloudFormationCustomResourceEvent, Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { ArchiveRecords } from '../../codeartifact/archive-records';
import { CodeArtifact, environmentCredentials } from '../../codeartifact/codeartifact';
import { ObjectStore } from '../../codeartifact/object-store';
import { ReportQueue } from '../../codeartifact/report-queue';
import { PROPAGATION_PAUSES } from '../event/propagation';
import { handle } from './handle';
import type { RunInput, RunOutput } from './run';
import { Workflow } from './workflow';

const connection = {
  region: process.env.AWS_REGION ?? '',
  credentials: environmentCredentials,
  propagationPauses: PROPAGATION_PAUSES,
};
const store = new ObjectStore(connection);
const records = new ArchiveRecords(store, new ReportQueue(connection));
const workflow = new Workflow();

/** The entry point of the function that serves a manifest. */
export const handler = async (
  event: CloudFormationCustomResourceEvent | RunInput | SQSEvent,
  context: Context,
): Promise<RunOutput | SQSBatchResponse | void> =>
  handle(event, context, {
    store,
    records,
    workflow,
    environment: process.env,
    connect: (requestHandler) => new CodeArtifact({ requestHandler }),
    connectContents: async (requestHandler) => {
      const { PackageVersionContents } = await import('./copy');
      return new PackageVersionContents({ requestHandler });
    },
  });
