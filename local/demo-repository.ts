import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { type ManifestEntry, writeManifest } from '../declaration/manifest';
import type { Format } from '../declaration/package-format';
import { DisposedPackages } from '../lib/disposed-packages';
import { EventTable, LocalCloudFormation } from './cloudformation';
import { CodeArtifactService } from './codeartifact';
import { S3Service } from './s3';
import { StepFunctionsService } from './step-functions';

const STACK = 'RepositoryCleanUp';
const REPOSITORY = { domain: 'my-domain', repository: 'my-repo' };
const PACKAGES = 300;
const VERSIONS = 5;
/** The disposal after which the function is killed, as the kernel does with one that uses too much memory. */
const KILLED_AFTER = 120;

const FORMATS: readonly { readonly format: Format; readonly namespace?: string }[] = [
  { format: 'npm', namespace: 'my-scope' },
  { format: 'maven', namespace: 'com.example' },
  { format: 'pypi' },
  { format: 'nuget' },
  { format: 'generic', namespace: 'desktop' },
];

async function demo() {
  const directory = mkdtempSync(join(tmpdir(), 'repository-clean-up-'));
  const codeArtifact = await CodeArtifactService.start();
  const s3 = await S3Service.start();
  const stepFunctions = await StepFunctionsService.start();
  const table = new EventTable();
  const cloudFormation = await LocalCloudFormation.start({
    s3,
    stepFunctions,
    environment: {
      AWS_ENDPOINT_URL_CODEARTIFACT: codeArtifact.endpoint,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ENDPOINT_URL_SFN: stepFunctions.endpoint,
    },
    onEvent: table.write,
  });
  const deploy = async (title: string, entries: readonly ManifestEntry[]) => {
    heading(title);
    const { status, outputs } = await cloudFormation.deploy(synthesize(directory, entries), STACK);
    table.writeFailures();
    console.log(`\n${STACK}: ${status}`);
    Object.entries(outputs).forEach(([name, value]) => console.log(`${STACK}.${name} = ${value}`));
  };
  try {
    const published = publish(codeArtifact);
    const old = published.filter(({ version }) => version !== `${VERSIONS}.0.0`);
    show(codeArtifact, `The repository before: ${PACKAGES} packages of ${FORMATS.length} formats`);

    codeArtifact.faults.inject({
      fault: 'concurrent-change',
      operation: 'DisposePackageVersions',
      after: KILLED_AFTER,
      afterExecution: true,
      change: () => {
        cloudFormation.functionOf(STACK, 'CleanUp/Workflow/Function').kill();
        console.log(styleText('yellow', `The function is killed after ${KILLED_AFTER} of ${PACKAGES} packages …`));
      },
    });
    await deploy(`Deployment 1: ${old.length} versions, all but the newest of each package`, old);
    const calls = codeArtifact.callsOf('DisposePackageVersions').length;
    console.log(
      `\nThe workflow ran the function again, which listed the slice that it was in: ${calls} disposals in all.`,
    );
    show(codeArtifact, 'The repository after it');

    const [stale, ...others] = published.filter(({ version }) => version === `${VERSIONS}.0.0`);
    codeArtifact.registry.republish({ ...REPOSITORY, ...stale! }, stale!.version);
    await deploy(
      'Deployment 2: the newest versions too, of which one was published again after its review: nothing is disposed',
      [...old, stale!, ...others],
    );
    show(codeArtifact, 'The repository at the end');
  } finally {
    await cloudFormation.stop();
    await stepFunctions.stop();
    await s3.stop();
    await codeArtifact.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Publishes everything, and returns the lines of a manifest that would name all of it. */
function publish({ registry }: CodeArtifactService): ManifestEntry[] {
  return Array.from({ length: PACKAGES }, (_, n) => ({
    ...FORMATS[n % FORMATS.length]!,
    package: `package-${String(n).padStart(3, '0')}`,
  })).flatMap((pkg) =>
    Array.from({ length: VERSIONS }, (_, n) => {
      const version = `${n + 1}.0.0`;
      const { revision } = registry.publish({ ...REPOSITORY, ...pkg }, version);
      return { ...pkg, version, revision };
    }),
  );
}

let assemblies = 0;

function synthesize(directory: string, entries: readonly ManifestEntry[]): string {
  const manifest = join(directory, `clean-up-${assemblies}.disposals`);
  writeFileSync(manifest, writeManifest(entries));
  const app = new App({ outdir: join(directory, `cdk.out.${assemblies++}`) });
  const stack = new Stack(app, STACK);
  const cleanUp = new DisposedPackages(stack, 'CleanUp', {
    ...REPOSITORY,
    manifest,
    // Half of the default quotas, so that nobody waits long for the demo.
    maxListsPerSecond: 100,
    maxDisposalsPerSecond: 50,
  });
  new CfnOutput(stack, 'DisposedCount', { value: cleanUp.disposedCount });
  new CfnOutput(stack, 'Report', { value: cleanUp.reportLocation });
  return app.synth().directory;
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
