import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readLogFile } from '../review/use/read-log-file';
import type { LogFile } from '../review/use/log-file-name';
import { UseLog } from '../review/use/use-log';
import { sectionBlock, writeSection } from './document-section';

const FILES = 100;
const EVENTS_PER_FILE = 2_000;
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
/** Each version is requested ten times: real logs, of which a build fleet makes most, repeat more. */
const DISTINCT = 20_000;
const GOAL = { events: 100_000_000, minutes: 25, megabytes: 512 };
const DOCUMENT = join(__dirname, '..', 'docs', 'benchmarks.md');
const OWNER = '111122223333';

/** A record in the shape of the documented sample, for one of many packages. */
function makeRecord(n: number): object {
  const distinct = (n * 7_919) % DISTINCT;
  const name = `package-${distinct % 5_000}`;
  const version = `1.${distinct % 7}.${Math.floor(distinct / 5_000)}`;
  return {
    eventVersion: '1.05',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AIDACKCEVSQ6C2EXAMPLE',
      arn: `arn:aws:sts::${OWNER}:assumed-role/Build/session-${n}`,
      accountId: OWNER,
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      sessionContext: {
        attributes: { mfaAuthenticated: 'false', creationDate: '2026-06-01T12:00:00Z' },
        sessionIssuer: {
          type: 'Role',
          principalId: 'AIDACKCEVSQ6C2EXAMPLE',
          arn: `arn:aws:iam::${OWNER}:role/Build`,
          accountId: OWNER,
          userName: 'Build',
        },
      },
    },
    eventTime: '2026-06-01T12:00:00Z',
    eventSource: 'codeartifact.amazonaws.com',
    eventName: 'ReadFromRepository',
    awsRegion: 'eu-west-1',
    sourceIPAddress: '205.251.233.50',
    userAgent: 'AWS Internal',
    requestParameters: {
      domainName: 'my-domain',
      domainOwner: OWNER,
      repositoryName: 'my-repo',
      packageName: name,
      packageFormat: 'npm',
      packageVersion: version,
    },
    responseElements: null,
    additionalEventData: { httpMethod: 'GET', requestUri: `/npm/${name}/-/${name}-${version}.tgz` },
    requestID: `${n.toString(16).padStart(8, '0')}-aaaa-4444-8888-000000000000`,
    eventID: `${n.toString(16).padStart(8, '0')}-bbbb-4444-8888-000000000000`,
    readOnly: true,
    resources: [
      {
        accountId: OWNER,
        type: 'AWS::CodeArtifact::Repository',
        ARN: `arn:aws:codeartifact:eu-west-1:${OWNER}:repository/my-domain/my-repo`,
      },
    ],
    eventType: 'AwsApiCall',
    managementEvent: true,
    eventCategory: 'Management',
    recipientAccountId: OWNER,
  };
}

function makeFile(n: number): { readonly file: LogFile; readonly bytes: Buffer } {
  const records = Array.from({ length: EVENTS_PER_FILE }, (_, i) => makeRecord(n * EVENTS_PER_FILE + i));
  const file = {
    key: `file-${n}.json.gz`,
    account: OWNER,
    region: 'eu-west-1',
    time: Date.UTC(2026, 5, 1) + n * 300_000,
  };
  return { file, bytes: gzipSync(JSON.stringify({ Records: records })) };
}

/** Reads made-up log files, and prints how many events a second one core reads; with --write, writes it to the document. */
function bench() {
  const files = Array.from({ length: FILES }, (_, n) => makeFile(n));
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const log = new UseLog();
    const start = process.cpuUsage();
    files.forEach((file) => readLogFile(log, file, () => undefined));
    const { user, system } = process.cpuUsage(start);
    rates.push((FILES * EVENTS_PER_FILE) / ((user + system) / 1_000_000));
  }
  const rate = [...rates].sort((a, b) => a - b)[ROUNDS >> 1] ?? 0;
  const minutes = GOAL.events / rate / 60;
  const megabytes = process.resourceUsage().maxRSS / 1_000;
  const section = [
    '## Use',
    '',
    `Written by \`npm run bench:use -- --write\` on ${cpus().length} × ${cpus()[0]?.model.trim()}, at a load average of ${loadavg()[0]?.toFixed(1)}: ` +
      `${(FILES * EVENTS_PER_FILE).toLocaleString('en-US')} events of \`ReadFromRepository\`, ten for each of ${DISTINCT.toLocaleString('en-US')} versions, in ${FILES} packed files, by the time of the processor, medians of ${ROUNDS} runs.`,
    `To reach: ${GOAL.events.toLocaleString('en-US')} events within ${GOAL.minutes} minutes of one core, and ${GOAL.megabytes} MB.`,
    '',
    '| events a second | 100,000,000 events, extrapolated | most memory |',
    '|---|---|---|',
    `| ${Math.round(rate).toLocaleString('en-US')} | ${minutes.toFixed(1)} min | ${Math.round(megabytes)} MB |`,
  ].join('\n');
  console.log(section);
  if (process.argv.includes('--write')) {
    writeFileSync(DOCUMENT, writeSection(readFileSync(DOCUMENT, 'utf8'), 'use', sectionBlock('use', section)));
  }
  process.exitCode = minutes <= GOAL.minutes && megabytes <= GOAL.megabytes ? 0 : 1;
}

bench();
