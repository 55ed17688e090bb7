/** Milliseconds between two looks at the current event, within a slice and from slice to slice. */
export const INTERVAL = 2_000;
/** Milliseconds after which a look counts no more, in case S3 does not answer. */
const MAX_AGE = 15_000;

/** Looks again and again whether the event of an execution is the current one, while the execution works. */
export class CurrentEventWatch {
  private confirmedAt = -Infinity;
  private lost = false;

  /** @param readIsCurrent asks S3 whether the event is the current one */
  constructor(private readonly readIsCurrent: () => Promise<boolean>) {}

  /** True if another call may be made: a look showed so not long ago. */
  get isCurrent(): boolean {
    return !this.lost && performance.now() - this.confirmedAt < MAX_AGE;
  }

  /** True if a look showed that a newer event has come. */
  get isSuperseded(): boolean {
    return this.lost;
  }

  /**
   * Asks S3, unless that was done a moment ago.
   *
   * @throws the error of S3
   */
  async confirm(maxAge = 0): Promise<void> {
    const now = performance.now();
    if (this.lost || now - this.confirmedAt < maxAge) {
      return;
    }
    if (await this.readIsCurrent()) {
      this.confirmedAt = now;
    } else {
      this.lost = true;
    }
  }

  /** Looks every two seconds while work is done, so that the work notices a newer event between two of its calls. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    // A look that fails changes nothing: the last one counts until it is too old.
    const timer = setInterval(() => void this.confirm().catch(() => undefined), INTERVAL);
    try {
      return await work();
    } finally {
      clearInterval(timer);
    }
  }
}
