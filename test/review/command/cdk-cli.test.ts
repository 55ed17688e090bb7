import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ReviewedRegistry } from '../review-of-app';
import { startCommand } from './start-command';

const CLI = join(__dirname, '..', '..', '..', 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** An app that keeps what it is handed, beside an assembly without stacks. */
const APP = `
const fs = require('fs');
const { CDK_CONTEXT_JSON, CDK_OUTDIR, CONTEXT_OVERFLOW_LOCATION_ENV, CDK_DEBUG, CDK_VALIDATION, CDK_DEFAULT_REGION } = process.env;
const overflow = CONTEXT_OVERFLOW_LOCATION_ENV ? JSON.parse(fs.readFileSync(CONTEXT_OVERFLOW_LOCATION_ENV)) : {};
const built = fs.existsSync('built.txt');
fs.writeFileSync(process.env.SEEN, JSON.stringify({
  context: { ...JSON.parse(CDK_CONTEXT_JSON), ...overflow }, CDK_DEBUG, CDK_VALIDATION, CDK_DEFAULT_REGION, built,
  args: process.argv.slice(2),
}));
fs.mkdirSync(CDK_OUTDIR, { recursive: true });
fs.writeFileSync(CDK_OUTDIR + '/S.template.json', '{"Resources":{}}');
fs.writeFileSync(CDK_OUTDIR + '/manifest.json', JSON.stringify({ version: '48.0.0', artifacts: { S: {
  type: 'aws:cloudformation:stack', environment: 'aws://111122223333/us-east-1', properties: { templateFile: 'S.template.json' } } } }));
`;

/** The CLI asks for the account of the credentials, of which there is none. */
const NO_ACCOUNT = { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' };

interface Folder {
  readonly project?: object;
  readonly context?: object;
  readonly user?: object;
  readonly args?: readonly string[];
  readonly app?: string;
  readonly isExecutable?: boolean;
}

let registry: ReviewedRegistry;
beforeAll(async () => {
  registry = await ReviewedRegistry.start();
});
afterAll(() => registry.stop());

/** What an app gets of the CDK CLI, and of plan --app, in the same folder. */
async function runBoth({ project, context, user, args = [], app = 'app.js', isExecutable = false }: Folder) {
  const cwd = registry.directory();
  const home = registry.directory();
  const write = (file: string, value: unknown) => value !== undefined && writeFileSync(file, JSON.stringify(value));
  write(join(cwd, 'cdk.json'), project);
  write(join(cwd, 'cdk.context.json'), context);
  write(join(home, '.cdk.json'), user);
  mkdirSync(join(cwd, 'a folder'));
  for (const file of ['app.js', 'a folder/app.js']) {
    writeFileSync(join(cwd, file), `#!${process.execPath}\n${APP}`);
    chmodSync(join(cwd, file), isExecutable ? 0o755 : 0o644);
  }
  const received = (name: string) => JSON.parse(readFileSync(join(home, name), 'utf8')) as unknown;
  const env = { HOME: home, USERPROFILE: home, CI: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true' };
  const options = ['--app', app, ...args];
  await promisify(execFile)(
    process.execPath,
    [CLI, 'synth', '--quiet', '--no-notices', '--output', join(home, 'out'), ...options],
    {
      cwd,
      env: { PATH: process.env['PATH'], ...registry.environment, ...env, ...NO_ACCOUNT, SEEN: join(home, 'cli.json') },
    },
  );
  const { stderr } = await startCommand(registry, ['plan', ...options], {
    cwd,
    env: { ...env, SEEN: join(home, 'plan.json') },
  }).ended;
  expect(stderr).toContain('No disposal is declared');
  return { cli: received('cli.json'), plan: received('plan.json') };
}

describe('plan --app and the CDK CLI in the same folder', () => {
  test.each<[string, Folder]>([
    [
      'the same key in all files and on the command line',
      {
        project: { context: { versions: '2.0.0', a: 1 } },
        context: { versions: '1.0.0', a: 2, b: 2 },
        user: { context: { versions: '0.1.0', a: 3, b: 3, c: 3 } },
        args: ['-c', 'a=4=5', '-c', 'empty='],
      },
    ],
    ['more context than a variable holds', { project: { context: { long: 'x'.repeat(200_000) } } }],
    [
      'settings that are off',
      { project: { versionReporting: false, pathMetadata: false, assetMetadata: false, staging: false } },
    ],
    ['settings of the home folder', { user: { versionReporting: false }, project: { assetMetadata: false } }],
    ['debugging', { project: { debug: true } }],
    ['a build', { project: { build: 'echo yes > built.txt' } }],
    ['an executable app with arguments', { app: './app.js one "two three"', isExecutable: true }],
    ['a quoted app with arguments', { app: '"a folder/app.js" --one' }],
    ['a command line of a shell', { app: 'A=1 node app.js $A && true' }],
  ])('They hand the app the same with %s', async (_what, folder) => {
    const { cli, plan } = await runBoth(folder);
    expect(plan).toEqual(cli);
  });

  test.each<[string, Folder, string]>([
    [
      'a reserved key on the command line',
      { args: ['-c', 'aws:cdk:bundling-stacks=x'] },
      'must have keys that do not begin with "aws:"',
    ],
    [
      'a refused key in a file',
      { project: { context: { 'default-region': 'x' } } },
      'must not have the key default-region',
    ],
  ])('Both refuse %s', async (_what, folder, message) => {
    await expect(runBoth(folder)).rejects.toThrow();
    const cwd = registry.directory();
    writeFileSync(join(cwd, 'cdk.json'), JSON.stringify(folder.project ?? {}));
    const { status, stderr } = await startCommand(registry, ['plan', '--app', 'true', ...(folder.args ?? [])], { cwd })
      .ended;
    expect(status).toBe(1);
    expect(stderr).toContain(message);
  });
});
