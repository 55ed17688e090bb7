/** Runs a bounded number of pieces of work at once, in the order of their arrival. */
export class Slots {
  private readonly waiting: (() => void)[] = [];

  /** @param free how many run at once */
  constructor(private free: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) {
      this.free -= 1;
    } else {
      await new Promise<void>((start) => this.waiting.push(start));
    }
    try {
      return await work();
    } finally {
      const start = this.waiting.shift();
      if (start) {
        start();
      } else {
        this.free += 1;
      }
    }
  }
}
