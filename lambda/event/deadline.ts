import { OutOfTime } from '../../codeartifact/describe-service-error';

/** The division of the last seconds, in parts of the reserve, which is a tenth of the time at first. */
const RESERVE_MILLISECONDS = 20_000;
const RESERVE_PART = 0.1;

/** Keeps enough time to list the versions once more after a failure, and to answer. */
export class Deadline {
  private readonly reserve: number;

  /**
   * @param remaining milliseconds until Lambda ends the function, or CloudFormation stops waiting for it
   * @param isCurrent whether no newer event of the resource has come; default: none can
   */
  constructor(
    private readonly remaining: () => number,
    private readonly isCurrent: () => boolean = () => true,
  ) {
    this.reserve = Math.min(RESERVE_MILLISECONDS, remaining() * RESERVE_PART);
  }

  /** True if another batch may be started, now or after a pause in milliseconds. */
  allowsBatch(pause = 0): boolean {
    return this.isCurrent() && this.remaining() - pause > 2 * this.reserve;
  }

  /** Milliseconds left for calls that dispose, and the list before them. */
  get forCalls(): number {
    return this.remaining() - this.reserve;
  }

  /** Milliseconds left for the list after a failure. */
  get forConfirmation(): number {
    return this.remaining() - this.reserve / 2;
  }

  /** The deadline of calls without which those before would have done harm: they may use the time for that list. */
  get forCorrection(): Deadline {
    return new Deadline(() => this.forConfirmation, this.isCurrent);
  }
}

/**
 * Runs a call with a signal that ends it in time, and waits no longer, also where the call sleeps
 * before a retry and would not notice.
 *
 * @param service the service that is called, whose last error is the reason if the time is up
 * @throws OutOfTime
 */
export async function within<T>(
  milliseconds: number,
  call: (signal: AbortSignal) => Promise<T>,
  service?: { readonly lastError?: Error },
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => {
        const { lastError } = service ?? {};
        controller.abort();
        reject(new OutOfTime(lastError));
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
