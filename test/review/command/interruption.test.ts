import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ReviewedRegistry } from '../review-of-app';
import { LEFT_PAD } from '../../fixtures/packages';

const COMMAND = join(__dirname, '..', '..', '..', 'dist', 'bin', 'cdk-codeartifact-disposal.js');
const PACKAGES = Array.from({ length: 24 }, (_, n) => `p${String(n).padStart(2, '0')}`);

let reviewedRegistry: ReviewedRegistry;
let directory: string;

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
  directory = reviewedRegistry.directory();
  const { registry } = reviewedRegistry;
  for (const name of PACKAGES) {
    ['1.0.0', '1.1.0', '1.2.0'].forEach((version) => registry.publish({ ...LEFT_PAD, package: name }, version));
  }
  const rules = "rules: [{ select: { match: '*', olderThan: 30d }, keep: { latest: 1 } }]";
  writeFileSync(join(directory, 'clean-up.yaml'), `domain: my-domain\nrepositories: my-repo\n${rules}\n`);
  const names = PACKAGES.map((name) => `pkg:npm/%40my-scope/${name}@1.0.0\n`);
  writeFileSync(join(directory, 'list.txt'), names.join(''));
});
afterEach(() => reviewedRegistry.stop());

interface Run {
  readonly child: ChildProcess;
  readonly stderr: () => string;
}

function start(args: readonly string[], output: string): Run {
  const folder = join(directory, output);
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, ...reviewedRegistry.environment, XDG_STATE_HOME: join(folder, 'state') };
  const all = [COMMAND, ...args, '--output', folder, '--concurrency', '2'];
  const child = spawn(process.execPath, all, { env, cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.on('data', (data) => (text += String(data)));
  return { child, stderr: () => text };
}

async function finish({ child, stderr }: Run): Promise<void> {
  const [status] = (await once(child, 'close')) as [number | null];
  expect([status, stderr()]).toEqual([0, expect.stringContaining('No repository was changed.')]);
}

/** The file of an interrupted run. */
function findState(folder: string): string {
  const [name] = existsSync(folder) ? readdirSync(folder).filter((each) => each.endsWith('.state')) : [];
  return name === undefined ? 'none' : join(folder, name);
}

const finishedIn = (state: string) =>
  existsSync(state)
    ? readFileSync(state, 'utf8')
        .split('\n')
        .slice(1, -1)
        .map((line) => (JSON.parse(line) as { readonly package: string }).package.replace('npm @my-scope/', ''))
    : [];

describe.each([
  ['clean-up', ['clean-up', 'clean-up.yaml']],
  ['take-down', ['take-down', 'list.txt', '--domain', 'my-domain']],
])('A killed %s', (command, args) => {
  test(`${command} that is killed and run again writes the same bytes, and calls only for what is left`, async () => {
    await finish(start(args, 'whole'));
    // The second half is never answered, so that the command cannot end before it is killed.
    reviewedRegistry.service.faults.inject({
      fault: 'no-answer',
      operation: 'ListPackageVersions',
      when: ({ query }) => PACKAGES.indexOf(query.package!) >= PACKAGES.length / 2,
      times: Infinity,
    });
    const killed = start(args, 'resumed');
    const stateOf = () => findState(join(directory, 'resumed', 'state', 'cdk-codeartifact-disposal'));
    while (finishedIn(stateOf()).length < 5) {
      expect(killed.child.exitCode).toBeNull();
      await sleep(10);
    }
    killed.child.kill('SIGKILL');
    await once(killed.child, 'close');
    const finished = finishedIn(stateOf());
    expect(finished.length).toBeLessThan(PACKAGES.length);
    expect(existsSync(join(directory, 'resumed', 'my-repo.disposals'))).toBe(false);
    reviewedRegistry.service.faults.clear();
    reviewedRegistry.service.calls.length = 0;
    const resumed = start(args, 'resumed');
    await finish(resumed);
    expect(resumed.stderr()).toContain(`${finished.length} packages finished`);
    const listed = reviewedRegistry.service.callsOf('ListPackageVersions').map(({ query }) => query.package!);
    expect([...new Set(listed)].sort()).toEqual(PACKAGES.filter((name) => !finished.includes(name)));
    const bytesOf = (output: string) => readFileSync(join(directory, output, 'my-repo.disposals'));
    expect(bytesOf('whole').toString().split('\n').length).toBeGreaterThan(PACKAGES.length);
    expect(bytesOf('resumed').equals(bytesOf('whole'))).toBe(true);
    expect(stateOf()).toBe('none');
  });
});
