import { execFileSync, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { LocalCloudFormation } from '../../local/cloudformation';
import { CodeArtifactService } from '../../local/codeartifact';
import { packTarball, root } from './tarball';

const ACCOUNT = '111122223333';
const LEFT_PAD = {
  domain: 'my-domain',
  repository: 'my-repo',
  format: 'npm',
  namespace: 'my-scope',
  package: 'left-pad',
} as const;

/** The blocks of the README's section for newcomers, in order. */
function readBlocks(): { readonly language: string; readonly code: string }[] {
  const [, section = ''] = /^## Start\n(.*?)^## /ms.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
  return [...section.matchAll(/^```(\S+).*?\n(.*?)^```/gms)].map(([, language = '', code = '']) => ({
    language,
    code,
  }));
}

let directory: string;
let app: string;
let tarball: string;
let codeArtifact: CodeArtifactService;
let environment: NodeJS.ProcessEnv;
let stop: () => Promise<void>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'readme-'));
  app = join(directory, 'my-app');
  mkdirSync(app);
  tarball = packTarball(join(directory, 'staged'));
  codeArtifact = await CodeArtifactService.start();
  ['1.0.0', '1.0.1', '2.0.0'].forEach((version) => codeArtifact.registry.publish(LEFT_PAD, version));
  const identity = await startCallerIdentity();
  stop = async () => {
    identity.close();
    await codeArtifact.stop();
  };
  environment = {
    PATH: process.env['PATH'],
    // A person says yes to the download of the CDK CLI.
    npm_config_yes: 'true',
    HOME: directory,
    npm_config_registry: process.env['npm_config_registry'],
    npm_config_userconfig: join(process.env['HOME'] ?? '', '.npmrc'),
    CI: 'true',
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_CODEARTIFACT: codeArtifact.endpoint,
    AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${(identity.address() as AddressInfo).port}`,
  };
}, 300_000);

afterAll(async () => {
  await stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Answers GetCallerIdentity, the only call of the Security Token Service. */
async function startCallerIdentity(): Promise<Server> {
  const server = createServer((_, response) => response.end(`<Account>${ACCOUNT}</Account>`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Runs a block as a newcomer pastes it, and returns its output. */
async function run(code: string): Promise<string> {
  const child = spawn('bash', ['-e', '-c', code], { cwd: app, env: environment });
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ]);
  if (status !== 0) {
    throw new Error(`${code} ended with ${status}:\n${stdout}${stderr}`);
  }
  return stdout;
}

/** Pastes a declaration into the constructor of the stack. */
function paste(code: string) {
  const file = join(
    app,
    'lib',
    readdirSync(join(app, 'lib')).find((name) => name.endsWith('.ts'))!,
  );
  const [imports, ...statements] = code.split(/^\n/m);
  const stack = readFileSync(file, 'utf8').replace(/^( *super\(.*\);)$/m, `$1\n${statements.join('\n')}`);
  writeFileSync(file, `${imports}${stack}`);
}

test('Every block of the start runs in order in a new app, up to the deployment', async () => {
  const blocks = readBlocks();
  const shell = blocks.filter(({ language }) => language === 'sh').map(({ code }) => code.trim());
  const [init, install, plan, pin, deploy] = shell;
  expect(shell).toHaveLength(5);
  expect(deploy).toBe('npx cdk deploy');

  await run(init!);
  copyFileSync(tarball, join(app, basename(tarball)));
  await run(install!);
  paste(blocks.find(({ language }) => language === 'ts')!.code);
  const planned = await run(plan!);
  expect(planned).toContain('disposes 2 versions of 1 package');
  expect(planned).toContain(ACCOUNT);
  const pins = await run(pin!);
  expect(pins).toContain(codeArtifact.registry.version(LEFT_PAD, '1.0.0')!.revision);

  // There is no AWS account: the embedded services deploy the assembly of the last synth.
  const cloudFormation = await LocalCloudFormation.start({
    environment: { AWS_ENDPOINT_URL_CODEARTIFACT: codeArtifact.endpoint },
  });
  try {
    const [stack] = JSON.parse(
      `[${execFileSync('node', ['-p', 'JSON.stringify(Object.keys(require("./cdk.out/manifest.json").artifacts).find((id) => id.endsWith("Stack")))'], { cwd: app, encoding: 'utf8' })}]`,
    ) as string[];
    const { status } = await cloudFormation.deploy(join(app, 'cdk.out'), stack!);
    expect(status).toBe('CREATE_COMPLETE');
    const statuses = ['1.0.0', '1.0.1', '2.0.0'].map((name) => codeArtifact.registry.version(LEFT_PAD, name)?.status);
    expect(statuses).toEqual(['Disposed', 'Disposed', 'Published']);
  } finally {
    await cloudFormation.stop();
  }
}, 600_000);
