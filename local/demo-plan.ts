import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CodeArtifactService, type PackageCoordinates } from './codeartifact';
import { commandEnvironment, runProgram } from './run-program';

const root = join(__dirname, '..');

/** In the folder that the repository ignores. */
const PLAN_REPORT = join('dist', 'demo', 'plan.html');

const leftPad: PackageCoordinates = {
  domain: 'my-domain',
  repository: 'my-repo',
  format: 'npm',
  namespace: 'my-scope',
  package: 'left-pad',
};

/** Publishes the versions that the example app declares, in the state that a review finds them in. */
function publishVersions({ registry }: CodeArtifactService) {
  registry.createRepository('my-domain', 'npm-store', { externalConnections: ['public:npmjs'] });
  registry.createRepository('my-domain', 'my-repo', { upstreams: ['npm-store'] });
  for (const [version, size] of [
    ['1.0.0', 34_500],
    ['1.0.1', 35_100],
    ['1.1.0', 36_000],
    ['2.0.0', 1_240_000],
  ] as const) {
    registry.publish(leftPad, version, { assets: [{ name: 'package.tgz', size }] });
  }
  registry.archive(leftPad, '1.0.1');
  registry.dispose(leftPad, '1.0.0');
  registry.tag(leftPad, 'latest', '2.0.0');
}

async function demo() {
  const service = await CodeArtifactService.start();
  const directory = mkdtempSync(join(tmpdir(), 'demo-plan-'));
  const env = commandEnvironment(service);
  const app = (versions: string, assembly: string) =>
    runProgram(['--import', 'tsx', 'bin/app.ts'], {
      ...env,
      CDK_OUTDIR: join(directory, assembly),
      CDK_CONTEXT_JSON: JSON.stringify({
        ...{ domain: 'my-domain', repository: 'my-repo', namespace: 'my-scope', package: 'left-pad' },
        versions,
        'aws:cdk:enable-path-metadata': true,
      }),
      CDK_VALIDATION: 'false',
    });
  const plan = (assembly: string, ...options: string[]) =>
    runProgram(
      [
        'dist/bin/cdk-codeartifact-disposal.js',
        'plan',
        join(directory, assembly),
        '--account',
        service.account,
        '--region',
        service.region,
        ...options,
      ],
      env,
    );
  try {
    publishVersions(service);
    await app('1.0.0', 'base');
    await app('1.0.0,1.0.1,2.0.0', 'head');
    await app('1.0.0,1.0.1,1.1', 'typo');

    title('The app as a change would leave it: plan');
    checkOutput(await plan('head'), 0);
    title('Only what the change adds, as a comment: plan --base … --format markdown');
    checkOutput(await plan('head', '--base', join(directory, 'base'), '--format', 'markdown'), 0);
    title('A misspelled version, which the deployment would refuse: exit status 2');
    checkOutput(await plan('typo', '--base', join(directory, 'base')), 2);
    title('A report to look at: plan --base … --format html');
    mkdirSync(dirname(join(root, PLAN_REPORT)), { recursive: true });
    checkOutput(await plan('head', '--base', join(directory, 'base'), '--format', 'html', '--output', PLAN_REPORT), 0);
    console.log(`Open ${PLAN_REPORT} in a browser.`);
  } finally {
    await service.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

function title(text: string) {
  console.log(`\n── ${text}\n`);
}

function checkOutput(status: number, expected: number) {
  if (status !== expected) {
    throw new Error(`plan must exit with status ${expected} here; got ${status}.`);
  }
}

void demo();
