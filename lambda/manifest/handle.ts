import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { Log } from '../event/log';
import { isRestoredVersion, markRestoredInRepository } from '../versions/restored-version';
import { run, type RunInput, type RunOutput, type Services } from './run';
import { start, type Workflow } from './start';

/**
 * Serves CloudFormation, whose events start a workflow; that workflow, whose runs dispose or archive; and EventBridge, which
 * reports restored versions.
 */
export async function handle(
  event: CloudFormationCustomResourceEvent | RunInput,
  context: Context,
  services: Services & { readonly workflow: Workflow },
): Promise<RunOutput | void> {
  if (isRestoredVersion(event)) {
    const { configuration, records } = services;
    return markRestoredInRepository(event, {
      declaration: configuration.properties,
      records,
      log: new Log({ requestId: context.awsRequestId }),
    });
  }
  return isRunInput(event) ? run(event, context, services) : start(event, context, services);
}

function isRunInput(event: unknown): event is RunInput {
  return typeof event === 'object' && event !== null && 'execution' in event;
}
