import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { LocalAccount } from './account';
import type { CodeArtifactService, PackageCoordinates } from './codeartifact';
import { EventTable } from './cloudformation';
import { ARCHIVE_STACK, archiveDeployments } from './demo-archive';
import { synthesize } from './synthesize';

const STACK = 'PackageDisposal';

const leftPad: PackageCoordinates = {
  domain: 'my-domain',
  repository: 'my-repo',
  format: 'npm',
  namespace: 'my-scope',
  package: 'left-pad',
};

interface Deployment {
  readonly title: string;
  readonly context: Readonly<Record<string, unknown>>;
  /** A change of the repository by someone else in the meantime. */
  readonly meanwhile?: (registry: CodeArtifactService['registry']) => void;
}

/** Three merged pull requests. */
function deployments(reviewedRevision: string): Deployment[] {
  return [
    { title: 'two versions are declared', context: { versions: ['1.0.0', '1.0.1'] } },
    { title: 'two more are added', context: { versions: ['1.0.0', '1.0.1', '1.1.0', '1.1.1'] } },
    {
      title: 'refused as a whole, since 1.2 is misspelled, and 1.3.0 was published again after its review',
      context: {
        versions: ['1.0.0', '1.0.1', '1.1.0', '1.1.1', '1.2', '1.3.0'],
        versionRevisions: { '1.3.0': reviewedRevision },
      },
      meanwhile: (registry) => registry.republish(leftPad, '1.3.0'),
    },
  ];
}

async function demo() {
  const directory = mkdtempSync(join(tmpdir(), 'codeartifact-disposal-'));
  const table = new EventTable();
  // The clock of the waiting time.
  const clock = new Date('2026-01-01T12:00:00Z');
  const account = await LocalAccount.start({ now: () => clock, cloudFormation: { onEvent: table.write } });
  const { codeArtifact, cloudFormation, events } = account;
  try {
    ['1.0.0', '1.0.1', '1.1.0', '1.1.1', '1.2.0', '1.3.0', '2.0.0'].forEach((version) => {
      codeArtifact.registry.publish(leftPad, version);
    });
    show(codeArtifact, 'The repository before');

    const pullRequests = deployments(codeArtifact.registry.version(leftPad, '1.3.0')!.revision);
    const assemblies = pullRequests.map((_, index) => join(directory, `cdk.out.${index + 1}`));
    await Promise.all(pullRequests.map(({ context }, index) => synthesize(assemblies[index]!, context, index === 0)));

    for (const [index, { title, meanwhile }] of pullRequests.entries()) {
      heading(`Deployment ${index + 1}: ${title}`);
      meanwhile?.(codeArtifact.registry);
      const { status, outputs } = await cloudFormation.deploy(assemblies[index]!, STACK);
      table.writeFailures();
      console.log(`\n${STACK}: ${status}`);
      Object.entries(outputs).forEach(([name, value]) => console.log(`${STACK}.${name} = ${value}`));
    }
    show(codeArtifact, 'The repository after');

    for (const { title, days, assembly, meanwhile } of archiveDeployments(leftPad, directory)) {
      clock.setTime(clock.getTime() + days * 24 * 3_600_000);
      heading(`${clock.toISOString().slice(0, 10)}: ${title}`);
      meanwhile?.(codeArtifact.registry);
      await events.idle();
      const { status } = await cloudFormation.deploy(assembly, ARCHIVE_STACK);
      table.writeFailures();
      console.log(`\n${ARCHIVE_STACK}: ${status}`);
    }
    show(codeArtifact, 'The repository at the end');
  } finally {
    await account.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

function show({ registry }: CodeArtifactService, title: string) {
  heading(`${title}: npm @${leftPad.namespace}/${leftPad.package} in ${leftPad.domain}/${leftPad.repository}`);
  for (const { version, status, assets, revision } of registry.snapshot()) {
    const line = `${version.padEnd(8)}${status.padEnd(12)}${assets} asset${assets === 1 ? ' ' : 's'}  revision ${revision}`;
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
