import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cleanUpCommand } from '../../../review/command/clean-up-command';
import { type Coverage, findCoverage, writeCoverage } from '../../../review/use/coverage';
import { readLogFileName } from '../../../review/use/log-file-name';
import { readLogFile } from '../../../review/use/read-log-file';
import { makeUseFiles } from '../../../review/use/use-files';
import { UseLog } from '../../../review/use/use-log';
import type { PackageCoordinates } from '../../../local/codeartifact';
import { captureStderr } from '../command/captured-stderr';
import { ReviewedRegistry } from '../review-of-app';
import { type DatedEvent, FORMATS, request } from './format-requests';
import { logFile, logKey, OWNER } from './log-files';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const REGION = 'us-east-1';

let reviewedRegistry: ReviewedRegistry;
let directory: string;
let stderr: string[];

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
  directory = reviewedRegistry.directory();
  stderr = captureStderr();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await reviewedRegistry.stop();
});

interface LogOptions {
  /** Days for which there is a file every hour, up to now. */
  readonly days?: number;
  /** Hours ago for which there is no file. */
  readonly without?: (hoursAgo: number) => boolean;
  readonly region?: string;
  readonly account?: string;
  /** Days ago of a file that cannot be read. */
  readonly damagedDaysAgo?: number;
}

/** Writes what `use` makes of a log. */
function writeUse(
  events: readonly DatedEvent[],
  { days = 200, without, region = REGION, account = OWNER, damagedDaysAgo }: LogOptions = {},
) {
  const now = Date.now();
  const log = new UseLog();
  const names = { region, account };
  for (let hour = 0; hour <= days * 24; hour += 1) {
    if (!without?.(hour)) {
      log.addFile(readLogFileName(logKey(new Date(now - hour * HOUR), names))!);
    }
  }
  for (const { daysAgo, ...event } of events) {
    const time = new Date(now - daysAgo * DAY);
    const file = readLogFileName(logKey(time, names))!;
    readLogFile(log, { file, bytes: logFile({ eventTime: time.toISOString(), ...event }) }, () => undefined);
  }
  if (damagedDaysAgo !== undefined) {
    log.addDamagedFile(readLogFileName(logKey(new Date(now - damagedDaysAgo * DAY), names))!);
  }
  const since = new Date(now - 300 * DAY);
  const coverage: readonly Coverage[] = findCoverage(log, since);
  const source = { log: 's3://trail/', since, now: new Date() };
  for (const { path, parts } of makeUseFiles(log, { coverage: writeCoverage(coverage, source), since })) {
    mkdirSync(dirname(join(directory, 'use', path)), { recursive: true });
    writeFileSync(join(directory, 'use', path), [...parts].join(''));
  }
}

async function run(rules = '  - select: { notRequestedFor: 180d }\n', repository = 'my-repo'): Promise<string[]> {
  const head = `domain: my-domain\ndomainOwner: '${OWNER}'\nrepositories: ${repository}\n`;
  writeFileSync(join(directory, 'clean-up.yaml'), `${head}rules:\n${rules}`);
  const paces = { maxListsPerSecond: 1_000, maxReadsPerSecond: 1_000 };
  await cleanUpCommand(join(directory, 'clean-up.yaml'), { output: directory, concurrency: 4, ...paces });
  const lines = readFileSync(join(directory, `${repository}.disposals`), 'utf8')
    .split('\n')
    .slice(1, -1);
  return lines.filter((line) => !line.startsWith('#')).map((line) => line.split('\t').slice(0, 3).join(' '));
}

function publish(pkg: Partial<PackageCoordinates>, versions: readonly string[], daysAgo = 400) {
  const coordinates = { domain: 'my-domain', repository: 'my-repo', format: 'npm', package: 'pkg', ...pkg } as const;
  versions.forEach((version, n) =>
    reviewedRegistry.registry.publish(coordinates, version, {
      publishedTime: new Date(Date.now() - daysAgo * DAY + n * 60_000),
    }),
  );
}

