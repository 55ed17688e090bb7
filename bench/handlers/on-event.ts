import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { disposePackageVersions } from '../../lambda/versions/dispose';
import { Deadline } from '../../lambda/event/deadline';
import { Log } from '../../lambda/event/log';
import { ArchiveRecords } from '../../codeartifact/archive-records';
import { ObjectStore } from '../../codeartifact/object-store';
import { ReportQueue } from '../../codeartifact/report-queue';
import { CodeArtifact, environmentCredentials } from '../../codeartifact/codeartifact';
import { functionCaller } from '../../codeartifact/describe-service-error';
import { parseDeclaration } from '../../declaration/schema';

const service = new CodeArtifact();
const connection = { region: process.env.AWS_REGION ?? '', credentials: environmentCredentials };
const records = new ArchiveRecords(new ObjectStore(connection), new ReportQueue(connection));

/** The library's handler as the provider framework calls it: it returns, and the framework answers. */
export async function handler(event: CloudFormationCustomResourceEvent, context: Context): Promise<object> {
  if (event.RequestType === 'Delete') {
    return {};
  }
  const data = await disposePackageVersions({
    event,
    service,
    openRecords: () => Promise.resolve(records),
    declaration: parseDeclaration(event.ResourceProperties),
    deadline: new Deadline(() => context.getRemainingTimeInMillis()),
    log: new Log({ requestId: event.RequestId }),
    caller: functionCaller(context.invokedFunctionArn),
  });
  return { PhysicalResourceId: event.LogicalResourceId, Data: data };
}
