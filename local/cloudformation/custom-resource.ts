import { randomUUID } from 'node:crypto';
import type { InvocationResult, LambdaFunction } from './lambda-function';
import type { ResponseEndpoint } from './response-endpoint';
import type { Json, JsonObject } from './template';
import { isObject, toText } from './template';

/** The request types of a custom resource. */
export type RequestType = 'Create' | 'Update' | 'Delete';

/** The content of one event. */
export interface CustomResourceRequest {
  readonly requestType: RequestType;
  readonly stackId: string;
  readonly logicalResourceId: string;
  readonly resourceType: string;
  /** On Update and Delete only. */
  readonly physicalResourceId?: string;
  readonly resourceProperties: JsonObject;
  /** On Update only. */
  readonly oldResourceProperties?: JsonObject;
}

/** One event that was sent, and its outcome. */
export interface SentRequest extends CustomResourceRequest {
  readonly requestId: string;
  /** `NO_RESPONSE`: none within the ServiceTimeout; `INVALID_RESPONSE`: one that CloudFormation does not accept. */
  outcome: 'IN_PROGRESS' | 'SUCCESS' | 'FAILED' | 'NO_RESPONSE' | 'INVALID_RESPONSE' | 'CANCELLED' | 'NOT_SENT';
  /** The reason of the failure, in the words of the resource's event. */
  reason?: string;
  /** The response as CloudFormation read it. */
  response?: JsonObject;
  responseBytes?: number;
  /** The runs of the function, as they end; one may end after its response was read. */
  readonly invocations: InvocationResult[];
  /** Resolves when no run of the function is left. */
  settled: Promise<void>;
}

/** The state of a custom resource after a request that succeeded. */
export interface CustomResourceResult {
  readonly physicalResourceId: string;
  readonly data: JsonObject;
  readonly noEcho: boolean;
  readonly requestId: string;
}

/** A request that failed: the reason, and the physical id if the function answered one. */
export class CustomResourceFailure extends Error {
  constructor(
    reason: string,
    readonly sent: SentRequest,
    readonly physicalResourceId?: string,
  ) {
    super(reason);
  }
}

/** The services that requests need. */
export interface CustomResourceServices {
  readonly endpoint: ResponseEndpoint;
  /** The function behind a service token. */
  readonly functionOf: (serviceToken: string) => LambdaFunction | undefined;
  /** Replaces the ServiceTimeout of every resource. */
  readonly serviceTimeoutSeconds?: number;
  /** Resolves when everything has ended that a run of a function has started and that may answer for it. */
  readonly workflowsEnded?: () => Promise<void>;
}

interface ResponseWait {
  readonly response: Promise<Buffer>;
  /** Resolves when no run of the function is left. */
  readonly settled: Promise<void>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

const RESPONSE_LIMIT_BYTES = 4096;
const PHYSICAL_ID_LIMIT_BYTES = 1024;
const CANCELLED: Record<RequestType, string> = {
  Create: 'Resource creation cancelled',
  Update: 'Resource update cancelled',
  Delete: 'Resource deletion cancelled',
};
const PAYLOAD_LIMIT_BYTES = 1024 * 1024;

/** Properties as an event carries them: every scalar a string, lists and maps in their shape. */
export function eventProperties(properties: JsonObject): JsonObject {
  return stringify(properties) as JsonObject;
}

function stringify(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(stringify);
  }
  if (!isObject(value)) {
    return value === null ? null : String(value);
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, stringify(member)]));
}

/** Sends requests to custom resources and reads their responses as CloudFormation does. */
export class CustomResources {
  /** Every request so far. */
  readonly sent: SentRequest[] = [];

  constructor(private readonly services: CustomResourceServices) {}

  /** The event of a request, as the function gets it. */
  event(request: CustomResourceRequest, requestId: string, responseUrl: string): JsonObject {
    return {
      RequestType: request.requestType,
      ServiceToken: request.resourceProperties['ServiceToken'] ?? '',
      ResponseURL: responseUrl,
      StackId: request.stackId,
      RequestId: requestId,
      LogicalResourceId: request.logicalResourceId,
      ResourceType: request.resourceType,
      ...(request.physicalResourceId === undefined ? {} : { PhysicalResourceId: request.physicalResourceId }),
      ResourceProperties: eventProperties(request.resourceProperties),
      ...(request.oldResourceProperties === undefined
        ? {}
        : { OldResourceProperties: eventProperties(request.oldResourceProperties) }),
    };
  }

