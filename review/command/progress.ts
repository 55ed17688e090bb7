import { Presets, SingleBar } from 'cli-progress';

/** Fewer calls than this end before anybody reads a bar. */
const WORTH_SHOWING = 10;

/** A progress bar on stderr, where that is a terminal. */
export class Progress {
  private bar: SingleBar | undefined;

  /** Shows the counts; called whenever they change. */
  readonly show = (done: number, total: number) => {
    if (!process.stderr.isTTY || total < WORTH_SHOWING) {
      return;
    }
    if (!this.bar) {
      const format = 'Reading the registry {bar} {value}/{total}';
      this.bar = new SingleBar({ stream: process.stderr, format, clearOnComplete: true }, Presets.shades_classic);
      this.bar.start(total, done);
      // An interrupt ends the process at once; the bar has changed how the terminal wraps lines.
      process.once('exit', () => this.stop());
    }
    this.bar.setTotal(total);
    this.bar.update(done);
  };

  stop() {
    this.bar?.stop();
    this.bar = undefined;
  }
}
