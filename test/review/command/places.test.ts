import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type App, Stack } from 'aws-cdk-lib';
import { DisposedPackageVersions } from '../../../lib';
import { LoopbackServer } from '../../../local/loopback-server';
import { shellQuoted } from '../../../review/text/shell';
import { leftPad, ReviewedRegistry } from '../review-of-app';
import { startCommand } from './start-command';

let registry: ReviewedRegistry;

beforeEach(async () => {
  registry = await ReviewedRegistry.start();
  registry.publish('1.0.0', '1.1.0');
});
afterEach(() => registry.stop());

const run = (args: readonly string[], env: Record<string, string> = {}) => startCommand(registry, args, { env }).ended;

describe('The place of an output', () => {
  test.each(['--output', '--report'])(
    'A place that %s cannot have fails before the registry is read',
    async (option) => {
      const assembly = registry.synthOne(leftPad(['1.0.0']));
      const folder = registry.directory();
      for (const [place, message] of [
        [folder, `${option} must be a file; got the folder ${folder}.`],
        [join(folder, 'no', 'plan.html'), `Make the folder ${join(folder, 'no')} first.`],
        [join(assembly, 'manifest.json', 'x'), `${option} must be a file in a folder that exists`],
      ] as const) {
        const { status, stdout, stderr } = await run(['plan', assembly, option, place]);
        expect([status, stdout]).toEqual([1, '']);
        expect(stderr).toContain(message);
      }
      expect(registry.service.calls).toEqual([]);
    },
  );

  test('The plan and the report must be two files', async () => {
    const file = join(registry.directory(), 'plan');
    const { status, stderr } = await run([
      'plan',
      registry.synthOne(leftPad(['1.0.0'])),
      '--output',
      file,
      '--report',
      file,
    ]);
    expect([status, existsSync(file)]).toEqual([1, false]);
    expect(stderr).toContain('--output and --report must be two files');
  });

  test('A pipe stays a pipe, and gets the plan', async () => {
    const pipe = join(registry.directory(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const ended = run(['plan', registry.synthOne(leftPad(['1.0.0'])), '--format', 'json', '--output', pipe]);
    const { stdout: text } = await promisify(execFile)('cat', [pipe]);
    expect((await ended).status).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ complete: true });
    expect(statSync(pipe).isFIFO()).toBe(true);
  });

  test('A regular file is replaced as a whole', async () => {
    const folder = registry.directory();
    const file = join(folder, 'plan.json');
    writeFileSync(file, 'x'.repeat(1_000_000));
    await run(['plan', registry.synthOne(leftPad(['1.0.0'])), '--format', 'json', '--output', file]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ complete: true });
    expect(readdirSync(folder)).toEqual(['plan.json']);
  });
});

describe('An app whose stacks name no environment', () => {
  let sts: LoopbackServer;
  let answer: { status: number; body: string };
  const requests: (string | undefined)[] = [];
  const assembly = () =>
    registry.synth((app: App) => {
      new DisposedPackageVersions(new Stack(app, 'Disposal'), 'LeftPad', leftPad(['1.0.0']));
    });

  beforeEach(async () => {
    requests.length = 0;
    answer = {
      status: 200,
      body: '<GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult>',
    };
    sts = new LoopbackServer((request, response) => {
      requests.push(request.headers.authorization);
      response.writeHead(answer.status).end(answer.body);
      return Promise.resolve();
    });
    await sts.start();
  });
  afterEach(() => sts.stop());

  const plan = (...args: string[]) => run(['plan', assembly(), ...args], { AWS_ENDPOINT_URL_STS: sts.endpoint });

  test('The plan of it is complete with the account and the Region of the credentials, and says so', async () => {
    const { status, stdout } = await plan('--current-env');
    expect(status).toBe(0);
    expect(stdout).toContain(
      'the account 111122223333 and the Region us-east-1 of the credentials are taken for stacks that name none',
    );
    expect(requests).toEqual([expect.stringContaining('Credential=AKIDEXAMPLE/')]);
  });

  test('The plan of it is not complete without, and asks for no account', async () => {
    const { status, stdout } = await plan();
    expect(status).toBe(1);
    expect(stdout).toContain('the stack is environment-agnostic');
    expect(requests).toEqual([]);
  });

  test('The plan of it fails if the account cannot be read', async () => {
    answer = { status: 403, body: '<Error><Message>The security token is expired</Message></Error>' };
    const { status, stdout, stderr } = await plan('--current-env');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('could not be read: The security token is expired. Pass --account and --region instead.');
    expect(registry.service.calls).toEqual([]);
  });
});

test.each(['Macro$(id>made)', 'P;id>made', 'it\'s `id` \\ "x"', 'a\u202eb'])(
  'A shell takes the quoted argument %j as text',
  (name) => {
    const cwd = registry.directory();
    const text = execFileSync('bash', ['-c', `printf %s ${shellQuoted(name)}`], { cwd, encoding: 'utf8' });
    expect(text).toBe(name.replace('\u202e', '\\u{202e}'));
    expect(readdirSync(cwd)).toEqual([]);
  },
);
