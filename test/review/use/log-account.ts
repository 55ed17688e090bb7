import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Service } from '../../../local/s3';
import { useCommand, type UseOptions } from '../../../review/command/use-command';
import { type LogEvent, logFile, logKey } from './log-files';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A bucket with the log files of CloudTrail, and a folder for what `use` writes. */
export class LogAccount {
  static async start(authorize?: (action: string, resource: string) => boolean): Promise<LogAccount> {
    const s3 = await S3Service.start(authorize ? { authorize } : {});
    s3.createBucket('trail');
    const credentials = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
    Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_S3: s3.endpoint, ...credentials });
    const account = new LogAccount(s3);
    process.env['XDG_STATE_HOME'] = join(account.folder, 'state');
    return account;
  }

  readonly folder = mkdtempSync(join(tmpdir(), 'use-'));

  private constructor(readonly s3: S3Service) {}

  /** A time so many hours ago. */
  hoursAgo(hours: number): Date {
    return new Date(Date.now() - hours * HOUR);
  }

  daysAgo(days: number): Date {
    return new Date(Date.now() - days * DAY);
  }

  /** A file that was delivered so many hours ago, with events of the same time. */
  deliver(hours: number, events: readonly LogEvent[] = [], options: Parameters<typeof logKey>[1] = {}): string {
    const time = this.hoursAgo(hours);
    const key = logKey(time, options);
    this.s3.put('trail', key, logFile(...events.map((event) => ({ eventTime: time.toISOString(), ...event }))));
    return key;
  }

  /** A file every hour, without events but for those of some hours. */
  deliverDays(
    days: number,
    options: { readonly region?: string; readonly account?: string; readonly without?: (hour: number) => boolean } = {},
  ) {
    const { without, ...names } = options;
    for (let hour = 0; hour <= days * 24; hour += 1) {
      if (!without?.(hour)) {
        this.deliver(hour, [], { ...names, id: 'BBBBBBBBBBBBBBBB' });
      }
    }
  }

  use(options: Partial<UseOptions> = {}): Promise<number> {
    const patterns = { leaveOutPrincipal: [], leaveOutUserAgent: [] };
    return useCommand({
      trail: 's3://trail/',
      since: '200d',
      output: join(this.folder, 'use'),
      ...patterns,
      ...options,
    });
  }

  async stop() {
    await this.s3.stop();
    rmSync(this.folder, { recursive: true, force: true });
    delete process.env['AWS_ENDPOINT_URL_S3'];
    delete process.env['XDG_STATE_HOME'];
  }
}
