import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from './csv';
import { Database } from 'node-sqlite3-wasm';
import { captureStderr } from '../command/captured-stderr';
import { useCommand } from '../../../review/command/use-command';
import { type LogEvent, logKey, logRecord, OWNER, REGION } from './log-files';

const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'use.md'), 'utf8');
const query = /```sql\n([\s\S]*?)```/.exec(page)![1]!;
const shell = /```sh\n(set -euo pipefail[\s\S]*?)```/.exec(page)![1]!;

const HOUR = 3_600_000;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'athena-'));
  captureStderr();
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

interface Sample extends LogEvent {
  readonly hoursAgo: number;
}

/** Runs the query of the page on a log, in an engine that has Athena's function for JSON, and gives the file that Athena writes. */
function run(...log: readonly Sample[]): string {
  const database = new Database();
  try {
    database.function('json_extract_scalar', (json, path) => {
      try {
        const value: unknown = (JSON.parse(String(json)) as Record<string, unknown>)[String(path).slice('$.'.length)];
        return typeof value === 'string' ? value : null;
      } catch {
        return null;
      }
    });
    database.exec(
      'CREATE TABLE cloudtrail_logs ("$path" TEXT, eventsource TEXT, eventname TEXT, eventtime TEXT, errorcode TEXT, ' +
        'requestparameters TEXT, additionaleventdata TEXT, principal TEXT, issuer TEXT, useragent TEXT, ' +
        'recipientaccountid TEXT, awsregion TEXT)',
    );
    for (const { hoursAgo, ...event } of log) {
      const time = new Date(Date.now() - hoursAgo * HOUR);
      const record = logRecord({ eventTime: time.toISOString(), ...event });
      database.run(`INSERT INTO cloudtrail_logs VALUES (${Array(12).fill('?').join(', ')})`, [
        `s3://trail/${logKey(time)}`,
        record.eventSource,
        record.eventName,
        record.eventTime,
        record.errorCode ?? null,
        JSON.stringify(record.requestParameters),
        record.additionalEventData ? JSON.stringify(record.additionalEventData) : null,
        record.userIdentity.arn,
        record.userIdentity.sessionContext.sessionIssuer.arn,
        record.userAgent,
        OWNER,
        REGION,
      ]);
    }
    const since = new Date(Date.now() - 300 * 24 * HOUR).toISOString();
    // The engine of the test has no columns within columns.
    const text = query
      .replaceAll('2026-01-01T00:00:00Z', since)
      .replaceAll('useridentity.sessioncontext.sessionissuer.arn', 'issuer')
      .replaceAll('useridentity.arn', 'principal')
      .replace(
        'WITH entries AS',
        'WITH entries(kind, path, eventname, requestparameters, requesturi, principal, issuer, useragent, eventtime) AS',
      );
    return stringify(database.all(text) as Record<string, string>[]);
  } finally {
    database.close();
  }
}

const lodash = (version: string, hoursAgo: number, more: LogEvent = {}): Sample => ({
  hoursAgo,
  parameters: { packageFormat: 'npm', packageName: 'lodash', packageVersion: version },
  uri: `/npm/lodash/-/lodash-${version}.tgz`,
  ...more,
});

async function use(csv: string, patterns: { principal?: string[]; agent?: string[] } = {}): Promise<string[]> {
  writeFileSync(join(folder, 'result.csv'), csv);
  await useCommand({
    athena: join(folder, 'result.csv'),
    since: '200d',
    output: join(folder, 'use'),
    leaveOutPrincipal: patterns.principal ?? [],
    leaveOutUserAgent: patterns.agent ?? [],
  });
  return lines();
}

function lines(): string[] {
  const path = join(folder, 'use', OWNER, REGION, 'my-domain', 'my-repo.tsv');
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split('\t').slice(0, 4).join(' '));
}

