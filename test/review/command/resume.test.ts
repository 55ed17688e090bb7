import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceException } from '../../../local/codeartifact';
import { leftPad, ReviewedRegistry } from '../review-of-app';
import { LEFT_PAD } from '../../fixtures/packages';
import { startCommand } from './start-command';

const PACKAGES = Array.from({ length: 12 }, (_, n) => `p${n}`);

let registry: ReviewedRegistry;
let assembly: string;
let file: string;

beforeEach(async () => {
  registry = await ReviewedRegistry.start();
  PACKAGES.forEach((name) =>
    ['1.0.0', '1.1.0'].forEach((version) => registry.registry.publish({ ...LEFT_PAD, package: name }, version)),
  );
  assembly = registry.synthOne(...PACKAGES.map((packageName) => leftPad(['1.0.0'], { packageName })));
  file = join(registry.directory(), 'plan.state');
});
afterEach(() => registry.stop());

const plan = (...args: string[]) =>
  startCommand(registry, ['plan', assembly, '--format', 'json', '--concurrency', '1', ...args]);

/** Interrupts a plan after some calls. */
async function interrupt(...args: string[]) {
  registry.service.latency = 50;
  const { child, ended } = plan(...args);
  while (registry.service.calls.length < 8) {
    await sleep(10);
  }
  child.kill('SIGINT');
  registry.service.latency = 0;
  return ended;
}

describe('A plan that is interrupted', () => {
  test('It says that it keeps nothing, and how it would', async () => {
    const { status, stdout, stderr } = await interrupt();
    expect([status, stdout]).toEqual([130, '']);
    expect(stderr).toContain('Interrupted. Nothing was written. Nothing that was read is kept: pass --resume FILE');
  });

  test('It goes on with what it kept, gives the same plan, and leaves no file', async () => {
    const whole = await plan().ended;
    registry.service.calls.length = 0;
    const { stderr } = await interrupt('--resume', file);
    expect(stderr).toMatch(/[0-9]+ answers of the registry are kept in .*: the same command goes on\./);
    const kept = readFileSync(file, 'utf8').split('\n').length - 2;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = registry.service.calls.length;

    const { status, stdout } = await plan('--resume', file).ended;

    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(whole.stdout));
    expect(kept).toBeGreaterThan(2);
    const calls = registry.service.calls.length - before;
    const all = await plan().ended.then(() => registry.service.calls.length - before - calls);
    expect(calls).toBe(all - kept);
    expect(existsSync(file)).toBe(false);
  });

  test('It says what is kept when credentials expire', async () => {
    const exception = new ServiceException({
      name: 'ExpiredTokenException',
      status: 403,
      message: 'The token is expired',
    });
    registry.service.faults.inject({
      fault: 'exception',
      exception,
      operation: 'ListPackageVersionAssets',
      times: Infinity,
    });
    const { status, stderr } = await plan('--resume', file).ended;
    expect(status).toBe(1);
    expect(stderr).toMatch(/The registry cannot be read: .* kept in .*: the same command goes on\./);
  });

  test.each([
    ['another Region', (state: string) => state.replace('us-east-1', 'eu-west-1')],
    ['two days ago', (state: string) => state.replace(/"startTime":[0-9]+/, '"startTime":1')],
  ])('It does not use answers of %s', async (_what, change) => {
    await interrupt('--resume', file);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    const before = registry.service.calls.length;
    await plan('--resume', file).ended;
    const calls = registry.service.calls.length - before;
    await plan().ended;
    expect(registry.service.calls.length - before).toBe(2 * calls);
  });

  test('It does not overwrite a file of another kind', async () => {
    writeFileSync(file, 'mine\n');
    const { status, stderr } = await plan('--resume', file).ended;
    expect([status, readFileSync(file, 'utf8')]).toEqual([1, 'mine\n']);
    expect(stderr).toContain('--resume must be a file that an interrupted plan left');
    expect(registry.service.calls).toEqual([]);
  });
});
