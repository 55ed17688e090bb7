import type { CloudFormationCustomResourceEvent, SQSEvent } from 'aws-lambda';
import { MAX_RESPONSE_BYTES } from '../../declaration/attributes';

const REQUIRED = ['RequestType', 'ResponseURL', 'StackId', 'RequestId', 'LogicalResourceId'];

/** The least part of the answer that is left for its content. */
const ROOM_BYTES = 1024;

/**
 * Checks, before anything else, that an event has a response URL and the fields that an answer repeats. CloudFormation sends no other, and a user who invokes the function by hand learns it at once.
 *
 * @throws an error without any value of the event: the response URL is a secret
 */
export function checkEvent(event: unknown): asserts event is CloudFormationCustomResourceEvent {
  const fields = new Map(Object.entries((event ?? {}) as Record<string, unknown>));
  const missing = REQUIRED.filter((name) => !isText(fields.get(name)));
  if (missing.length > 0) {
    throw invalid(`${missing.join(', ')} must be given as text`);
  }
  const id = fields.get('PhysicalResourceId');
  if (id !== undefined && typeof id !== 'string') {
    throw invalid('PhysicalResourceId must be text');
  }
  if (!/^https?:\/\//.test(String(fields.get('ResponseURL'))) || !URL.canParse(String(fields.get('ResponseURL')))) {
    throw invalid('ResponseURL must be a URL');
  }
  const repeated = [id, ...REQUIRED.slice(2).map((name) => fields.get(name))];
  if (Buffer.byteLength(JSON.stringify(repeated)) > MAX_RESPONSE_BYTES - ROOM_BYTES) {
    throw invalid('its ids must leave room in the answer');
  }
}

/** True if an event is a batch of reports from a queue, and not from CloudFormation. */
export function isReportBatch(event: unknown): event is SQSEvent {
  const { Records: messages } = Object(event) as { readonly Records?: unknown };
  const [first] = Array.isArray(messages) ? (messages as unknown[]) : [];
  return (Object(first) as { readonly eventSource?: unknown }).eventSource === 'aws:sqs';
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function invalid(rule: string): Error {
  return new Error(`The event must be one that CloudFormation sends to a custom resource: ${rule}. Nothing was done.`);
}
