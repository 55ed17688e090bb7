import { setTimeout as sleep } from 'node:timers/promises';
import { partition } from '@aws-sdk/core/client';
import { Hash } from '@smithy/core/serde';
import { HttpRequest } from '@smithy/core/transport';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';

/** Milliseconds before each repetition of a request that SQS could not serve. */
const PAUSES = [200, 500, 1_000, 2_000];

/** The messages of a queue: those that wait, those that a function works on, and those that are held back. */
const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** The connection to SQS. */
export interface ReportQueueConfig {
  readonly region: string;
  readonly credentials: () => Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;
  /** Default: that of the environment, as the SDK reads it, or of SQS in the Region. */
  readonly endpoint?: string;
  /** Milliseconds before each repetition of a request that failed. */
  readonly pauses?: readonly number[];
  /** Milliseconds before each repetition of a request that is not allowed; default: none is repeated. */
  readonly propagationPauses?: readonly number[];
}

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
  private readonly signer: SignatureV4;
  private readonly http = new NodeHttpHandler({
    connectionTimeout: 5_000,
    requestTimeout: 30_000,
    throwOnRequestTimeout: true,
  });

  constructor(private readonly config: ReportQueueConfig) {
    const { region, credentials } = config;
    this.signer = new SignatureV4({ service: 'sqs', region, credentials, sha256: Hash.bind(null, 'sha256') });
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
    this.http.destroy();
  }

  private async send(body: string): Promise<Answer> {
    const { pauses = PAUSES, propagationPauses = [] } = this.config;
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
    const { region, endpoint = AWS_ENDPOINT_URL_SQS || AWS_ENDPOINT_URL } = this.config;
    return endpoint || `https://sqs.${region}.${partition(region).dnsSuffix}`;
  }

  private async sendOnce(body: string): Promise<Answer> {
    const url = new URL(this.endpoint);
    const request = new HttpRequest({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      port: url.port === '' ? undefined : Number(url.port),
      path: '/',
      headers: {
        host: url.host,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.GetQueueAttributes',
      },
      body,
    });
    const { response } = await this.http.handle((await this.signer.sign(request)) as HttpRequest);
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
