import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { styleText } from 'node:util';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import type { Format } from '../declaration/package-format';
import { DisposedPackages } from '../lib/disposed-packages';
import { LocalAccount } from './account';
import { EventTable } from './cloudformation';
import type { CodeArtifactService } from './codeartifact';
import { commandEnvironment, runProgram } from './run-program';

const root = join(__dirname, '..');
const COMMAND = 'dist/bin/cdk-codeartifact-disposal.js';

/** In the folder that the repository ignores. */
const REPORT = join('dist', 'demo', 'repository.html');

const STACK = 'RepositoryCleanUp';
const REPOSITORY = { domain: 'my-domain', repository: 'my-repo' };
const PACKAGES = 300;
const VERSIONS = ['1.0.0', '2.0.0', '3.0.0', '4.0.0', '5.0.0'];
const NEXT_VERSION = '6.0.0';
/** The disposal after which the function is killed, as the kernel does with one that uses too much memory. */
const KILLED_AFTER = 120;

const DEMO_FORMATS: readonly { readonly format: Format; readonly namespace?: string }[] = [
  { format: 'npm', namespace: 'my-scope' },
  { format: 'maven', namespace: 'com.example' },
  { format: 'pypi' },
  { format: 'nuget' },
  { format: 'generic', namespace: 'desktop' },
];

/** Everything but the newest version of each package. */
const POLICY = `# yaml-language-server: $schema=../node_modules/cdk-codeartifact-disposal/schema/clean-up-policy.schema.json
domain: ${REPOSITORY.domain}
repositories: [${REPOSITORY.repository}]
rules:
  - name: not-the-newest
    select: { match: '*' }
    keep: { latest: 1 }
`;

async function demo() {
  const directory = mkdtempSync(join(tmpdir(), 'repository-clean-up-'));
  const table = new EventTable();
  const account = await LocalAccount.start({ cloudFormation: { onEvent: table.write } });
  const { codeArtifact, cloudFormation } = account;
  const run = async (expected: number, ...args: string[]) => {
    const status = await runProgram([COMMAND, ...args], commandEnvironment(codeArtifact));
    if (status !== expected) {
      throw new Error(`${args[0]} must exit with status ${expected} here; got ${status}.`);
    }
  };
  const declare = () => {
    writeFileSync(join(directory, 'clean-up.yaml'), POLICY);
    const rates = ['--max-lists-per-second', '1000', '--max-reads-per-second', '1000'];
    return run(0, 'clean-up', join(directory, 'clean-up.yaml'), '--output', directory, ...rates);
  };
  const plan = (expected: number, assembly: string, ...options: string[]) => {
    const environment = ['--account', codeArtifact.account, '--region', codeArtifact.region];
    return run(expected, 'plan', join(directory, assembly), ...environment, '--report', REPORT, ...options);
  };
  const deploy = async (assembly: string) => {
    const { status, outputs } = await cloudFormation.deploy(join(directory, assembly), STACK);
    table.writeFailures();
    console.log(`\n${STACK}: ${status}`);
    Object.entries(outputs).forEach(([name, value]) => console.log(`${STACK}.${name} = ${value}`));
  };
  try {
    mkdirSync(dirname(join(root, REPORT)), { recursive: true });
    publish(codeArtifact, VERSIONS);
    show(codeArtifact, `The repository before: ${PACKAGES} packages of ${DEMO_FORMATS.length} formats`);

    heading('The policy keeps the newest version of each package: clean-up clean-up.yaml');
    console.log(POLICY);
    await declare();
    synthesize(directory, 'first');
    heading('What merging it destroys: plan --format markdown, cut to 2,000 characters');
    await plan(0, 'first', '--format', 'markdown', '--max-length', '2000');
    console.log(`\nAll versions: open ${REPORT} in a browser.`);

    heading('Deployment 1');
    killOnTheWay(codeArtifact, () => cloudFormation.findFunction(STACK, 'CleanUp/Workflow/Function').kill());
    await deploy('first');
    const calls = codeArtifact.callsOf('DisposePackageVersions').length;
    console.log(
      `\nThe workflow ran the function again, which listed the slice that it was in: ${calls} disposals in all.`,
    );
    show(codeArtifact, 'The repository after it');

    heading('The teams publish the next version of each package, and the policy is applied again');
    publish(codeArtifact, [NEXT_VERSION]);
    await declare();
    codeArtifact.registry.republish({ ...REPOSITORY, ...packageAt(0) }, VERSIONS.at(-1)!);
    synthesize(directory, 'second');
    heading('One of them was published again after the review. plan refuses it with exit status 2');
    await plan(2, 'second', '--base', join(directory, 'first'), '--format', 'markdown', '--max-length', '2000');
    heading('Deployment 2: one version is refused, so nothing is disposed');
    await deploy('second');
    show(codeArtifact, 'The repository at the end');
  } finally {
    await account.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

function packageAt(n: number) {
  return { ...DEMO_FORMATS[n % DEMO_FORMATS.length]!, package: `package-${String(n).padStart(3, '0')}` };
}

function publish({ registry }: CodeArtifactService, versions: readonly string[]) {
  for (let n = 0; n < PACKAGES; n++) {
    versions.forEach((version) => registry.publish({ ...REPOSITORY, ...packageAt(n) }, version));
  }
}

/** Kills the function in the middle, as Lambda does with one that uses too much memory. */
function killOnTheWay({ faults }: CodeArtifactService, kill: () => void) {
  faults.inject({
    fault: 'concurrent-change',
    operation: 'DisposePackageVersions',
    after: KILLED_AFTER,
    afterExecution: true,
    change: () => {
      kill();
      console.log(styleText('yellow', `The function is killed after ${KILLED_AFTER} of ${PACKAGES} packages …`));
    },
  });
}

/** Synthesises the stack with the manifest as `declare` left it. */
function synthesize(directory: string, assembly: string) {
  const app = new App({ outdir: join(directory, assembly) });
  const stack = new Stack(app, STACK);
  const cleanUp = new DisposedPackages(stack, 'CleanUp', {
    ...REPOSITORY,
    manifest: join(directory, `${REPOSITORY.repository}.disposals`),
    // Half of the default quotas, so that the demo does not take long.
    maxListsPerSecond: 100,
    maxWritesPerSecond: 50,
  });
  new CfnOutput(stack, 'DisposedCount', { value: cleanUp.disposedCount });
  new CfnOutput(stack, 'Report', { value: cleanUp.reportLocation });
  app.synth();
}

function show({ registry }: CodeArtifactService, title: string) {
  heading(title);
  const counts = new Map<string, number>();
  for (const { status } of registry.snapshot()) {
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  counts.forEach((count, status) => console.log(`${status.padEnd(12)}${String(count).padStart(6)} versions`));
}

function heading(text: string) {
  console.log(`\n${styleText('bold', text)}\n`);
}

// The validation of templates takes seconds, and is a matter of tests.
process.env.CDK_VALIDATION = 'false';

demo().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
