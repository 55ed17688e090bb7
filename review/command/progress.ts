import { Presets, SingleBar } from 'cli-progress';
import { printToStderr } from './output';

/** Fewer calls than this end before anybody reads a bar. */
const WORTH_SHOWING = 10;

/** Milliseconds between two lines of a log, which is no terminal. */
const LINE_INTERVAL = 30_000;

/** Milliseconds after which the rate of the calls tells something. */
const MIN_ELAPSED = 3_000;

/** How far the reading is, on stderr: a bar on a terminal, and a line now and then in a log. */
export class Progress {
  private bar: SingleBar | undefined;
  private startTime: number | undefined;
  private lineTime = 0;

  /**
   * @param now milliseconds
   * @param unit what is counted
   * @param source what is read
   */
  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly unit = 'calls',
    private readonly source = 'the registry',
  ) {}

  /** Shows the counts; called whenever they change. */
  readonly show = (done: number, total: number) => {
    this.startTime ??= this.now();
    if (total < WORTH_SHOWING) {
      return;
    }
    if (process.stderr.isTTY) {
      this.showBar(done, total);
    } else {
      this.showLine(done, total);
    }
  };

  stop() {
    this.bar?.stop();
    this.bar = undefined;
  }

  private showBar(done: number, total: number) {
    const left = this.timeLeft(done, total);
    if (!this.bar) {
      const format = `Reading ${this.source} {bar} {value}/{total} {left}`;
      this.bar = new SingleBar({ stream: process.stderr, format, clearOnComplete: true }, Presets.shades_classic);
      this.bar.start(total, done, { left });
      // An interrupt ends the process at once; the bar has changed how the terminal wraps lines.
      process.once('exit', () => this.stop());
    }
    this.bar.setTotal(total);
    this.bar.update(done, { left });
  }

  private showLine(done: number, total: number) {
    const elapsed = this.now() - this.startTime!;
    if (elapsed - this.lineTime < LINE_INTERVAL || done === total) {
      return;
    }
    this.lineTime = elapsed;
    const counts = `${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} ${this.unit}`;
    printToStderr([`Reading ${this.source}: ${counts}`, this.timeLeft(done, total)].filter(Boolean).join(', '));
  }

  private timeLeft(done: number, total: number): string {
    return timeLeftText({ done, total, elapsed: this.now() - this.startTime! });
  }
}

/**
 * How long the calls that are known of take at the rate of those before. Empty where that is not known
 * yet, or is over at once.
 *
 * @param progress counts of calls, and milliseconds since the first one
 */
export function timeLeftText({ done, total, elapsed }: Record<'done' | 'total' | 'elapsed', number>): string {
  const seconds = Math.ceil(((elapsed / done) * (total - done)) / 1000);
  if (elapsed < MIN_ELAPSED || done === 0 || seconds < 1) {
    return '';
  }
  const minutes = Math.round(seconds / 60);
  const time = seconds < 90 ? `${seconds} s` : minutes < 90 ? `${minutes} min` : `${(seconds / 3600).toFixed(1)} h`;
  return `about ${time} left`;
}