const VERSIONS = ['1.0.0', '2.0.0', '3.0.0'];

describe.each(FORMATS.map((each) => [each.pkg.format, each] as const))('A package of %s', (format, each) => {
  beforeEach(() => publish(each.pkg, VERSIONS));
  const name = `${format} ${each.written}`;

  test.each([false, true])(
    'A version that was not requested is selected; only the path of the request has it: %s',
    async (onlyPath) => {
      writeUse([
        request(each, '1.0.0', { daysAgo: 100, onlyPath }),
        request(each, '2.0.0', { daysAgo: 190, onlyPath }),
      ]);
      expect(await run()).toEqual([`${name} 2.0.0`]);
      expect(stderr.join('')).toMatch(/kept: 1 requested since \d{4}-\d\d-\d\d/);
    },
  );

  test('A request that does not tell the version is for every version', async () => {
    const parameters = { packageFormat: format, packageName: 'pkg' };
    writeUse([{ daysAgo: 10, eventName: 'GetPackageVersionAsset', parameters }]);
    expect(await run()).toEqual([]);
  });

  test.each<[string, LogOptions & { readonly more?: readonly DatedEvent[] }, string]>([
    ['the log is too short', { days: 170 }, 'the log begins at'],
    ['the log ends before', { without: (hour: number) => hour < 3 }, 'the log ends at'],
    ['the log has a gap', { without: (hour: number) => hour > 1_000 && hour < 1_003 }, 'the log has no file from'],
    [
      'the log has a gap at the beginning',
      { without: (hour: number) => hour > 4_300 && hour < 4_340 },
      'the log has no file from',
    ],
    [
      'the log is of another Region',
      { region: 'eu-west-1' },
      'the log has no file of the account 111122223333 in us-east-1',
    ],
    ['the log is of another account', { account: '444455556666' }, 'the log has no file of the account 111122223333'],
    ['a file of the log is damaged', { damagedDaysAgo: 100 }, 'the log file AWSLogs/111122223333/'],
    [
      'a request does not tell for which repository it is',
      { more: [{ daysAgo: 5, parameters: null }] },
      'does not tell for which repository it is',
    ],
  ])('Nothing of the package is selected where %s', async (_what, { more = [], ...options }, reason) => {
    writeUse([request(each, '1.0.0', { daysAgo: 100 }), request(each, '9.0.0', { daysAgo: 1 }), ...more], options);
    expect(await run()).toEqual([]);
    expect(stderr.join('')).toContain(`not shown to be unused: ${reason.startsWith('does') ? 'a request of' : reason}`);
    expect(stderr.join('')).toContain(reason);
  });

  test('Nothing of the package is selected where the log has only reads of other formats', async () => {
    const other = FORMATS.find(({ pkg }) => pkg.format !== format)!;
    writeUse([request(other, '1.0.0', { daysAgo: 100 })]);
    expect(await run()).toEqual([]);
    expect(stderr.join('')).toContain(`not shown to be unused: the log has no read of any package of ${format}`);
  });

  test('Nothing of the package is selected by a read of before the time that is asked for', async () => {
    writeUse([request(each, '1.0.0', { daysAgo: 190 })]);
    expect(await run()).toEqual([]);
    expect(stderr.join('')).toContain(`the log has no read of any package of ${format}`);
  });

  test('A failed request for the package is no use, and shows no reads of its format', async () => {
    writeUse([{ ...request(each, '1.0.0', { daysAgo: 100 }), errorCode: 'ResourceNotFoundException' }]);
    expect(await run()).toEqual([]);
    writeUse([
      { ...request(each, '1.0.0', { daysAgo: 100 }), errorCode: 'ResourceNotFoundException' },
      request(each, '9.0.0', { daysAgo: 1 }),
    ]);
    expect(await run()).toEqual([`${name} 1.0.0`, `${name} 2.0.0`]);
  });
});

