import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { actionOfManifestType, actionOfType } from '../../declaration/resource-type';
import { DisposalError, type FailureMessage, lateEvent, unknownAge } from './failure';

/** Seconds that CloudFormation waits for an answer at most, and where the template does not say (User Guide, ServiceTimeout). */
const MAX_WAIT = 3_600;

/**
 * The tolerated error of the function's clock: five minutes, as for any signature of AWS, or a sixth of the wait if that
 * is less. An event is late so much before the wait ends.
 */
const MAX_SKEW_MILLISECONDS = 300_000;
const SKEW_SHARE = 1 / 6;

/** Set to `true` to accept events whose age is not known. */
const ACCEPT_UNKNOWN_AGE = 'ACCEPT_EVENTS_OF_UNKNOWN_AGE';

/** The time that CloudFormation waits for the answer to an event. */
export interface Wait {
  /** Until when CloudFormation certainly waits, in milliseconds of the epoch; infinite if the age is not known. */
  readonly end: number;
  /** The reason why nothing can be changed if the age of the event is not known. */
  readonly unknownAge?: FailureMessage;
}

/**
 * Determines until when CloudFormation waits for the answer to an event. Lambda may hold an event back for hours;
 * CloudFormation has rolled the stack back by then, and no version may be changed any more.
 *
 * Neither the event nor its context says when it was sent. The response URL does: it is signed when the event is sent,
 * and `X-Amz-Date` is the time of its signature.
 *
 * @throws DisposalError if CloudFormation may have given the event up
 */
export function determineWait(event: CloudFormationCustomResourceEvent, now = Date.now()): Wait {
  const parameters = new URL(event.ResponseURL).searchParams;
  const action = actionOfType(event.ResourceType) ?? actionOfManifestType(event.ResourceType);
  const sent = issueTime(event);
  const wait = 1_000 * Math.min(readSeconds(serviceTimeout(event)), readSeconds(parameters.get('X-Amz-Expires')));
  const skew = Math.min(MAX_SKEW_MILLISECONDS, wait * SKEW_SHARE);
  if (sent === undefined || now < sent - skew) {
    const isAccepted = process.env[ACCEPT_UNKNOWN_AGE] === 'true';
    const failure = unknownAge(sent && (sent - now) / 1_000, `${ACCEPT_UNKNOWN_AGE}=true`, action);
    return { end: Infinity, unknownAge: isAccepted ? undefined : failure };
  }
  const end = sent + wait - skew;
  if (now >= end) {
    throw new DisposalError(lateEvent((now - sent) / 1_000, wait / 1_000, action));
  }
  return { end };
}

/** The time at which CloudFormation sent an event, in milliseconds of the epoch; undefined if its response URL does not say. */
export function issueTime({ ResponseURL }: CloudFormationCustomResourceEvent): number | undefined {
  return signatureTime(new URL(ResponseURL).searchParams.get('X-Amz-Date') ?? '');
}

function serviceTimeout({ ResourceProperties: properties }: CloudFormationCustomResourceEvent): unknown {
  return (Object(properties) as { ServiceTimeout?: unknown }).ServiceTimeout;
}

/** A text that is no number of seconds does not shorten the wait. */
function readSeconds(value: unknown): number {
  const seconds = typeof value === 'string' ? Number(value) : NaN;
  return seconds >= 1 && seconds <= MAX_WAIT ? seconds : MAX_WAIT;
}

/** The time in milliseconds of the epoch: `20260101T120000Z` (AWS Signature Version 4). */
function signatureTime(text: string): number | undefined {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
  const time = Date.parse(iso);
  return iso !== text && Number.isFinite(time) ? time : undefined;
}
