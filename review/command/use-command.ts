import { join, resolve } from 'node:path';
import { RegionalClients } from '../read/regional-clients';
import { counted, oneLine } from '../text/sanitize';
import { readAge } from '../declare/age';
import { readAthenaLog } from '../use/athena-log';
import { type Coverage, findCoverage, writeCoverage } from '../use/coverage';
import { findLeftOut, type LeftOutPatterns } from '../use/left-out';
import { parseTrail, readTrail, type TrailResult } from '../use/read-trail';
import { makeFolder, makeUseFiles } from '../use/use-files';
import { UseLog } from '../use/use-log';
import { pruneState, readUseState, type UseState, writeUseState } from '../use/use-state';
import { interruption, printTextToStderr, replaceFileByParts } from './output';
import { Progress } from './progress';
import { findStateFile, hashValues } from './state-file';

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

/** Milliseconds between two states, and how much longer than the writing of one this must be. */
const STATE_INTERVAL = 10_000;
const STATE_SHARE = 20;
/** Environment variables that say where the bucket is. */
const ENDPOINT_VARIABLES = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3'];
/** Of the rules by which logs are read: a state of other rules is not continued. */
const RULES_VERSION = 2;

/**
 * Reads the log of CloudTrail, and writes when each version was last requested, and the cover of the log.
 *
 * @returns the exit status, 1 if a file could not be read
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
  const { state, result } =
    trail === undefined
      ? await readFromAthena(athena ?? '', since, patterns)
      : await readFromTrail(trail, since, { options, patterns });
  const coverage = findCoverage(state.log, since);
  const source = { log: trail ?? athena ?? '', since, now };
  for (const { path, parts } of makeUseFiles(state.log, { coverage: writeCoverage(coverage, source), since })) {
    makeFolder(join(output, path));
    replaceFileByParts(join(output, path), parts);
  }
  printTextToStderr(
    [
      describeResult(state, result),
      ...coverage.flatMap(describeCoverage),
      ...describeDamage(result),
      'No log was changed.',
    ].join('\n'),
  );
  return result.damaged.length > 0 ? 1 : 0;
}

function readSince(text: string, now: Date): Date {
  try {
    return readAge(text, now);
  } catch (error) {
    throw new RangeError(`--since must be ${(error as Error).message}; got ${text}.`, { cause: error });
  }
}

/** A log that was read, and how. */
interface ReadLog {
  readonly state: UseState;
  readonly result: TrailResult;
}

async function readFromAthena(path: string, since: Date, patterns: LeftOutPatterns): Promise<ReadLog> {
  const state: UseState = { log: new UseLog(), keys: new Set() };
  return { state, result: await readAthenaLog(state.log, { path, since, findLeftOut: findLeftOut(patterns) }) };
}

/** Keeps the files that were read, so that the next run reads only new ones, also after an error. */
async function readFromTrail(
  trail: string,
  since: Date,
  { options, patterns }: { readonly options: UseOptions; readonly patterns: LeftOutPatterns },
): Promise<ReadLog> {
  const { region, profile, output } = options;
  const location = parseTrail(trail);
  const endpoints = ENDPOINT_VARIABLES.map((name) => process.env[name] ?? null);
  const hash = hashValues([RULES_VERSION, trail, patterns, endpoints]);
  const statePath = findStateFile('use', [resolve(output), trail]);
  const state = readUseState(statePath, hash);
  pruneState(state, since);
  const clients = new RegionalClients({ region, profile }, () => undefined);
  const progress = new Progress(undefined, 'files', 'the log');
  let nextSave = Date.now() + STATE_INTERVAL;
  const save = () => {
    const start = Date.now();
    replaceFileByParts(statePath, writeUseState(state, hash));
    nextSave = Date.now() + Math.max(STATE_INTERVAL, (Date.now() - start) * STATE_SHARE);
  };
  interruption.describe = () => {
    save();
    return `Interrupted. No use was written. What was read is kept in ${statePath}: the same command reads the other files.`;
  };
  try {
    const result = await readTrail(state, {
      store: await clients.objects(region),
      trail: location,
      since,
      findLeftOut: findLeftOut(patterns),
      onFile: (finishedCount, total) => {
        progress.show(finishedCount, total);
        if (Date.now() > nextSave) {
          save();
        }
      },
    });
    return { state, result };
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

/** Damaged files that are named. */
const MAX_DAMAGED = 20;

function describeDamage({ damaged }: TrailResult): readonly string[] {
  const more = damaged.length - MAX_DAMAGED;
  return [
    ...damaged.slice(0, MAX_DAMAGED).map(({ message }) => `error: ${message}`),
    ...(more > 0 ? [`error: ${counted(more, 'more log file')} cannot be read`] : []),
    ...(damaged.length > 0
      ? [
          'Such a file could have shown a use: a policy selects nothing of its account and Region while its time counts.',
        ]
      : []),
  ];
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
