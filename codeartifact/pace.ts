import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds that calls may catch up after a late timer. */
const BURST = 50;
/** Milliseconds until a halved pace has recovered. */
const RECOVERY = 60_000;
/** Milliseconds after a slow-down. Refusals in this time belong to calls that were sent before it. */
const SETTLE = 1_000;
const SLOWEST_PER_SECOND = 0.5;

/**
 * Spaces calls evenly, so that no second has more than the given number. When the service throttles, it halves the pace
 * at once and takes a minute to return: another caller needs the quota, too.
 */
export class Pace {
  private perSecond: number;
  private next = 0;
  private measuredAt = 0;
  private slowedAt = -Infinity;

  /** @param maxPerSecond calls a second, above 0 */
  constructor(
    private readonly maxPerSecond: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.perSecond = maxPerSecond;
  }

  /** Takes the next turn, and returns the milliseconds until the call may be sent. */
  takeTurn(): number {
    const now = this.now();
    this.recover(now);
    const turn = Math.max(this.next, now - BURST);
    this.next = turn + 1_000 / this.perSecond;
    return Math.max(0, turn - now);
  }

  /** The service refused a call as one too many. */
  slowDown(): void {
    const now = this.now();
    this.recover(now);
    if (now - this.slowedAt < SETTLE) {
      return;
    }
    this.slowedAt = now;
    const slowest = Math.min(SLOWEST_PER_SECOND, this.maxPerSecond);
    this.perSecond = Math.max(slowest, this.perSecond / 2);
    this.next = Math.max(this.next, now) + 1_000 / this.perSecond;
  }

  private recover(now: number) {
    const gained = (this.maxPerSecond * (now - this.measuredAt)) / RECOVERY;
    this.perSecond = Math.min(this.maxPerSecond, this.perSecond + gained);
    this.measuredAt = now;
  }
}

/** Calls of an operation a second, by the path of its requests. */
export type Paces = Readonly<Record<string, Pace>>;

/** Observers of paced requests. */
export interface PaceObserver {
  /** Called after a call that the service throttled. */
  readonly onThrottled?: () => void;
  /** Called with the path of each request when its turn has come; its error keeps the request back. */
  readonly checkTurn?: (path: string) => void;
}

/**
 * Sends each request of the SDK at its turn, retries included. It waits before the request's own time begins, so that
 * waiting never makes a call time out.
 */
export class PacedHttpHandler extends NodeHttpHandler {
  constructor(
    private readonly paces: Paces,
    options: NodeHttpHandlerOptions,
    private readonly observer: PaceObserver = {},
  ) {
    super(options);
  }

  override async handle(...[request, options]: Parameters<NodeHttpHandler['handle']>) {
    const pace = this.paces[request.path];
    const wait = pace?.takeTurn() ?? 0;
    if (wait >= 1) {
      await sleep(wait, undefined, { signal: options?.abortSignal as AbortSignal | undefined });
    }
    this.observer.checkTurn?.(request.path);
    const answer = await super.handle(request, options);
    if (answer.response.statusCode === 429) {
      pace?.slowDown();
      this.observer.onThrottled?.();
    }
    return answer;
  }
}
