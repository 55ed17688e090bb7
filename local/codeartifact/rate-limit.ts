import type { OperationName } from './operations';

/** Requests per second, over all operations together or for each of some. */
export type RateLimit = number | Partial<Record<OperationName, number>>;

/** A token bucket per limit; it holds the requests of one second and starts full. */
export class RateLimiter {
  private readonly buckets = new Map<string, { tokens: number; time: number }>();

  constructor(private readonly limit: RateLimit | undefined) {}

  /** True if a request that arrives at `now` (milliseconds) is within the limit. */
  admits(operation: OperationName, now: number): boolean {
    const { limit } = this;
    const perSecond = typeof limit === 'object' ? limit[operation] : limit;
    if (perSecond === undefined) {
      return true;
    }
    const key = typeof limit === 'object' ? operation : '';
    const bucket = this.buckets.get(key) ?? { tokens: perSecond, time: now };
    bucket.tokens = Math.min(perSecond, bucket.tokens + ((now - bucket.time) * perSecond) / 1000);
    bucket.time = now;
    this.buckets.set(key, bucket);
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens -= 1;
    return true;
  }
}
