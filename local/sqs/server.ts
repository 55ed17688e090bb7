import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { LoopbackServer } from '../loopback-server';

export interface SqsServiceOptions {
  /** True if IAM allows an action on a resource; default: everything. */
  readonly authorize?: (action: string, resource: string) => boolean;
}

/** A function that takes the messages of a queue. */
export interface EventSourceMapping {
  readonly queueArn: string;
  readonly batchSize: number;
  /** True if the function answers which messages failed. If not, a batch succeeds or fails as a whole. */
  readonly reportsFailures: boolean;
  readonly invoke: (event: object) => Promise<{ readonly value?: unknown; readonly error?: unknown }>;
}

/** The rules of EventBridge that may send to a queue. */
export interface QueuePolicy {
  readonly queueUrls: readonly string[];
  readonly ruleArns: readonly string[];
}

interface Message {
  readonly id: string;
  readonly body: string;
  receiveCount: number;
}

interface Queue {
  readonly arn: string;
  readonly messages: Message[];
}

/** Answers that SQS gives instead of the counts of a queue. */
export interface SqsFault {
  readonly name: string;
  readonly status: number;
  /** Default: an error of the name. */
  readonly answer?: object;
}

/** The actions with which Lambda takes messages, by the role of the function. */
const POLLING = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** SQS on loopback: queues that rules of EventBridge fill and functions empty, and their counts over the wire. */
export class SqsService {
  /** Starts the service on a free port of 127.0.0.1. */
  static async start(options: SqsServiceOptions = {}): Promise<SqsService> {
    const service = new SqsService(options);
    await service.server.start();
    return service;
  }

  /** While it is true, no function takes messages, as in an outage of Lambda. */
  isHeld = false;
  /** How often each message is delivered; SQS delivers at least once. */
  copies = 1;
  /** Answers the next requests for counts. */
  readonly faults: SqsFault[] = [];
  private readonly queues = new Map<string, Queue>();
  private readonly mappings = new Map<string, EventSourceMapping>();
  private readonly policies = new Map<string, QueuePolicy>();
  private readonly server = new LoopbackServer((request, response) => this.serve(request, response));

  private constructor(private readonly options: SqsServiceOptions) {}

  /** `http://127.0.0.1:PORT`, as the client's `endpoint` or `AWS_ENDPOINT_URL_SQS`. */
  get endpoint(): string {
    return this.server.endpoint;
  }

  /** Makes a queue; one that is there keeps its messages. */
  createQueue(queueUrl: string, arn: string): void {
    if (!this.queues.has(queueUrl)) {
      this.queues.set(queueUrl, { arn, messages: [] });
    }
  }

  deleteQueue(queueUrl: string): void {
    this.queues.delete(queueUrl);
  }

  /** Lets a function take the messages of a queue. */
  register(mappingId: string, mapping: EventSourceMapping): void {
    this.mappings.set(mappingId, mapping);
  }

  unregister(mappingId: string): void {
    this.mappings.delete(mappingId);
  }

  registerPolicy(policyId: string, policy: QueuePolicy): void {
    this.policies.set(policyId, policy);
  }

  unregisterPolicy(policyId: string): void {
    this.policies.delete(policyId);
  }

  /**
   * Sends a message for a rule, and lets the function of the queue take it. EventBridge drops an event for good that it may
   * not send.
   */
  async send(queueArn: string, ruleArn: string, body: string): Promise<void> {
    const [queueUrl, queue] = [...this.queues].find(([, { arn }]) => arn === queueArn) ?? [];
    const isAllowed = [...this.policies.values()].some(
      ({ queueUrls, ruleArns }) => queueUrls.includes(queueUrl ?? '') && ruleArns.includes(ruleArn),
    );
    if (queue === undefined || !isAllowed) {
      return;
    }
    queue.messages.push({ id: randomUUID(), body, receiveCount: 0 });
    await this.deliver(queue);
  }

  /** Delivers what the functions have not taken, as SQS does again and again. */
  async redeliver(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => this.deliver(queue)));
  }

  /** Drops all messages, as SQS does after the retention period. */
  expire(): void {
    this.queues.forEach(({ messages }) => messages.splice(0));
  }

  /** The bodies of the messages that wait in all queues. */
  get waiting(): string[] {
    return [...this.queues.values()].flatMap(({ messages }) => messages.map(({ body }) => body));
  }

  /** Stops listening and cuts every open connection. */
  async stop(): Promise<void> {
    await this.server.stop();
  }

  private async deliver(queue: Queue): Promise<void> {
    const mapping = [...this.mappings.values()].find(({ queueArn }) => queueArn === queue.arn);
    const isAllowed = POLLING.every((action) => this.options.authorize?.(action, queue.arn) ?? true);
    if (mapping === undefined || this.isHeld || !isAllowed) {
      return;
    }
    const messages = [...queue.messages];
    for (let from = 0; from < messages.length; from += mapping.batchSize) {
      const batch = messages.slice(from, from + mapping.batchSize);
      for (let copy = 0; copy < this.copies; copy++) {
        const failed = await invoke(mapping, batch);
        const deliveries = batch.filter(({ id }) => !failed.has(id));
        deliveries
          .map((message) => queue.messages.indexOf(message))
          .forEach((at) => at >= 0 && queue.messages.splice(at, 1));
      }
    }
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await text(request)) as { QueueUrl?: string };
    if (request.headers['x-amz-target'] !== 'AmazonSQS.GetQueueAttributes') {
      send(response, 400, { __type: 'com.amazonaws.sqs#UnsupportedOperation' });
      return;
    }
    const fault = this.faults.shift();
    if (fault !== undefined) {
      send(response, fault.status, fault.answer ?? { __type: `com.amazonaws.sqs#${fault.name}`, message: fault.name });
      return;
    }
    const queue = this.queues.get(body.QueueUrl ?? '');
    if (queue === undefined) {
      const message = 'The specified queue does not exist.';
      send(response, 400, { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message });
    } else if (!(this.options.authorize?.('sqs:GetQueueAttributes', queue.arn) ?? true)) {
      const message = `not authorized to perform: sqs:GetQueueAttributes on resource: ${queue.arn}`;
      send(response, 403, { __type: 'com.amazon.coral.service#AccessDeniedException', message });
    } else {
      const Attributes = {
        ApproximateNumberOfMessages: String(queue.messages.length),
        ApproximateNumberOfMessagesNotVisible: '0',
        ApproximateNumberOfMessagesDelayed: '0',
      };
      send(response, 200, { Attributes });
    }
  }
}

/** @returns the ids of the messages that failed */
async function invoke(
  { queueArn, reportsFailures, invoke: run }: EventSourceMapping,
  batch: readonly Message[],
): Promise<ReadonlySet<string>> {
  const all = new Set(batch.map(({ id }) => id));
  const { value, error } = await run({
    Records: batch.map((message) => ({
      messageId: message.id,
      receiptHandle: message.id,
      body: message.body,
      attributes: { ApproximateReceiveCount: String((message.receiveCount += 1)) },
      messageAttributes: {},
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion: queueArn.split(':')[3],
    })),
  });
  if (error !== undefined) {
    return all;
  }
  const { batchItemFailures } = Object(value) as { batchItemFailures?: { itemIdentifier: string }[] };
  return reportsFailures
    ? new Set((batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier))
    : new Set<string>();
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(body));
}