describe('The query of docs/use.md', () => {
  test('The query gives what use takes from the log: the newest requests, and what the log covers', async () => {
    const log = [
      lodash('1.0.0', 5),
      lodash('1.0.0', 50),
      lodash('2.0.0', 3),
      lodash('3.0.0', 3, { errorCode: 'AccessDenied' }),
      lodash('4.0.0', 3, { eventSource: 's3.amazonaws.com' }),
      {
        hoursAgo: 2,
        eventName: 'GetPackageVersionAsset',
        parameters: { format: 'generic', namespace: 'apps', package: 'web', packageVersion: '1' },
      },
      { hoursAgo: 4, eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances', parameters: null },
    ];
    expect(await use(run(...log))).toEqual(['generic apps web 1', 'npm  lodash 1.0.0', 'npm  lodash 2.0.0']);
    const { coverage } = JSON.parse(readFileSync(join(folder, 'use', 'coverage.json'), 'utf8')) as {
      coverage: unknown[];
    };
    expect(coverage).toMatchObject([
      {
        account: OWNER,
        region: REGION,
        files: 5,
        gaps: [{}],
        formats: { npm: expect.anything() as unknown, generic: expect.anything() as unknown },
      },
    ]);
  });

  test('The query keeps what patterns leave out apart', async () => {
    const scanner = {
      principal: `arn:aws:sts::${OWNER}:assumed-role/Scanner/s`,
      issuer: `arn:aws:iam::${OWNER}:role/Scanner`,
    };
    const csv = run(lodash('1.0.0', 5), lodash('2.0.0', 5, scanner), lodash('3.0.0', 5, { userAgent: 'mirror/1' }));
    expect(await use(csv, { principal: ['*role/Scanner'], agent: ['mirror/*'] })).toEqual(['npm  lodash 1.0.0']);
  });
});

describe('A result of Athena is refused', () => {
  const csv = () => run(lodash('1.0.0', 5), lodash('2.0.0', 3));
  const rows = () => csv().split('\n');

  test.each([
    ['lacks its last row', () => rows().slice(0, -2).join('\n'), 'a last one that counts them'],
    ['lacks a row', () => [...rows().slice(0, 2), ...rows().slice(3)].join('\n'), 'it must have all rows of the query'],
    ['is cut off within a row', () => csv().slice(0, -10), 'cannot be read'],
    ['is empty', () => '', 'a last one that counts them'],
    ['is of another query', () => '"line"\n"npm a 1"\n', 'it must have the columns of the query'],
    ['names other files', () => csv().replaceAll('_CloudTrail_', '_Other_'), 'path must be that of a log file'],
    ['has parameters that are no JSON', () => csv().replace('{""domainName""', '{domainName""'), 'row'],
  ])('A result of Athena is refused that %s', async (_what, text, message) => {
    await expect(use(text())).rejects.toThrow(message);
  });
});

test('The commands of docs/use.md lose no row of a result of three pages', () => {
  const versions = Array.from({ length: 2_500 }, (_, n) => `1.0.${n}`);
  writeFileSync(join(folder, 'athena.csv'), run(...versions.map((version) => lodash(version, 3))));
  const stub = (name: string, text: string) => {
    writeFileSync(join(folder, name), `#!/usr/bin/env bash\nset -euo pipefail\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  stub(
    'aws',
    `case "$1 $2" in\n"athena get-query-execution") echo s3://results/my-id.csv ;;\n"s3 cp") [ "$3" = s3://results/my-id.csv ] && cp athena.csv "$4" ;;\n*) exit 9 ;;\nesac`,
  );
  stub(
    'npx',
    `shift\nexec ${process.execPath} ${join(__dirname, '..', '..', '..', 'dist', 'bin', 'cdk-codeartifact-disposal.js')} "$@"`,
  );
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}`, id: 'my-id' };
  const { status, stderr } = spawnSync('bash', ['-c', shell], { cwd: folder, env, encoding: 'utf8' });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(lines()).toHaveLength(2_500);
});
