import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { ArchiveRecords } from '../../codeartifact/archive-records';
import { CodeArtifact, environmentCredentials } from '../../codeartifact/codeartifact';
import { readConfiguration } from './configuration';
import { handle } from './handle';
import type { RunInput, RunOutput } from './run';
import { Workflow } from './start';
import { Store } from './store';

const store = new Store();
const records = new ArchiveRecords({
  region: process.env.AWS_REGION ?? '',
  credentials: environmentCredentials,
  endpoint: process.env.AWS_ENDPOINT_URL_S3,
});
const workflow = new Workflow();

/** The entry point of the function that serves a manifest. */
export const handler = async (
  event: CloudFormationCustomResourceEvent | RunInput,
  context: Context,
): Promise<RunOutput | void> =>
  handle(event, context, {
    store,
    records,
    workflow,
    configuration: readConfiguration(process.env),
    connect: (requestHandler) => new CodeArtifact({ requestHandler }),
  });
