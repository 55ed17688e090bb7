/** So many calls in a row without a pause let one more run at once. */
const CALLS_TO_SPEED_UP = 20;

/** Runs calls, a few at once, in the order they were asked for. */
export class CallLimiter {
  private readonly waiting: (() => void)[] = [];
  private started = 0;
  private running = 0;
  private done = 0;
  private total = 0;
  private failed = false;
  private allowed: number;
  private sinceSlowedDown = 0;

  constructor(
    private readonly limit: number,
    private readonly onProgress?: (done: number, total: number) => void,
  ) {
    this.allowed = limit;
  }

  /** Runs a call when its turn comes; after one has failed, none is started any more. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    this.total += 1;
    this.onProgress?.(this.done, this.total);
    await new Promise<void>((start) => {
      this.waiting.push(start);
      this.startNext();
    });
    try {
      return await call();
    } catch (error) {
      this.failed = true;
      throw error;
    } finally {
      this.running -= 1;
      this.done += 1;
      this.onProgress?.(this.done, this.total);
      this.speedUp();
      this.startNext();
    }
  }

  /** The service asks for patience: half as many at once, until it has answered for a while. */
  slowDown() {
    this.allowed = Math.max(1, Math.floor(this.allowed / 2));
    this.sinceSlowedDown = 0;
  }

  private speedUp() {
    this.sinceSlowedDown += 1;
    if (this.allowed < this.limit && this.sinceSlowedDown >= CALLS_TO_SPEED_UP) {
      this.allowed += 1;
      this.sinceSlowedDown = 0;
    }
  }

  private startNext() {
    while (!this.failed && this.running < this.allowed && this.started < this.waiting.length) {
      this.running += 1;
      this.waiting[this.started++]!();
    }
  }
}
