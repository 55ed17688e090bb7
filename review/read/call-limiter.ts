/** After this many calls without a slow-down, one more call runs at once. */
const CALLS_TO_SPEED_UP = 20;

/** Runs a few calls at once, in the order of their addition. */
export class CallLimiter {
  private readonly waiting: (() => void)[] = [];
  private started = 0;
  private running = 0;
  private count = 0;
  private total = 0;
  private failed = false;
  private allowed: number;
  private sinceSlowedDown = 0;

  constructor(
    private readonly limit: number,
    private readonly onProgress?: (count: number, total: number) => void,
  ) {
    this.allowed = limit;
  }

  /** Runs a call when its turn comes. After a call has failed, no other call is started. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    this.total += 1;
    this.onProgress?.(this.count, this.total);
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
      this.count += 1;
      this.onProgress?.(this.count, this.total);
      this.speedUp();
      this.startNext();
    }
  }

  /** Halves the number of calls at once, because the service throttles them; later calls raise it again. */
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
