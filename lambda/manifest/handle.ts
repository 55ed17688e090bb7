import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { Log } from '../event/log';
import { isRestoredVersion, markRestoredInRepository } from '../versions/restored-version';
import { run, type RunInput, type RunOutput, type Services } from './run';
import { readConfiguration } from './configuration';
import { start } from './start';
import type { Workflow } from './workflow';

/** What the function is given. */
interface ManifestServices extends Omit<Services, 'configuration'> {
  /** The environment of the function, which holds its configuration. */
  readonly environment: NodeJS.ProcessEnv;
  readonly workflow: Workflow;
}

/**
 * Serves CloudFormation, whose events start a workflow; that workflow, whose runs dispose or archive; and EventBridge, which
 * reports restored versions.
 */
export async function handle(
  event: CloudFormationCustomResourceEvent | RunInput,
  context: Context,
  { environment, ...services }: ManifestServices,
): Promise<RunOutput | void> {
  if (isRestoredVersion(event)) {
    const { records } = services;
    const configuration = readConfiguration(environment);
    return markRestoredInRepository(event, {
      declaration: configuration.properties,
      records,
      log: new Log({ requestId: context.awsRequestId }),
    });
  }
  return isRunInput(event)
    ? run(event, context, { ...services, configuration: readConfiguration(environment) })
    : start(event, context, { ...services, environment });
}

function isRunInput(event: unknown): event is RunInput {
  return typeof event === 'object' && event !== null && 'execution' in event;
}
