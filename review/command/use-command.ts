import { join } from 'node:path';
import { RegionalClients } from '../read/regional-clients';
import { counted, oneLine } from '../text/sanitize';
import { readAge } from '../declare/age';
import { readAthenaLog } from '../use/athena-log';
import { type Coverage, findCoverage, writeCoverage } from '../use/coverage';
import { findLeftOut } from '../use/left-out';
import { parseTrail, readTrail, type TrailResult } from '../use/read-trail';
import { makeFolder, makeUseFiles } from '../use/use-files';
import { hashUseOptions, readUseState, type UseState, writeUseState } from '../use/use-state';
import { printTextToStderr, replaceFile } from './output';
import { Progress } from './progress';

/** The options of `use`. */
export interface UseOptions {
  /** The place of the log files, `s3://<bucket>/<prefix>/`. */
  readonly trail?: string;
  /** The result of the query of Athena, a file. */
  readonly athena?: string;
  /** A number of days, or a date. */
  readonly since: string;
  /** The folder of the files of use. */
  readonly output: string;
  readonly leaveOutPrincipal: readonly string[];
  readonly leaveOutUserAgent: readonly string[];
  /** The Region of the bucket. */
  readonly region?: string;
  readonly profile?: string;
}

const STATE_FILE = '.use.state';
/** Milliseconds between two states, and how much longer than the writing of one this must be. */
const STATE_INTERVAL = 10_000;
const STATE_SHARE = 20;
/** Of the rules by which logs are read: a state of other rules is not continued. */
const RULES_VERSION = 1;

/**
 * Reads the log of CloudTrail, and writes when each version was last requested, and what the log covers.
 *
 * @returns the exit status
 * @throws CommandError where the log cannot be read; only the state was written then. RangeError where the options make no sense
 */
export async function useCommand(options: UseOptions): Promise<number> {
  const { trail, athena, output } = options;
  if ((trail === undefined) === (athena === undefined)) {
    throw new RangeError(`Either --trail or --athena must be given; got ${trail === undefined ? 'neither' : 'both'}.`);
  }
  const now = new Date();
  const since = readSince(options.since, now);
  const patterns = { principals: options.leaveOutPrincipal, userAgents: options.leaveOutUserAgent };
  const hash = hashUseOptions([RULES_VERSION, trail, athena, patterns]);
  const statePath = join(output, STATE_FILE);
  const isTrail = trail !== undefined;
  const state = readUseState(statePath, isTrail ? hash : '');
  makeFolder(statePath);
  const result = isTrail
    ? await readFromTrail(state, {
        options,
        trail,
        since,
        save: () => replaceFile(statePath, writeUseState(state, hash)),
      })
    : await readAthenaLog(state.log, { path: athena!, since, findLeftOut: findLeftOut(patterns) });
  const coverage = findCoverage(state.log, since);
  const source = { log: trail ?? athena ?? '', since, now };
  for (const { path, data } of makeUseFiles(state.log, { coverage: writeCoverage(coverage, source), since })) {
    makeFolder(join(output, path));
    replaceFile(join(output, path), data);
  }
  printTextToStderr(
    [describeResult(state, result), ...coverage.flatMap(describeCoverage), 'No log was changed.'].join('\n'),
  );
  return 0;
}

function readSince(text: string, now: Date): Date {
  try {
    return readAge(text, now);
  } catch (error) {
    throw new RangeError(`--since must be ${(error as Error).message}; got ${text}.`, { cause: error });
  }
}

interface TrailInputs {
  readonly options: UseOptions;
  readonly trail: string;
  readonly since: Date;
  readonly save: () => void;
}

/** Keeps what was read, so that the next run reads only what is new, also after an error. */
async function readFromTrail(state: UseState, { options, trail, since, save }: TrailInputs): Promise<TrailResult> {
  const clients = new RegionalClients({ region: options.region, profile: options.profile }, () => undefined);
  const progress = new Progress(undefined, 'files', 'the log');
  let nextSave = Date.now() + STATE_INTERVAL;
  const saveNow = () => {
    const start = Date.now();
    save();
    nextSave = Date.now() + Math.max(STATE_INTERVAL, (Date.now() - start) * STATE_SHARE);
  };
  try {
    return await readTrail(state, {
      store: await clients.objects(options.region),
      trail: parseTrail(trail),
      since,
      findLeftOut: findLeftOut({ principals: options.leaveOutPrincipal, userAgents: options.leaveOutUserAgent }),
      onFile: (done, total) => {
        progress.show(done, total);
        if (Date.now() > nextSave) {
          saveNow();
        }
      },
    });
  } finally {
    progress.stop();
    clients.close();
    save();
  }
}

function describeResult({ log }: UseState, { readCount, knownCount, otherCount }: TrailResult): string {
  return (
    `${counted(readCount, 'log file')} read, ${knownCount.toLocaleString('en-US')} known from an earlier run` +
    `${otherCount > 0 ? `, ${counted(otherCount, 'object')} of other kinds not read` : ''}: ` +
    `${counted(log.requestCount, 'request')} for ${log.repositories.size === 1 ? '1 repository' : `${log.repositories.size} repositories`}.`
  );
}

/** Gaps that one line names. */
const MAX_GAPS = 5;

function describeCoverage({ account, region, first, last, gaps, formats, ...counts }: Coverage): readonly string[] {
  const name = `${account} in ${region}`;
  const leftOut = Object.entries(counts.leftOut).map(([pattern, count]) => `${count} by ${oneLine(pattern)}`);
  const firstGaps = gaps.slice(0, MAX_GAPS).map(({ from, to }) => `${minute(from)} to ${minute(to)}`);
  return [
    `${name}: files from ${minute(first)} to ${minute(last)}; reads of ${[...formats.keys()].sort().join(', ') || 'no format'}`,
    ...(gaps.length > 0
      ? [
          `  note: ${counted(gaps.length, 'gap')} of more than an hour: ${firstGaps.join(', ')}${gaps.length > firstGaps.length ? ', …' : ''}`,
        ]
      : []),
    ...(counts.withoutVersion > 0
      ? [`  ${counted(counts.withoutVersion, 'request')} without a version in its members`]
      : []),
    ...(counts.unattributed
      ? [`  note: a request of ${minute(counts.unattributed)} does not tell for which repository it is`]
      : []),
    ...(leftOut.length > 0 ? [`  left out: ${leftOut.join(', ')}`] : []),
  ];
}

function minute(date: Date): string {
  return `${date.toISOString().slice(0, 16)}Z`;
}
