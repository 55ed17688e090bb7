import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { LoopbackServer } from '../loopback-server';

/** A deployed stack, as the service describes it. */
interface DescribedStack {
  readonly id: string;
  readonly resources: ReadonlyMap<string, { readonly physicalId: string; readonly type: string }>;
}

/** The service on loopback that describes deployed stacks, by the protocol that the service has on the wire. */
export class CloudFormationServer {
  /** @param findStack by its name or its ARN */
  static async start(findStack: (name: string) => DescribedStack | undefined): Promise<CloudFormationServer> {
    const service = new CloudFormationServer(findStack);
    await service.server.start();
    return service;
  }

  /** True if IAM allows an action on a stack. */
  authorize: (action: string) => boolean = () => true;
  private readonly server = new LoopbackServer((request, response) => this.serve(request, response));

  private constructor(private readonly findStack: (name: string) => DescribedStack | undefined) {}

  /** `http://127.0.0.1:PORT`, as `AWS_ENDPOINT_URL_CLOUDFORMATION`. */
  get endpoint(): string {
    return this.server.endpoint;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parameters = new URLSearchParams(await text(request));
    const { status, body } = this.answer(parameters);
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
  }

  private answer(parameters: URLSearchParams): { readonly status: number; readonly body: string } {
    const action = parameters.get('Action') ?? '';
    const stackName = parameters.get('StackName') ?? '';
    const logicalId = parameters.get('LogicalResourceId') ?? '';
    const stack = this.findStack(stackName);
    const resource = stack?.resources.get(logicalId);
    if (!this.authorize(`cloudformation:${action}`)) {
      return fault(403, 'AccessDenied', `not authorized to perform: cloudformation:${action}`);
    }
    if (action !== 'DescribeStackResource') {
      return fault(400, 'InvalidAction', `Could not find operation ${action} for version 2010-05-15`);
    }
    if (stack === undefined) {
      return fault(400, 'ValidationError', `Stack '${stackName}' does not exist`);
    }
    if (resource === undefined) {
      return fault(400, 'ValidationError', `Resource ${logicalId} does not exist for stack ${stackName}`);
    }
    const detail =
      `<StackId>${stack.id}</StackId><LogicalResourceId>${logicalId}</LogicalResourceId>` +
      `<PhysicalResourceId>${resource.physicalId}</PhysicalResourceId><ResourceType>${resource.type}</ResourceType>`;
    return {
      status: 200,
      body: `<DescribeStackResourceResponse><DescribeStackResourceResult><StackResourceDetail>${detail}</StackResourceDetail></DescribeStackResourceResult></DescribeStackResourceResponse>`,
    };
  }
}

function fault(status: number, code: string, message: string) {
  return {
    status,
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  };
}
