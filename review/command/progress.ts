import { Presets, SingleBar } from 'cli-progress';
import { printToStderr } from './output';

/** Fewer calls than this end before a bar can be read. */
const WORTH_SHOWING = 10;

/** Milliseconds between two lines of a log, which is no terminal. */
const LINE_INTERVAL = 30_000;

/** Milliseconds after which the rate of the calls tells something. */
const MIN_ELAPSED = 3_000;

/** The progress of the reading, on stderr: a bar on a terminal, and a line now and then in a log. */
export class Progress {
  private bar: SingleBar | undefined;
  private startTime: number | undefined;
  private lineTime = 0;

  /**
   * @param now milliseconds
   * @param unit the noun of the count
   * @param source what is read
   */
  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly unit = 'calls',
    private readonly source = 'the registry',
  ) {}

  /** Shows the counts; called whenever they change. */
  readonly show = (finishedCount: number, total: number) => {
    this.startTime ??= this.now();
    if (total < WORTH_SHOWING) {
      return;
    }
    if (process.stderr.isTTY) {
      this.showBar(finishedCount, total);
    } else {
      this.showLine(finishedCount, total);
    }
  };

  stop() {
    this.bar?.stop();
    this.bar = undefined;
  }

  private showBar(finishedCount: number, total: number) {
    const left = this.timeLeft(finishedCount, total);
    if (!this.bar) {
      const format = `Reading ${this.source} {bar} {value}/{total} {left}`;
      this.bar = new SingleBar({ stream: process.stderr, format, clearOnComplete: true }, Presets.shades_classic);
      this.bar.start(total, finishedCount, { left });
      // An interrupt ends the process at once; the bar has changed how the terminal wraps lines.
      process.once('exit', () => this.stop());
    }
    this.bar.setTotal(total);
    this.bar.update(finishedCount, { left });
  }

  private showLine(finishedCount: number, total: number) {
    const elapsed = this.now() - this.startTime!;
    if (elapsed - this.lineTime < LINE_INTERVAL || finishedCount === total) {
      return;
    }
    this.lineTime = elapsed;
    const counts = `${finishedCount.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} ${this.unit}`;
    printToStderr(
      [`Reading ${this.source}: ${counts}`, this.timeLeft(finishedCount, total)].filter(Boolean).join(', '),
    );
  }

  private timeLeft(finishedCount: number, total: number): string {
    return timeLeftText({ done: finishedCount, total, elapsed: this.now() - this.startTime! });
  }
}

/**
 * The rate of the calls so far, and the time that the calls that are known of take at that rate. Empty where that is not known
 * yet, or is over at once.
 *
 * @param progress counts of calls, and milliseconds since the first one
 */
export function timeLeftText({
  done: finishedCount,
  total,
  elapsed,
}: Record<'done' | 'total' | 'elapsed', number>): string {
  const seconds = Math.ceil(((elapsed / finishedCount) * (total - finishedCount)) / 1000);
  if (elapsed < MIN_ELAPSED || finishedCount === 0 || seconds < 1) {
    return '';
  }
  const minutes = Math.round(seconds / 60);
  const time = seconds < 90 ? `${seconds} s` : minutes < 90 ? `${minutes} min` : `${(seconds / 3600).toFixed(1)} h`;
  return `${rateText(finishedCount, elapsed)}, about ${time} left`;
}

function rateText(count: number, elapsed: number): string {
  const rate = (count * 1000) / elapsed;
  return rate < 1
    ? `${Math.max(1, Math.round(rate * 60))} a minute`
    : `${Math.round(rate).toLocaleString('en-US')} a second`;
}
