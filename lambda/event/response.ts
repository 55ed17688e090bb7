import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { MAX_RESPONSE_BYTES } from '../../declaration/attributes';
import { composeReason } from './compose-reason';
import type { FailureMessage } from './failure';

export type Data = Readonly<Record<string, string>>;

/** The same in every answer for a resource, whatever is declared: the id CloudFormation knows, or the logical id. */
function physicalId(event: CloudFormationCustomResourceEvent): string {
  const known = 'PhysicalResourceId' in event ? event.PhysicalResourceId : undefined;
  return known || event.LogicalResourceId || 'DisposedPackageVersions';
}

function frame(event: CloudFormationCustomResourceEvent) {
  const { StackId, RequestId, LogicalResourceId } = event;
  return { PhysicalResourceId: physicalId(event), StackId, RequestId, LogicalResourceId };
}

function fits(answer: object): boolean {
  return Buffer.byteLength(JSON.stringify(answer)) <= MAX_RESPONSE_BYTES;
}

export function successAnswer(event: CloudFormationCustomResourceEvent, data: Data = {}): string {
  return JSON.stringify({ Status: 'SUCCESS', ...frame(event), Data: data });
}

/** True if CloudFormation will be able to read an answer with these attributes. */
export function successFits(event: CloudFormationCustomResourceEvent, data: Data): boolean {
  return Buffer.byteLength(successAnswer(event, data)) <= MAX_RESPONSE_BYTES;
}

export function failureAnswer(event: CloudFormationCustomResourceEvent, failure: FailureMessage, log: string): string {
  const answer = (Reason: string) => ({ Status: 'FAILED', Reason, ...frame(event) });
  return JSON.stringify(answer(composeReason(failure, log, (reason) => fits(answer(reason)))));
}

/** Milliseconds between attempts, and for each of them. */
const DELIVERY_PAUSES = [200, 500, 1_000, 2_000];
const TIMEOUT = 5_000;

/**
 * Delivers an answer to CloudFormation's presigned URL.
 *
 * @throws if it cannot be delivered; Lambda then runs the event again, which does no harm. The error
 * does not hold the URL: its holder can answer in the function's place.
 */
export async function deliver(url: string, answer: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const problem = await put(url, answer);
    if (problem === undefined) {
      return;
    }
    const pause = DELIVERY_PAUSES[attempt];
    if (pause === undefined || /^HTTP 4(?!08|29)/.test(problem)) {
      throw new Error(`CloudFormation did not take the answer after ${attempt + 1} attempts: ${problem}`);
    }
    await sleep(pause);
  }
}

/** Undefined if the answer was taken. */
function put(url: string, answer: string): Promise<string | undefined> {
  const body = Buffer.from(answer);
  const options: RequestOptions = {
    method: 'PUT',
    // The signature is made for an empty type.
    headers: { 'content-type': '', 'content-length': body.length },
    timeout: TIMEOUT,
  };
  return new Promise((resolve) => {
    const request = (url.startsWith('https:') ? httpsRequest : httpRequest)(url, options, (response) => {
      response.resume();
      const { statusCode = 0 } = response;
      resolve(statusCode >= 200 && statusCode < 300 ? undefined : `HTTP ${statusCode}`);
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'no answer'));
    request.end(body);
  });
}
