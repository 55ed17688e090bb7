import { OutOfTime } from '../../codeartifact/describe-service-error';

/** How the last seconds are divided, in parts of the reserve, which is a tenth of the time at first. */
const RESERVE_MILLISECONDS = 20_000;
const RESERVE_PART = 0.1;

/** Keeps enough time to list the versions once more after a failure, and to answer. */
export class Deadline {
  private readonly reserve: number;

  /** @param remaining milliseconds until Lambda ends the function, or CloudFormation stops waiting for it */
  constructor(private readonly remaining: () => number) {
    this.reserve = Math.min(RESERVE_MILLISECONDS, remaining() * RESERVE_PART);
  }

  /** Whether another batch may be started, now or after a pause in milliseconds. */
  allowsBatch(pause = 0): boolean {
    return this.remaining() - pause > 2 * this.reserve;
  }

  /** Milliseconds in which calls that dispose have to end, and the list before them. */
  get forCalls(): number {
    return this.remaining() - this.reserve;
  }

  /** Milliseconds in which the list after a failure has to end. */
  get forConfirmation(): number {
    return this.remaining() - this.reserve / 2;
  }
}

/**
 * Runs a call with a signal that ends it in time, and waits no longer, also where the call sleeps
 * before a retry and would not notice.
 *
 * @throws OutOfTime
 */
export async function within<T>(milliseconds: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => {
        controller.abort();
        reject(new OutOfTime());
      },
      Math.max(0, milliseconds),
    );
  });
  try {
    return await Promise.race([call(controller.signal), timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
