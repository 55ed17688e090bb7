import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { readConfiguration } from './configuration';
import { run, type RunInput, type RunOutput, type Services } from './run';
import { start, Workflow } from './start';
import { Store } from './store';

const store = new Store();
const workflow = new Workflow();

/** Serves CloudFormation, whose events start a workflow, and that workflow, whose runs dispose. */
export const handler = async (
  event: CloudFormationCustomResourceEvent | RunInput,
  context: Context,
): Promise<RunOutput | void> => {
  const services: Services = { store, configuration: readConfiguration(process.env) };
  return isRunInput(event) ? run(event, context, services) : start(event, context, { ...services, workflow });
};

function isRunInput(event: unknown): event is RunInput {
  return typeof event === 'object' && event !== null && 'execution' in event;
}
