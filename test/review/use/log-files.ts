import { gzipSync } from 'node:zlib';

/** The account that owns the domain of made-up logs, and its Region. */
export const OWNER = '111122223333';
export const REGION = 'eu-west-1';

export interface LogEvent {
  readonly eventName?: string;
  readonly eventSource?: string;
  readonly eventTime?: string;
  readonly errorCode?: string;
  readonly parameters?: Readonly<Record<string, unknown>> | null;
  readonly uri?: string;
  readonly principal?: string;
  readonly issuer?: string;
  readonly userAgent?: string;
}

/** A record in the shape of the documented sample. */
export function logRecord(event: LogEvent) {
  const { eventName = 'ReadFromRepository', eventTime = '2026-06-01T12:00:00Z', parameters = {}, uri } = event;
  return {
    eventVersion: '1.05',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AIDACKCEVSQ6C2EXAMPLE',
      arn: event.principal ?? `arn:aws:sts::${OWNER}:assumed-role/Build/session`,
      accountId: OWNER,
      sessionContext: { sessionIssuer: { type: 'Role', arn: event.issuer ?? `arn:aws:iam::${OWNER}:role/Build` } },
    },
    eventTime,
    eventSource: event.eventSource ?? 'codeartifact.amazonaws.com',
    eventName,
    awsRegion: REGION,
    sourceIPAddress: '205.251.233.50',
    userAgent: event.userAgent ?? 'AWS Internal',
    ...(event.errorCode === undefined ? {} : { errorMessage: 'no' }),
    errorCode: event.errorCode,
    requestParameters:
      parameters === null
        ? null
        : { domainName: 'my-domain', domainOwner: OWNER, repositoryName: 'my-repo', ...parameters },
    responseElements: null,
    additionalEventData: uri === undefined ? undefined : { httpMethod: 'GET', requestUri: uri },
    requestID: '7a3b5e1d-aaaa-4444-8888-000000000000',
    eventID: '7a3b5e1d-bbbb-4444-8888-000000000000',
    readOnly: true,
    eventType: 'AwsApiCall',
    recipientAccountId: OWNER,
  };
}

/** The key of a log file that was delivered at a time. */
export function logKey(
  time: Date,
  { account = OWNER, region = REGION, prefix = '', id = 'AAAAAAAAAAAAAAAA' } = {},
): string {
  const text = time.toISOString();
  const [year, month, day] = text.slice(0, 10).split('-');
  const stamp = `${text.slice(0, 16).replace(/[-:]/g, '')}Z`;
  return `${prefix}AWSLogs/${account}/CloudTrail/${region}/${year}/${month}/${day}/${account}_CloudTrail_${region}_${stamp}_${id}.json.gz`;
}

/** The bytes of a log file. */
export function logFile(...events: readonly LogEvent[]): Buffer {
  return gzipSync(JSON.stringify({ Records: events.map(logRecord) }));
}
