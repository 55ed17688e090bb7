import { gzipSync } from 'node:zlib';
import { readLogFile } from '../review/use/read-log-file';
import type { LogFile } from '../review/use/log-file-name';
import { UseLog } from '../review/use/use-log';
import { median } from './statistics';

const FILES = Number(process.env['FILES'] ?? 100);
const EVENTS_PER_FILE = 2_000;
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
/** Of 100 events, those of CodeArtifact: the others are calls of other services. */
const SHARE = Number(process.env['SHARE'] ?? 100);
/** Each version is requested ten times: real logs, of which a build fleet makes most, repeat more. */
const DISTINCT = 20_000;
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
    eventSource: n % 100 < SHARE ? 'codeartifact.amazonaws.com' : 'sts.amazonaws.com',
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

/** Reads made-up log files, and prints the events that one core reads in a second, and the most memory. */
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
  console.log(
    `${SHARE}: ${Math.round(median(rates))} events a second, ${Math.round(process.resourceUsage().maxRSS / 1_000)} MB`,
  );
}

bench();
