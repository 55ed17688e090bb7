import { setTimeout as sleep } from 'node:timers/promises';
import { SFNClient, type SFNClientConfig, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { environmentCredentials } from '../../codeartifact/codeartifact';
import { isConnectionError } from '../../codeartifact/describe-service-error';
import { PROPAGATION_PAUSES } from '../event/propagation';

/** Starts executions of a workflow. */
export class Workflow {
  private readonly client: SFNClient;

  /** @param pauses milliseconds before each repetition of a start that was not allowed */
  constructor(
    config: SFNClientConfig = {},
    private readonly pauses: readonly number[] = PROPAGATION_PAUSES,
  ) {
    this.client = new SFNClient({
      credentials: environmentCredentials,
      retryMode: 'standard',
      maxAttempts: 8,
      requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
      ...config,
    });
  }

  /**
   * Starts an execution, unless there was one of the name. Waits for a permission that may not be in force yet.
   *
   * @throws the exception of the service; an error of the connection names the service
   */
  async start(stateMachineArn: string, name: string, input: object): Promise<void> {
    await this.startOnce(stateMachineArn, name, input);
  }

  /**
   * Takes the name of an execution, so that none of that name can be started any more.
   *
   * @returns false if one was started before
   */
  block(stateMachineArn: string, name: string, execution: string): Promise<boolean> {
    return this.startOnce(stateMachineArn, name, { execution, isRefused: true });
  }

  /** @returns false if there was an execution of the name, with another input or ended */
  private async startOnce(stateMachineArn: string, name: string, input: object): Promise<boolean> {
    const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
    for (let attempt = 0; ; attempt++) {
      try {
        await this.client.send(command);
        return true;
      } catch (error) {
        const pause = this.pauses[attempt];
        if ((error as Error).name === 'ExecutionAlreadyExists') {
          return false;
        }
        if ((error as Error).name !== 'AccessDeniedException' || pause === undefined) {
          throw isConnectionError(error) ? noAnswer(error as Error) : error;
        }
        await sleep(pause);
      }
    }
  }
}

function noAnswer({ name, message }: Error): Error {
  const text = `Step Functions did not answer; in a VPC, the function needs an endpoint for states (${message})`;
  return Object.assign(new Error(text), { name });
}
