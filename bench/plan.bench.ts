import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodeArtifactService } from '../local/codeartifact';

const DECLARATIONS = Number(process.env['DECLARATIONS'] ?? 200);
const VERSIONS = Number(process.env['VERSIONS'] ?? 50);
const LATENCY = Number(process.env['LATENCY'] ?? 50);
const CONCURRENCY = Number(process.env['CONCURRENCY'] ?? 8);

const command = join(__dirname, '..', 'dist', 'bin', 'cdk-codeartifact-disposal.js');
const repository = { domain: 'my-domain', repository: 'my-repo', format: 'npm' } as const;
const versions = Array.from({ length: VERSIONS }, (_, index) => `1.0.${index}`);

/** An assembly of one stack with all the declarations. */
function writeAssembly(directory: string) {
  const resources = Array.from({ length: DECLARATIONS }, (_, index): [string, object] => [
    `Declaration${index}`,
    {
      Type: 'Custom::CodeArtifactDisposedPackageVersions',
      Properties: { ...repository, domainOwner: '111122223333', package: `package-${index}`, versions },
    },
  ]);
  writeFileSync(join(directory, 'Bench.template.json'), JSON.stringify({ Resources: Object.fromEntries(resources) }));
  const stack = {
    type: 'aws:cloudformation:stack',
    environment: 'aws://111122223333/us-east-1',
    properties: { templateFile: 'Bench.template.json' },
  };
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ version: '48.0.0', artifacts: { Bench: stack } }));
}

/** Milliseconds until the command has ended. */
function run(program: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, program, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('close', (status) =>
      status === 0
        ? resolve(performance.now() - start)
        : reject(new Error(`The command exited with status ${status}.`)),
    );
  });
}

interface PlanRun {
  readonly service: CodeArtifactService;
  readonly env: NodeJS.ProcessEnv;
  readonly assembly: string;
}

async function measure({ service, env, assembly }: PlanRun, options: readonly string[]) {
  const before = service.calls.length;
  const time = await run(
    [command, 'plan', assembly, '--format', 'json', '--concurrency', String(CONCURRENCY), ...options],
    env,
  );
  const calls = service.calls.length - before;
  const lowerBound = Math.ceil(calls / CONCURRENCY) * LATENCY || 1;
  const name = options.length === 0 ? 'everything' : options.join(' ');
  console.log(
    `${name}: ${calls} calls in ${Math.round(time)} ms, ${(time / lowerBound).toFixed(2)} × the lower bound of ${lowerBound} ms ` +
      `(calls × ${LATENCY} ms ÷ ${CONCURRENCY} at once)`,
  );
}

async function bench() {
  const directory = mkdtempSync(join(tmpdir(), 'bench-plan-'));
  const service = await CodeArtifactService.start({ latency: LATENCY });
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    AWS_ENDPOINT_URL_CODEARTIFACT: service.endpoint,
    AWS_REGION: service.region,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
  };
  try {
    for (let index = 0; index < DECLARATIONS; index++) {
      versions.forEach((version) => service.registry.publish({ ...repository, package: `package-${index}` }, version));
    }
    writeAssembly(directory);
    const starts = [];
    for (let index = 0; index < 11; index++) {
      starts.push(await run([command, '--help'], env));
    }
    const planRun = { service, env, assembly: directory };
    console.log(`--help: ${Math.round(starts.sort((a, b) => a - b)[5]!)} ms, median of 11`);
    await measure(planRun, ['--no-sizes', '--no-published-times', '--no-upstreams']);
    await measure(planRun, ['--no-published-times']);
    await measure(planRun, []);
  } finally {
    await service.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

void bench();
