import { setTimeout as sleep } from 'node:timers/promises';
import { partition } from '@aws-sdk/core/client';
import { type ServiceConnection, SignedRequests } from './signed-requests';

/** Milliseconds before each repetition of a request that SQS could not serve. */
const PAUSES = [200, 500, 1_000, 2_000];

/** The messages of a queue: those that wait, those that a function works on, and those that are held back. */
const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** SQS did not answer with the counts. */
class ReportQueueError extends Error {
  constructor(code: string, message: string) {
    super(message);
    this.name = code;
  }
}

/**
 * The queue in which reports of restored versions wait for the function that marks them. It needs one request, signed by the
 * SDK's own signer; the client of the SDK would enlarge the code that the function loads.
 */
export class ReportQueue {
  private readonly requests: SignedRequests;

  constructor(private readonly connection: ServiceConnection) {
    this.requests = new SignedRequests('sqs', connection);
  }

  /**
   * Counts the reports that have not been processed. SQS counts approximately: a report of the last minute may be missing.
   *
   * @throws ReportQueueError
   */
  async countReports(queueUrl: string): Promise<number> {
    const { statusCode, body } = await this.send(JSON.stringify({ QueueUrl: queueUrl, AttributeNames: COUNTS }));
    const answer = Object(parseJson(body)) as Readonly<Record<string, unknown>>;
    if (statusCode !== 200) {
      const { __type: type, message = answer['Message'] } = answer;
      const code = typeof type === 'string' ? type.replace(/^.*#/, '') : `HTTP ${statusCode}`;
      throw new ReportQueueError(code, typeof message === 'string' ? message : `SQS answered with HTTP ${statusCode}`);
    }
    const attributes = new Map(Object.entries(Object(answer['Attributes']) as Record<string, unknown>));
    return COUNTS.reduce((sum, name) => {
      const count = attributes.get(name);
      if (typeof count !== 'string' || !/^[0-9]+$/.test(count)) {
        throw new ReportQueueError('InvalidAnswer', `SQS answered without ${name}`);
      }
      return sum + Number(count);
    }, 0);
  }

  /** Closes the connections. */
  close(): void {
    this.requests.close();
  }

  private async send(body: string): Promise<Answer> {
    const { pauses = PAUSES, propagationPauses = [] } = this.connection;
    let failures = 0;
    let refusals = 0;
    for (;;) {
      let pause: number | undefined;
      try {
        const answer = await this.sendOnce(body);
        const { statusCode } = answer;
        const isRefused = statusCode === 403 || answer.body.includes('AccessDenied');
        const isRepeatable = statusCode >= 500 || statusCode === 429;
        pause = isRefused ? propagationPauses[refusals++] : isRepeatable ? pauses[failures++] : undefined;
        if (pause === undefined) {
          return answer;
        }
      } catch (error) {
        pause = pauses[failures++];
        if (pause === undefined) {
          const { name, code, message } = error as NodeJS.ErrnoException;
          throw new ReportQueueError(code ?? name, `SQS did not answer (${message})`);
        }
      }
      await sleep(pause);
    }
  }

  private get endpoint(): string {
    const { AWS_ENDPOINT_URL_SQS, AWS_ENDPOINT_URL } = process.env;
    const { region, endpoint = AWS_ENDPOINT_URL_SQS || AWS_ENDPOINT_URL } = this.connection;
    return endpoint || `https://sqs.${region}.${partition(region).dnsSuffix}`;
  }

  private async sendOnce(body: string): Promise<Answer> {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.GetQueueAttributes' };
    const response = await this.requests.send(
      { url: new URL(this.endpoint), path: '/' },
      { method: 'POST', headers, body, timeout: 30_000 },
    );
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
    }
    return { statusCode: response.statusCode, body: Buffer.concat(chunks).toString('utf8') };
  }
}

interface Answer {
  readonly statusCode: number;
  readonly body: string;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
