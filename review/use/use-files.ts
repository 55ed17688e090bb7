import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isFormat } from '../../declaration/package-format';
import { CommandError } from '../text/command-error';
import { oneLine } from '../text/sanitize';
import { type Coverage, parseCoverage } from './coverage';
import { type LoggedRepository, type PackageRequest, repositoryKey } from './request';
import type { UseLog } from './use-log';
import { describeFileError } from '../text/file-error';

/** Lines that are in memory at once. */
const LINES_PER_PART = 1_000;
const COVERAGE = 'coverage.json';
const COLUMNS = 'format\tnamespace\tpackage\tversion\tlastRequest';

/** A request, and when it was last made. */
export interface LastRequest extends PackageRequest {
  readonly time: Date;
}

/** The files that show the use of repositories, and what their log covers. */
export interface OutputFile {
  readonly path: string;
  /** One after the other. */
  readonly parts: Iterable<string>;
}

/** A file for each repository, with a line for each request since a time, and one for what the log covers. */
export function makeUseFiles(
  log: UseLog,
  { coverage, since }: { readonly coverage: string; readonly since: Date },
): readonly OutputFile[] {
  const repositories = [...log.repositories].map(([key, requests]) => ({
    path: `${key}.tsv`,
    parts: writeRequests(requests, since),
  }));
  return [...repositories, { path: COVERAGE, parts: [coverage] }];
}

/** The header, and the lines of requests since a time in the order of their names. */
function* writeRequests(requests: ReadonlyMap<string, number>, since: Date): Generator<string> {
  yield `${COLUMNS}\n`;
  const names = [...requests.keys()].sort();
  for (let n = 0; n < names.length; n += LINES_PER_PART) {
    yield names
      .slice(n, n + LINES_PER_PART)
      .map((name) => [name, requests.get(name) ?? 0] as const)
      .filter(([, time]) => time >= since.getTime())
      .map(([name, time]) => `${name}\t${new Date(time).toISOString()}\n`)
      .join('');
  }
}

/** Reads files of use from their folder. */
export class UseFolder {
  constructor(private readonly folder: string) {}

  /**
   * What the log covers; undefined if there is no such folder.
   *
   * @throws CommandError where the file cannot be read
   */
  readCoverage(): readonly Coverage[] | undefined {
    const path = join(this.folder, COVERAGE);
    return existsSync(path) ? this.read(path, parseCoverage) : undefined;
  }

  /** The repositories of a domain that the log has requests of. */
  listRepositories({ owner, region, domain }: Omit<LoggedRepository, 'repository'>): readonly string[] {
    const path = join(this.folder, owner, region, domain);
    return existsSync(path) ? readdirSync(path).flatMap((name) => /^(.+)\.tsv$/.exec(name)?.[1] ?? []) : [];
  }

  /**
   * The last requests of a repository; none if the log has none.
   *
   * @throws CommandError where the file cannot be read
   */
  readRequests(repository: LoggedRepository): readonly LastRequest[] {
    const path = join(this.folder, `${repositoryKey(repository)}.tsv`);
    return existsSync(path) ? this.read(path, parseRequests) : [];
  }

  private read<T>(path: string, parse: (text: string) => T): T {
    try {
      return parse(readFileSync(path, 'utf8'));
    } catch (error) {
      throw new CommandError(
        `${oneLine(path)} cannot be read: ${oneLine(describeFileError(error), 500)}. Nothing was written.`,
      );
    }
  }
}

function parseRequests(text: string): readonly LastRequest[] {
  const [header, ...lines] = text.split('\n');
  if (header !== COLUMNS || lines.at(-1) !== '') {
    throw new RangeError('it must begin with the header of a file of use and end with a whole line');
  }
  return lines.slice(0, -1).map((line, n) => {
    const [format, namespace = '', name = '', version = '', time = ''] = line.split('\t');
    const date = new Date(time);
    if (!isFormat(format) || name === '' || version === '' || Number.isNaN(date.getTime())) {
      throw new RangeError(
        `line ${n + 2}: a line has a format, a namespace, a package, a version and a time; got ${line.slice(0, 200)}`,
      );
    }
    return { format, namespace, package: name, version, time: date };
  });
}

/** Makes the folder of a file. */
export function makeFolder(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
}
