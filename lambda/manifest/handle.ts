import type { CloudFormationCustomResourceEvent, Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { Log } from '../event/log';
import { isReportBatch } from '../event/event';
import { recordReports } from '../versions/restored-versions';
import { run, type RunInput, type RunOutput } from './run';
import type { Services } from './services';
import { readConfiguration } from './configuration';
import { start } from './start';
import type { Workflow } from './workflow';

/** The input of the function. */
interface ManifestServices extends Omit<Services, 'configuration'> {
  /** The environment of the function, which holds its configuration. */
  readonly environment: NodeJS.ProcessEnv;
  readonly workflow: Workflow;
}

/**
 * Serves CloudFormation, whose events start a workflow; that workflow, whose runs dispose or archive; and the queue in which
 * EventBridge reports restored versions.
 */
export async function handle(
  event: CloudFormationCustomResourceEvent | RunInput | SQSEvent,
  context: Context,
  { environment, ...services }: ManifestServices,
): Promise<RunOutput | SQSBatchResponse | void> {
  if (isReportBatch(event)) {
    const { domain, domainOwner, repository } = readConfiguration(environment).properties;
    const log = new Log({ awsRequestId: context.awsRequestId });
    return recordReports(event, { records: services.records, log, repository: { domain, domainOwner, repository } });
  }
  return isRunInput(event)
    ? run(event, context, { ...services, configuration: readConfiguration(environment) })
    : start(event, context, { ...services, environment });
}

function isRunInput(event: unknown): event is RunInput {
  return typeof event === 'object' && event !== null && 'execution' in event;
}
