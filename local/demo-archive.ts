import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { ArchivedPackageVersions, DisposedPackageVersions, PackageFormat } from '../lib';
import { EventTable, LocalCloudFormation } from './cloudformation';
import { CodeArtifactService, type PackageCoordinates } from './codeartifact';
import { EventBus } from './events';
import { S3Service } from './s3';

const STACK = 'ArchiveFirst';
const leftPad: PackageCoordinates = { domain: 'my-domain', repository: 'my-repo', format: 'npm', package: 'left-pad' };
const archivedVersions = ['1.0.0', '1.0.1', '1.1.0'];

interface Act {
  readonly title: string;
  /** Days since the act before. */
  readonly days: number;
  /** Default: nothing is disposed. */
  readonly disposed?: string[];
  /** What somebody does by hand in these days. */
  readonly meanwhile?: (registry: CodeArtifactService['registry']) => void;
}

const acts: readonly Act[] = [
  { title: 'the first pull request archives three versions', days: 0 },
  { title: 'ten days later, the disposal is refused, with the date', days: 10, disposed: archivedVersions },
  {
    title: 'somebody restored one, and archived it again by hand: the disposal is refused after 30 days, too',
    days: 20,
    disposed: archivedVersions,
    meanwhile: (registry) => {
      registry.setStatus(leftPad, '1.1.0', 'Published');
      registry.archive(leftPad, '1.1.0');
    },
  },
  { title: 'the second pull request disposes the other two', days: 0, disposed: ['1.0.0', '1.0.1'] },
];

async function demo() {
  const directory = mkdtempSync(join(tmpdir(), 'archive-first-'));
  const clock = { now: new Date('2026-01-01T12:00:00Z') };
  const events = new EventBus();
  const codeArtifact = await CodeArtifactService.start({ events });
  const s3 = await S3Service.start({ now: () => clock.now });
  const table = new EventTable();
  const cloudFormation = await LocalCloudFormation.start({
    s3,
    events,
    environment: { AWS_ENDPOINT_URL_CODEARTIFACT: codeArtifact.endpoint, AWS_ENDPOINT_URL_S3: s3.endpoint },
    onEvent: table.write,
  });
  try {
    [...archivedVersions, '2.0.0'].forEach((version) => codeArtifact.registry.publish(leftPad, version));
    for (const [index, { title, days, disposed, meanwhile }] of acts.entries()) {
      clock.now = new Date(clock.now.getTime() + Duration.days(days).toMilliseconds());
      heading(`${clock.now.toISOString().slice(0, 10)}, deployment ${index + 1}: ${title}`);
      meanwhile?.(codeArtifact.registry);
      await events.idle();
      const { status } = await cloudFormation.deploy(synthesize(join(directory, `cdk.out.${index}`), disposed), STACK);
      table.writeFailures();
      console.log(`\n${STACK}: ${status}`);
      show(codeArtifact);
    }
  } finally {
    await cloudFormation.stop();
    await s3.stop();
    await codeArtifact.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @returns the directory of the cloud assembly */
function synthesize(outdir: string, disposed: string[] | undefined): string {
  const app = new App({ outdir });
  const stack = new Stack(app, STACK);
  const { domain, repository, package: packageName } = leftPad;
  const pkg = { domain, repository, packageName, format: PackageFormat.NPM };
  const archived = new ArchivedPackageVersions(stack, 'Archived', { ...pkg, versions: archivedVersions });
  if (disposed !== undefined) {
    const waitingTime = Duration.days(30);
    new DisposedPackageVersions(stack, 'Disposed', { ...pkg, versions: disposed, archived, waitingTime });
  }
  return app.synth().directory;
}

function show({ registry }: CodeArtifactService) {
  for (const { version, status } of registry.snapshot()) {
    const line = `${version.padEnd(8)}${status}`;
    console.log(status === 'Disposed' ? styleText('red', line) : line);
  }
}

function heading(text: string) {
  console.log(`\n${styleText('bold', text)}\n`);
}

demo().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
