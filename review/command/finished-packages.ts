import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { type FinishedPackages, type PackageJob, packageText } from '../declare/package-jobs';
import { replaceFile } from './output';
import { readJsonLines } from '../read/json-lines';

/** Milliseconds after which the answers are too old. */
const MAX_AGE = 24 * 60 * 60 * 1000;

interface StateHeader {
  /** Of everything that decides: the files, the Region and the version of the command. */
  readonly hash: string;
  readonly startTime: number;
}

interface StateLine<T> {
  readonly repository: string;
  readonly package: string;
  readonly value: T;
}

/**
 * The finished packages of a run, a line each, in a file beside its output. A run that was interrupted continues with it;
 * one of other files, or of more than a day ago, begins again.
 */
export class FinishedPackagesFile<T> implements FinishedPackages<T> {
  /** The start of the run, also if it was interrupted: ages are counted from then. */
  readonly startTime: Date;
  private readonly values = new Map<string, T>();

  constructor(
    private readonly file: string,
    { hash, now }: { readonly hash: string; readonly now: Date },
  ) {
    const [header, ...lines] = existsSync(file) ? readJsonLines(file) : [];
    const { hash: before, startTime = NaN } = (header ?? {}) as Partial<StateHeader>;
    const age = now.getTime() - startTime;
    if (before === hash && age >= 0 && age < MAX_AGE) {
      this.startTime = new Date(startTime);
      for (const { repository, package: pkg, value } of lines as StateLine<T>[]) {
        this.values.set(toPackageKey(repository, pkg), value);
      }
    } else {
      this.startTime = now;
    }
    // Written again, so that a line that was cut off is not the beginning of the next one.
    const state: StateHeader = { hash, startTime: this.startTime.getTime() };
    replaceFile(file, [state, ...(before === hash && this.values.size > 0 ? lines : [])].map(writeLine).join(''));
  }

  get size(): number {
    return this.values.size;
  }

  find({ repository, pkg }: PackageJob): T | undefined {
    return this.values.get(toPackageKey(repository, packageText(pkg)));
  }

  add({ repository, pkg }: PackageJob, value: T) {
    const line: StateLine<T> = { repository, package: packageText(pkg), value };
    appendFileSync(this.file, writeLine(line));
  }

  remove() {
    rmSync(this.file, { force: true });
  }
}

function toPackageKey(repository: string, pkg: string): string {
  return `${repository} ${pkg}`;
}

function writeLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