  /**
   * Sends a request and waits for its response. Throws a CustomResourceFailure if it failed, was invalid or did not
   * come in time; when the signal is aborted it waits no longer, while the function runs on.
   *
   * `copies` sends the same event that many times at once, as an asynchronous invocation may.
   */
  async send(request: CustomResourceRequest, signal?: AbortSignal, copies = 1): Promise<CustomResourceResult> {
    const requestId = randomUUID();
    const sent: SentRequest = {
      ...request,
      requestId,
      outcome: 'IN_PROGRESS',
      invocations: [],
      settled: Promise.resolve(),
    };
    this.sent.push(sent);
    const fail = (outcome: SentRequest['outcome'], reason: string, physicalResourceId?: string): never => {
      sent.outcome = outcome;
      sent.reason = reason;
      throw new CustomResourceFailure(reason, sent, physicalResourceId);
    };

    const token = request.resourceProperties['ServiceToken'];
    const target = typeof token === 'string' ? this.services.functionOf(token) : undefined;
    if (target === undefined) {
      return fail('NOT_SENT', `Invalid service token: ${JSON.stringify(token)} is no function of a local stack.`);
    }
    const timeoutSeconds =
      this.services.serviceTimeoutSeconds ?? Number(request.resourceProperties['ServiceTimeout'] ?? 3600);
    if (!(timeoutSeconds >= 1 && timeoutSeconds <= 3600)) {
      return fail('NOT_SENT', `ServiceTimeout must be from 1 to 3600 seconds; got ${timeoutSeconds}.`);
    }
    const slot = this.services.endpoint.open({ ...request, requestId });
    const event = this.event(request, requestId, slot.url);
    const bytes = Buffer.byteLength(JSON.stringify(event));
    if (bytes > PAYLOAD_LIMIT_BYTES) {
      return fail(
        'NOT_SENT',
        `Request must be smaller than ${PAYLOAD_LIMIT_BYTES} bytes for the InvokeFunction operation; got ${bytes}.`,
      );
    }

    const runs = Array.from({ length: copies }, () =>
      target.invokeAsynchronously(event, (result) => sent.invocations.push(result)),
    );
    sent.settled = Promise.all(runs).then(() => this.services.workflowsEnded?.());
    const body = await this.await({
      response: slot.response,
      settled: sent.settled,
      timeoutMs: timeoutSeconds * 1000,
      signal,
    });
    if (body === 'cancelled') {
      return fail('CANCELLED', CANCELLED[request.requestType]);
    }
    if (body === 'noResponse') {
      return fail(
        'NO_RESPONSE',
        `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${requestId}]. ` +
          'If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.',
      );
    }
    return this.read(body, sent, fail);
  }

  /** The response, or why there is none. A function whose runs have all ended cannot answer any more. */
  private async await({
    response,
    settled,
    timeoutMs,
    signal,
  }: ResponseWait): Promise<Buffer | 'noResponse' | 'cancelled'> {
    let timer: NodeJS.Timeout | undefined;
    let cancel: (() => void) | undefined;
    const timeout = new Promise<'noResponse'>((resolve) => {
      timer = setTimeout(() => resolve('noResponse'), timeoutMs);
    });
    const cancelled = new Promise<'cancelled'>((resolve) => {
      cancel = () => resolve('cancelled');
      if (signal?.aborted === true) {
        cancel();
      }
      signal?.addEventListener('abort', cancel);
    });
    try {
      const ended = settled.then(() => 'noResponse' as const);
      return await Promise.race([response, ended, timeout, cancelled]);
    } finally {
      clearTimeout(timer);
      if (cancel !== undefined) {
        signal?.removeEventListener('abort', cancel);
      }
    }
  }

  private read(
    body: Buffer,
    sent: SentRequest,
    fail: (outcome: SentRequest['outcome'], reason: string, physicalResourceId?: string) => never,
  ): CustomResourceResult {
    sent.responseBytes = body.byteLength;
    if (body.byteLength > RESPONSE_LIMIT_BYTES) {
      return fail('INVALID_RESPONSE', 'Response object is too long.');
    }
    const response = parseResponse(body);
    if (response === undefined) {
      return fail('INVALID_RESPONSE', 'Invalid Response object: the body is not a JSON object');
    }
    sent.response = response;

    const id = response['PhysicalResourceId'];
    if (typeof id !== 'string' || id === '' || Buffer.byteLength(id) > PHYSICAL_ID_LIMIT_BYTES) {
      return fail('INVALID_RESPONSE', 'Invalid PhysicalResourceId');
    }
    const brokenRule = findBrokenRule(response, sent);
    if (brokenRule !== undefined) {
      return fail('INVALID_RESPONSE', `Invalid Response object: ${brokenRule}`, id);
    }
    if (response['Status'] === 'FAILED') {
      return fail(
        'FAILED',
        `Received response status [FAILED] from custom resource. Message returned: ${toText(response['Reason'])} (RequestId: ${sent.requestId})`,
        id,
      );
    }
    sent.outcome = 'SUCCESS';
    const data = response['Data'];
    return {
      physicalResourceId: id,
      data: isObject(data) ? data : {},
      noEcho: response['NoEcho'] === true || response['NoEcho'] === 'true',
      requestId: sent.requestId,
    };
  }
}

function parseResponse(body: Buffer): JsonObject | undefined {
  try {
    const value = JSON.parse(body.toString('utf8')) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function findBrokenRule(response: JsonObject, sent: SentRequest): string | undefined {
  const { Status: status, Reason: reason, Data: data } = response;
  if (status !== 'SUCCESS' && status !== 'FAILED') {
    return `${JSON.stringify(status) ?? 'undefined'} is not a valid ResponseStatus`;
  }
  if (status === 'FAILED' && (typeof reason !== 'string' || reason === '')) {
    return 'Reason is required when Status is FAILED';
  }
  if (reason !== undefined && typeof reason !== 'string') {
    return 'Reason must be a string';
  }
  const echoed = { StackId: sent.stackId, RequestId: sent.requestId, LogicalResourceId: sent.logicalResourceId };
  for (const [field, expected] of Object.entries(echoed)) {
    if (response[field] !== expected) {
      return `${field} must be the one of the request, ${expected}; got ${JSON.stringify(response[field]) ?? 'none'}`;
    }
  }
  if (data !== undefined && data !== null && !isObject(data)) {
    return 'Data must be a JSON object';
  }
  return undefined;
}
