import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { captureStderr } from '../command/captured-stderr';
import { FORMATS, request } from './format-requests';
import { LogAccount } from './log-account';
import { logFile, logKey, OWNER, REGION } from './log-files';

let account: LogAccount;
let stderr: string[];

beforeEach(async () => {
  account = await LogAccount.start();
  stderr = captureStderr();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await account.stop();
});

const ANY_TEXT = expect.any(String) as unknown;
const lodash = (version = '1.0.0', more = {}) => ({
  parameters: { packageFormat: 'npm', packageName: 'lodash', packageVersion: version, ...more },
  uri: `/npm/lodash/-/lodash-${version}.tgz`,
});
const usePath = (repository = 'my-repo') =>
  join(account.folder, 'use', OWNER, REGION, 'my-domain', `${repository}.tsv`);
const lines = (repository?: string) => readFileSync(usePath(repository), 'utf8').split('\n').slice(1, -1);
const coverage = () =>
  (
    JSON.parse(readFileSync(join(account.folder, 'use', 'coverage.json'), 'utf8')) as {
      coverage: Record<string, unknown>[];
    }
  ).coverage;

describe('use', () => {
  test('use writes the newest request of every version for each repository', async () => {
    account.deliver(50, [lodash(), lodash('2.0.0')]);
    account.deliver(3, [lodash(), lodash('1.0.0', { repositoryName: 'other' })]);
    account.deliver(20, [lodash()]);
    expect(await account.use()).toBe(0);
    expect(lines()).toEqual(
      [
        `npm\t\tlodash\t1.0.0\t${account.hoursAgo(3).toISOString()}`,
        `npm\t\tlodash\t2.0.0\t${account.hoursAgo(50).toISOString()}`,
      ].map((line) => expect.stringContaining(line.slice(0, -7)) as unknown),
    );
    expect(lines('other')).toHaveLength(1);
  });

  test.each(FORMATS.map((each) => [each.pkg.format, each] as const))(
    'use writes the last request of each version of %s, by members and by paths, whatever the order of the log is',
    async (format, each) => {
      for (const [hours, version, onlyPath] of [
        [3, '1.0.0', true],
        [50, '1.0.0', false],
        [20, '2.0.0', false],
        [40, '2.0.0', true],
      ] as const) {
        account.deliver(hours, [request(each, version, { daysAgo: hours / 24, onlyPath })]);
      }
      expect(await account.use()).toBe(0);
      const namespace = 'namespace' in each.pkg ? each.pkg.namespace : '';
      const minute = (hours: number) => account.hoursAgo(hours).toISOString().slice(0, 15);
      expect(lines().map((line) => line.slice(0, line.lastIndexOf(':') - 1))).toEqual([
        `${format}\t${namespace}\tpkg\t1.0.0\t${minute(3)}`,
        `${format}\t${namespace}\tpkg\t2.0.0\t${minute(20)}`,
      ]);
    },
  );

  test('use says what the log covers: accounts, Regions, times, gaps, formats, and what it could not tell', async () => {
    account.deliver(10, [lodash(), { parameters: null }]);
    account.deliver(5, [{ parameters: { packageFormat: 'pypi', packageName: 'flask' }, uri: '/pypi/r/simple/flask/' }]);
    account.deliver(5, [], { region: 'us-east-1' });
    await account.use();
    expect(coverage()).toMatchObject([
      { account: OWNER, region: REGION, files: 2, formats: { npm: ANY_TEXT, pypi: ANY_TEXT } },
      { account: OWNER, region: 'us-east-1', files: 1, formats: {}, gaps: [] },
    ]);
    expect(coverage()[0]).toMatchObject({ gaps: [{}], unattributed: ANY_TEXT, withoutVersion: 1 });
    expect(stderr.join('')).toMatch(
      /111122223333 in eu-west-1: files from .* to .*; reads of npm, pypi\n {2}note: 1 gap of/,
    );
  });

  test('use leaves out principals and user agents by pattern, and counts them', async () => {
    const role = (name: string, session = 's') => ({
      principal: `arn:aws:sts::${OWNER}:assumed-role/${name}/${session}`,
      issuer: `arn:aws:iam::${OWNER}:role/${name}`,
    });
    account.deliver(2, [
      { ...lodash('1.0.0'), ...role('Scanner') },
      { ...lodash('2.0.0'), ...role('Developer', 'Scanner') },
      { ...lodash('3.0.0'), userAgent: 'mirror/1.0' },
    ]);
    await account.use({ leaveOutPrincipal: ['*Scanner*'], leaveOutUserAgent: ['mirror/*'] });
    expect(lines().map((line) => line.split('\t')[3])).toEqual(['2.0.0']);
    expect(coverage()[0]).toMatchObject({
      leftOut: { '*Scanner*': 1, 'mirror/*': 1 },
      formats: { npm: ANY_TEXT },
    });
  });

  test('use reads all pages of the list, and no file of before, no digest and no object of others', async () => {
    const now = Date.now();
    for (let minute = 0; minute < 1_049; minute += 1) {
      const id = String(minute).padStart(16, '0');
      account.s3.put('trail', logKey(new Date(now - minute * 60_000), { id }), logFile());
    }
    account.s3.put('trail', logKey(new Date(now), { id: 'ANOTHEROFAMINUTE' }), logFile());
    account.s3.put('trail', logKey(account.daysAgo(300)), Buffer.from('broken'));
    account.s3.put('trail', logKey(account.daysAgo(1)).replace('/CloudTrail/', '/CloudTrail-Digest/'), 'broken');
    account.s3.put('trail', 'README.md', 'text');
    await account.use();
    expect(coverage()[0]).toMatchObject({ files: 1_050, gaps: [] });
    expect(stderr.join('')).toContain(
      '1,050 log files read, 0 known from an earlier run, 2 objects of other kinds not read',
    );
  });

  test('The next run reads only files that are new, and gives what one run gives', async () => {
    account.deliver(5, [lodash()]);
    await account.use();
    account.deliver(2, [lodash(), lodash('2.0.0')]);
    const before = account.s3.calls.filter(({ operation }) => operation === 'GetObject').length;
    await account.use();
    const after = account.s3.calls.filter(({ operation }) => operation === 'GetObject').length;
    expect(after - before).toBe(1);
    const inTwoRuns = [readFileSync(usePath(), 'utf8'), coverage()];
    await account.use({ output: join(account.folder, 'again') });
    const again = readFileSync(usePath().replace('/use/', '/again/'), 'utf8');
    expect([again, coverage()]).toEqual(inTwoRuns);
  });

  test('A run of other patterns begins again', async () => {
    account.deliver(5, [lodash()]);
    await account.use({ leaveOutPrincipal: ['*'] });
    expect(existsSync(usePath())).toBe(false);
    await account.use();
    expect(lines()).toHaveLength(1);
  });

  test('A request that S3 fails to serve is repeated', async () => {
    account.deliver(5, [lodash()]);
    account.s3.faults.inject({ fault: 'slow-down', operation: 'GetObject' });
    account.s3.faults.inject({ fault: 'internal-error', operation: 'ListObjectsV2' });
    await account.use();
    expect(lines()).toHaveLength(1);
  });

  test('An object that is not packed is read as well', async () => {
    const key = logKey(account.hoursAgo(2)).replace(/\.gz$/, '');
    account.s3.put('trail', key, JSON.stringify({ Records: [] }));
    await account.use();
    expect(coverage()[0]).toMatchObject({ files: 1 });
  });

  test('use needs to list the bucket and to get its objects, nothing else', async () => {
    await account.stop();
    const used = new Set<string>();
    account = await LogAccount.start((action, resource) => {
      used.add(`${action} ${resource.replace(/AWSLogs.*/, '…')}`);
      return true;
    });
    account.deliver(5, [lodash()]);
    await account.use({ trail: 's3://trail/AWSLogs/' });
    expect([...used].sort()).toEqual([
      's3:GetObject arn:aws:s3:::trail/…',
      's3:ListBucket arn:aws:s3:::trail?prefix=…',
    ]);
  });
});