describe('Nothing is selected, and the summary says why,', () => {
  const npm = FORMATS[0];
  const pypi = FORMATS[1];
  const events = [request(npm, '1.0.0', { daysAgo: 100 }), request(npm, '9.0.0', { daysAgo: 1 })];

  beforeEach(() => publish(npm.pkg, VERSIONS));

  test('Nothing is selected without files of use', async () => {
    expect(await run()).toEqual([]);
    expect(stderr.join('')).toContain('kept: 2 not shown to be unused: there is no file coverage.json of use');
  });

  test('Nothing is selected of a format of which the log has no read', async () => {
    publish(pypi.pkg, VERSIONS);
    writeUse(events);
    expect(await run()).toEqual(['npm @acme/pkg 2.0.0']);
    expect(stderr.join('')).toContain('kept: 2 not shown to be unused: the log has no read of any package of pypi');
  });

  test('Nothing is selected by a read whose record has a time of the future', async () => {
    writeUse([{ ...request(npm, '9.0.0', { daysAgo: 190 }), eventTime: '2099-01-01T00:00:00Z' }]);
    expect(await run()).toEqual([]);
    expect(stderr.join('')).toContain('the log has no read of any package of npm');
  });

  test('Nothing is selected that was published since', async () => {
    publish({ ...npm.pkg, package: 'young' }, ['1.0.0', '1.1.0'], 100);
    writeUse(events);
    expect(await run()).toEqual(['npm @acme/pkg 2.0.0']);
  });

  test('A damaged file of before the time that is asked for does not matter', async () => {
    writeUse(events, { damagedDaysAgo: 181 });
    expect(await run()).toEqual(['npm @acme/pkg 2.0.0']);
  });

  test('A gap before the time that is asked for does not matter', async () => {
    writeUse(events, { days: 250, without: (hour) => hour > 5_000 && hour < 5_100 });
    expect(await run()).toEqual(['npm @acme/pkg 2.0.0']);
  });
});

describe('A request to a repository', () => {
  const npm = FORMATS[0];
  const other = (repositoryName: string, version = '1.0.0'): DatedEvent => {
    const event = request(npm, version, { daysAgo: 50 });
    return { ...event, parameters: { ...event.parameters, repositoryName } };
  };

  beforeEach(() => publish(npm.pkg, VERSIONS));

  test('A request to a repository counts for its upstreams, also through others, and for no other repository', async () => {
    reviewedRegistry.registry.createRepository('my-domain', 'team', { upstreams: ['my-repo'] });
    reviewedRegistry.registry.createRepository('my-domain', 'app', { upstreams: ['team'] });
    reviewedRegistry.registry.createRepository('my-domain', 'unrelated');
    writeUse([other('app'), other('unrelated', '2.0.0')]);
    expect(await run()).toEqual(['npm @acme/pkg 2.0.0']);
  });

  test('A request to a repository that is gone counts for every one', async () => {
    writeUse([other('gone')]);
    expect(await run()).toEqual(['npm @acme/pkg 2.0.0']);
  });
});

test('Files of use that are cut off stop the run', async () => {
  publish(FORMATS[0].pkg, VERSIONS);
  writeUse([request(FORMATS[0], '1.0.0', { daysAgo: 10 })]);
  const file = join(directory, 'use', OWNER, REGION, 'my-domain', 'my-repo.tsv');
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, -5));
  await expect(run()).rejects.toThrow(`${file} cannot be read`);
});

test('A policy without the owner of the domain cannot ask for use', async () => {
  writeFileSync(
    join(directory, 'clean-up.yaml'),
    'domain: my-domain\nrepositories: aa\nrules: [{ select: { notRequestedFor: 180d } }]\n',
  );
  const paces = { maxListsPerSecond: 1_000, maxReadsPerSecond: 1_000 };
  await expect(
    cleanUpCommand(join(directory, 'clean-up.yaml'), { output: directory, concurrency: 4, ...paces }),
  ).rejects.toThrow('notRequestedFor must stand in a policy with domainOwner');
});
