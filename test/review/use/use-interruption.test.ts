import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureStderr } from '../command/captured-stderr';
import { COMMAND } from '../command/start-command';
import { LogAccount } from './log-account';

const FILES = 12;
const UNANSWERED = 4;

let account: LogAccount;

beforeEach(async () => {
  account = await LogAccount.start();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await account.stop();
});

test('A run of use that is interrupted keeps what it read, and the next one reads the other files', async () => {
  for (let hour = 1; hour <= FILES; hour += 1) {
    account.deliver(hour, [], { id: `${hour <= UNANSWERED ? 'UNANSWERED' : 'ANSWERED'}${hour}`.padEnd(16, '0') });
  }
  account.s3.faults.inject({ fault: 'slow-down', operation: 'GetObject', key: /_UNANSWERED/, times: Infinity });
  const output = join(account.folder, 'use');
  const child = spawn(
    process.execPath,
    [COMMAND, 'use', '--trail', 's3://trail/', '--since', '9d', '--output', output],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: process.env,
    },
  );
  let text = '';
  child.stderr.on('data', (data) => (text += String(data)));
  const calledKeys = () =>
    new Set(account.s3.calls.flatMap(({ operation, key }) => (operation === 'GetObject' ? key : [])));
  // The last four files are asked for only once as many others are read.
  while (calledKeys().size < FILES) {
    expect(child.exitCode).toBeNull();
    await sleep(10);
  }
  child.kill('SIGINT');
  const [status] = (await once(child, 'close')) as [number | null];
  expect([status, text]).toEqual([
    130,
    expect.stringMatching(/^Interrupted\. No use was written\. What was read is kept in .*state/m),
  ]);
  expect(existsSync(join(output, 'coverage.json'))).toBe(false);

  account.s3.faults.clear();
  const stderr = captureStderr();
  expect(await account.use({ since: '9d' })).toBe(0);
  const [, read, known] = /^(\d+) log files read, (\d+) known from an earlier run/.exec(stderr.join('')) ?? [];
  expect(Number(known)).toBeGreaterThanOrEqual(UNANSWERED);
  expect(Number(read) + Number(known)).toBe(FILES);
});