const members = { packageFormat: 'npm', packageName: 'lodash', packageVersion: '1.0.0' };

describe('A damaged log file', () => {
  const record = JSON.stringify({ Records: [] });
  const read = '"eventSource":"codeartifact.amazonaws.com","eventName":"ReadFromRepository"';
  const nested = `${'['.repeat(400_000)}${']'.repeat(400_000)}`;

  test.each([
    ['a bomb', () => gzipSync(Buffer.alloc(200_000_000)), /at most 128000000 bytes when it is unpacked/],
    ['too large', () => Buffer.alloc(50_000_001), /at most 50000000 bytes/],
    ['half a file', () => logFile({ parameters: members }).subarray(0, 100), /whole file of gzip/],
    ['a file with a wrong checksum', () => corrupt(logFile({ parameters: members })), /whole file of gzip/],
    ['empty', () => Buffer.alloc(0), /JSON with \{ at byte 0; got the end/],
    ['no JSON', () => gzipSync('hello'), /JSON with \{ at byte 0; got "h"/],
    ['a file that ends early', () => gzipSync(record.slice(0, -2)), /JSON with \{ at byte 12; got the end/],
    ['a file with more behind its end', () => gzipSync(`${record}${record}`), /must end after its JSON/],
    ['a file of half a text', () => gzipSync('{"Records":[{"a":"b'), /the end of a text is missing/],
    ['another object of JSON', () => gzipSync('{"a":[1,true,null,"b"]}'), /list of records/],
    ['a file with two lists of records', () => gzipSync('{"Records":[],"Records":[]}'), /one list of records/],
    ['a file without a value', () => gzipSync('{"a":},"Records":[]}'), /JSON with a value at byte 5/],
    [
      'a list of other values',
      () => gzipSync('{"Records":[1, "codeartifact.amazonaws.com"]}'),
      /JSON with \{ at byte 12/,
    ],
    ['a broken record', () => gzipSync(`{"Records":[{${read},}]}`), /JSON/],
    ['one huge line', () => gzipSync(`{"Records":[{"a":"${'x'.repeat(130_000_000)}"}]}`), /at most 128000000 bytes/],
    [
      'one huge record',
      () => gzipSync(`{"Records":[{"a":"${'x'.repeat(3_000_000)}"}]}`),
      /record must have at most 2000000/,
    ],
    ['a tower of lists', () => gzipSync(`{"Records":[{${read},"requestParameters":{"versions":${nested}}}]}`), /stack/],
    [
      'a forged name',
      () => logFile({ parameters: { ...members, repositoryName: '../../etc' } }),
      /a record's repository must be/,
    ],
  ])(
    'A log file that is %s is an error that names it, and its account and Region are not covered',
    async (_what, bytes, message) => {
      account.deliver(5, [lodash()]);
      account.deliver(5, [], { region: 'us-east-1' });
      const key = logKey(account.hoursAgo(2));
      account.s3.put('trail', key, bytes());
      expect(await account.use()).toBe(1);
      expect(stderr.join('')).toContain(`error: The log file ${key} cannot be read: `);
      expect(stderr.join('')).toMatch(message);
      const damaged = coverage().map(({ region, damaged: damage }) => [region, damage]);
      expect(damaged).toEqual([
        [REGION, { files: 1, key, time: ANY_TEXT }],
        ['us-east-1', undefined],
      ]);
      expect(lines()).toHaveLength(1);
    },
  );

  test('A damaged log file is tried again by the next run', async () => {
    account.deliver(5, [lodash()]);
    const key = logKey(account.hoursAgo(2));
    account.s3.put('trail', key, 'damaged');
    expect([await account.use(), await account.use()]).toEqual([1, 1]);
    account.s3.put('trail', key, logFile(lodash('2.0.0')));
    expect(await account.use()).toBe(0);
    expect([lines().length, coverage()[0]?.['damaged']]).toEqual([2, undefined]);
  });

  test('Many damaged log files are counted', async () => {
    for (let hour = 0; hour < 25; hour += 1) {
      account.s3.put('trail', logKey(account.hoursAgo(hour)), 'damaged');
    }
    expect(await account.use()).toBe(1);
    expect(stderr.join('').match(/error: The log file/g)).toHaveLength(20);
    expect(stderr.join('')).toContain('error: 5 more log files cannot be read');
  });
});

test('A file of thirty million records about nothing is read like another', async () => {
  account.s3.put('trail', logKey(account.hoursAgo(2)), gzipSync(`{"Records":[${'{},'.repeat(30_000_000)}{}]}`));
  expect(await account.use()).toBe(0);
});

describe('The state of use', () => {
  const stateFolder = () => join(account.folder, 'state', 'cdk-codeartifact-disposal');

  test('The state of use is in a folder of the user, where no commit can put it', async () => {
    account.deliver(5, [lodash()]);
    await account.use();
    expect(readdirSync(join(account.folder, 'use'), { recursive: true })).toEqual(
      expect.not.arrayContaining([expect.stringContaining('state')]),
    );
    const [state = ''] = readdirSync(stateFolder());
    mkdirSync(join(account.folder, 'planted'));
    cpSync(join(stateFolder(), state), join(account.folder, 'planted', '.use.state'));
    cpSync(join(stateFolder(), state), join(account.folder, 'planted', state));
    await account.use({ output: join(account.folder, 'planted') });
    expect(stderr.join('')).not.toContain('1 known from an earlier run');
  });

  test.each<[string, Partial<Parameters<LogAccount['use']>[0] & object>]>([
    ['trail', { trail: 's3://trail/AWSLogs/' }],
    ['pattern of user agents', { leaveOutUserAgent: ['mirror/*'] }],
  ])('The state of use is not that of another %s', async (_what, options) => {
    account.deliver(5, [lodash()]);
    await account.use();
    await account.use(options);
    expect(stderr.join('')).not.toContain('1 known from an earlier run');
  });

  test('The state of use does not keep what is before the time that is asked for, which a longer time reads again', async () => {
    account.deliver(24 * 20, [lodash('1.0.0')]);
    account.deliver(5, [lodash('2.0.0')]);
    await account.use();
    await account.use({ since: '10d' });
    const [state = ''] = readdirSync(stateFolder());
    expect(readFileSync(join(stateFolder(), state), 'utf8')).not.toContain('1.0.0');
    expect(lines().map((line) => line.split('\t')[3])).toEqual(['2.0.0']);
    await account.use();
    expect(stderr.join('')).toMatch(/1 log file read, 1 known from an earlier run[^]*$/);
    expect(lines()).toHaveLength(2);
  });

  test('A state that is broken is not believed', async () => {
    account.deliver(5, [lodash()]);
    await account.use();
    const [state = ''] = readdirSync(stateFolder());
    const text = readFileSync(join(stateFolder(), state), 'utf8');
    writeFileSync(join(stateFolder(), state), text.split('\n').slice(0, -2).join('\n'));
    await account.use();
    expect(stderr.join('')).not.toContain('1 known from an earlier run');
    expect(lines()).toHaveLength(1);
  });
});

describe('use refuses', () => {
  test.each([
    [{ trail: 'https://trail/' }, '--trail must be the place of log files'],
    [{ since: '0d' }, '--since must be a number of days'],
    [{ since: '3000-01-01' }, '--since must be a date in the past'],
    [{ trail: undefined }, 'Either --trail or --athena must be given; got neither'],
    [{ athena: 'a.csv' }, 'Either --trail or --athena must be given; got both'],
  ])('use refuses the options %j', async (options, message) => {
    await expect(account.use(options)).rejects.toThrow(message);
  });

  test('use refuses a bucket that may not be read, and names the permissions', async () => {
    await account.stop();
    account = await LogAccount.start((action) => action !== 's3:GetObject');
    const key = account.deliver(5, [lodash()]);
    await expect(account.use()).rejects.toThrow(
      new RegExp(`s3://trail/${key} cannot be read: AccessDenied.*s3:ListBucket and s3:GetObject`),
    );
  });
});

function corrupt(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length - 6]! ^= 0xff;
  return copy;
}
