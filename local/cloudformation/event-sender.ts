import { CustomResourceFailure, type CustomResources, type SentRequest } from './custom-resource';
import type { SendOptions } from './options';
import { findResource } from './resource-names';
import { generatedName } from './resource-types';
import type { Stack } from './stack';
import type { JsonObject } from './template';

/** Sends events to the functions of custom resources without an operation on their stacks. */
export class EventSender {
  constructor(
    private readonly customResources: CustomResources,
    private readonly stackOf: (stackName: string) => Stack,
  ) {}

  /**
   * Sends one event to the function of a custom resource, in any state of the stack, and does not change the stack.
   * Resolves when the function has run, whether it succeeded or failed.
   */
  async send(stackName: string, resource: string, options: SendOptions): Promise<SentRequest> {
    const sent = await this.request(stackName, resource, options);
    await sent.settled;
    return sent;
  }

  /**
   * Sends Create to the function of a custom resource and cancels it once `when` is over, as CloudFormation does when
   * another resource fails: Delete comes with an id that CloudFormation made up, while Create can still run.
   */
  async cancelCreate(
    stackName: string,
    resource: string,
    options: { readonly when?: Promise<unknown>; readonly resourceProperties?: JsonObject } = {},
  ): Promise<{ readonly create: SentRequest; readonly delete: SentRequest }> {
    const cancellation = new AbortController();
    const { resourceProperties } = options;
    const created = this.request(stackName, resource, {
      requestType: 'Create',
      resourceProperties,
      signal: cancellation.signal,
    });
    await options.when;
    cancellation.abort();
    const create = await created;
    const physicalResourceId = generatedName(this.stackOf(stackName).environment, create.logicalResourceId);
    const deletion = await this.send(stackName, resource, {
      requestType: 'Delete',
      resourceProperties,
      physicalResourceId,
    });
    await create.settled;
    return { create, delete: deletion };
  }

  private async request(
    stackName: string,
    resource: string,
    options: SendOptions & { readonly signal?: AbortSignal },
  ): Promise<SentRequest> {
    const current = findResource([...this.stackOf(stackName).resources.values()], resource);
    const { requestType } = options;
    const answer = this.customResources.send(
      {
        requestType,
        stackId: this.stackOf(stackName).id,
        logicalResourceId: current.logicalId,
        resourceType: current.type,
        physicalResourceId: options.physicalResourceId ?? (requestType === 'Create' ? undefined : current.physicalId),
        resourceProperties: options.resourceProperties ?? current.properties,
        oldResourceProperties:
          options.oldResourceProperties ?? (requestType === 'Update' ? current.properties : undefined),
      },
      options.signal,
      options.copies,
    );
    try {
      const { requestId } = await answer;
      return this.customResources.sent.find((sent) => sent.requestId === requestId) as SentRequest;
    } catch (error) {
      if (error instanceof CustomResourceFailure) {
        return error.sent;
      }
      throw error;
    }
  }
}
