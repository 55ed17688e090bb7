/** Runs calls, a few at once, in the order they were asked for. */
export class CallsAtOnce {
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private done = 0;
  private total = 0;
  private failed = false;

  constructor(
    private readonly limit: number,
    private readonly onProgress?: (done: number, total: number) => void,
  ) {}

  /** Runs a call when its turn comes; after one has failed, none is started any more. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    this.total += 1;
    this.onProgress?.(this.done, this.total);
    if (this.running >= this.limit) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running += 1;
    }
    if (this.failed) {
      return new Promise<never>(() => {});
    }
    try {
      return await call();
    } catch (error) {
      this.failed = true;
      throw error;
    } finally {
      this.done += 1;
      this.onProgress?.(this.done, this.total);
      const next = this.waiting.shift();
      if (next) {
        next();
      } else {
        this.running -= 1;
      }
    }
  }
}
