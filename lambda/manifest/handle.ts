import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { run, type RunInput, type RunOutput, type Services } from './run';
import { start, type Workflow } from './start';

/** Serves CloudFormation, whose events start a workflow, and that workflow, whose runs dispose. */
export async function handle(
  event: CloudFormationCustomResourceEvent | RunInput,
  context: Context,
  services: Services & { readonly workflow: Workflow },
): Promise<RunOutput | void> {
  return isRunInput(event) ? run(event, context, services) : start(event, context, services);
}

function isRunInput(event: unknown): event is RunInput {
  return typeof event === 'object' && event !== null && 'execution' in event;
}
