import { contentFromBytes } from './asset-content';
import type { Fault, RawAnswer } from './faults';

/** The end of a call: an answer, or a connection that is cut. `cutAfter` is the number of bytes before the cut. */
export type CallOutcome = { readonly answer: RawAnswer; readonly cutAfter?: number } | 'reset' | 'no-answer';

/**
 * The end of a call by a fault that neither waits nor answers with an exception.
 *
 * @param answer of the service, where the fault shows after the work
 */
export function findOutcome(fault: Fault, answer: RawAnswer | undefined): CallOutcome {
  const work = () => requireAnswer(fault, answer);
  switch (fault.fault) {
    case 'reset':
    case 'answer-lost':
      return 'reset';
    case 'no-answer':
      return 'no-answer';
    case 'truncated':
      return { answer: work(), cutAfter: Math.floor((work().content?.size ?? work().body.length) / 2) };
    case 'content':
      return { answer: withContent(work(), fault.rewrite) };
    case 'malformed-json':
      return { answer: { ...work(), body: work().body.slice(0, -1) } };
    case 'html':
      return {
        answer: {
          status: fault.status ?? 502,
          headers: { 'content-type': 'text/html' },
          body: '<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>',
        },
      };
    case 'raw':
      return { answer: fault.answer };
    default:
      return { answer: work() };
  }
}

/** @throws Error if the fault shows after the work, and the call did not get there */
function requireAnswer({ fault }: Fault, answer: RawAnswer | undefined): RawAnswer {
  if (answer === undefined) {
    throw new Error(`The fault ${fault} must come after the work of the call; got no answer.`);
  }
  return answer;
}

function withContent(answer: RawAnswer, rewrite: (bytes: Buffer) => Buffer): RawAnswer {
  return answer.content === undefined
    ? answer
    : { ...answer, content: contentFromBytes(rewrite(Buffer.concat([...answer.content.chunks()]))) };
}
