import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { writeManifest } from '../declaration/manifest';
import { ArchivedPackages, ColdCopies, DisposedPackages } from '../lib';
import { LocalAccount } from './account';
import { EventTable } from './cloudformation';
import { NpmClient } from './npm-client';
import { commandEnvironment, runProgram } from './run-program';

const RESTORE_REPOSITORY = { domain: 'my-domain', repository: 'my-repo' };
const LEFT_PAD = { format: 'npm', namespace: 'my-scope', package: 'left-pad' } as const;
const NAME = '@my-scope/left-pad';
const STACK = 'CleanUp';
const OLD_VERSIONS = ['1.0.0', '1.1.0'];
const MISSED = '1.0.0';

/** Copies, archives, waits, disposes; one version is missed after all, and comes back with the same bytes. */
async function demo() {
  const directory = mkdtempSync(join(tmpdir(), 'cold-copies-'));
  const clock = new Date('2026-01-01T12:00:00Z');
  const table = new EventTable();
  const account = await LocalAccount.start({ now: () => clock, cloudFormation: { onEvent: table.write } });
  const { codeArtifact, cloudFormation, events, s3 } = account;
  const deploy = async (disposes: boolean) => {
    await events.idle();
    const { status } = await cloudFormation.deploy(synthesize(account, directory, disposes), STACK);
    table.writeFailures();
    console.log(`\n${STACK}: ${status}`);
  };
  try {
    codeArtifact.registry.createRepository(RESTORE_REPOSITORY.domain, RESTORE_REPOSITORY.repository);
    const npm = await NpmClient.login(codeArtifact, RESTORE_REPOSITORY, join(directory, 'npm'));
    heading('npm publishes three versions');
    for (const version of [...OLD_VERSIONS, '2.0.0']) {
      await npm.publish({ name: NAME, version, description: 'pads on the left', license: 'MIT' });
    }
    const integrity = await install(npm, 'before');
    show(account);

    heading('The first pull request: two versions are copied, and then archived');
    await deploy(false);
    const bucket = s3.bucketNames.find((name) => name.includes('copies'))!;
    s3.keys(bucket).forEach((key) => console.log(`s3://${bucket}/${key}`));

    clock.setDate(clock.getDate() + 30);
    heading('30 days later, the second one: what has a complete copy is disposed');
    await deploy(true);
    show(account);

    heading(`${NAME} ${MISSED} is missed after all`);
    await runProgram(
      [
        'dist/bin/cdk-codeartifact-disposal.js',
        ...['restore', 'npm', NAME, MISSED, '--from', `s3://${bucket}/`, '--publish', '--delete-record'],
        ...['--output', join(directory, 'restored')],
      ],
      { ...commandEnvironment(codeArtifact), AWS_ENDPOINT_URL_S3: s3.endpoint },
    );
    show(account);
    const afterRestore = await install(npm, 'after');
    if (afterRestore !== integrity) {
      throw new Error(`The restored version must have the integrity ${integrity}; got ${afterRestore}.`);
    }
    const { stdout } = await npm.run(['dist-tag', 'ls', NAME]);
    console.log(stdout.trim());
  } finally {
    await account.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @returns the integrity of the installed package, as the lock file has it */
async function install(npm: NpmClient, folder: string): Promise<string> {
  mkdirSync(join(npm.directory, folder), { recursive: true });
  writeFileSync(join(npm.directory, folder, 'package.json'), '{}');
  const { status, stderr } = await npm.run(['install', `${NAME}@${MISSED}`], folder);
  if (status !== 0) {
    throw new Error(stderr);
  }
  const lock = JSON.parse(readFileSync(join(npm.directory, folder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { integrity: string }>;
  };
  const { integrity } = lock.packages[`node_modules/${NAME}`]!;
  console.log(`npm install ${NAME}@${MISSED}: ${integrity}`);
  return integrity;
}

let assemblies = 0;

/** @returns the directory of the cloud assembly */
function synthesize({ codeArtifact }: LocalAccount, directory: string, disposes: boolean): string {
  const manifest = join(directory, 'my-repo.disposals');
  const entries = OLD_VERSIONS.map((version) => {
    const { revision } = codeArtifact.registry.version({ ...RESTORE_REPOSITORY, ...LEFT_PAD }, version)!;
    return { ...LEFT_PAD, version, revision };
  });
  writeFileSync(manifest, writeManifest(entries));
  const app = new App({ outdir: join(directory, `cdk.out.${assemblies++}`) });
  const stack = new Stack(app, STACK);
  const coldCopies = new ColdCopies(stack, 'Copies');
  const archivedPackages = new ArchivedPackages(stack, 'Archived', { ...RESTORE_REPOSITORY, manifest, coldCopies });
  if (disposes) {
    const waitingTime = Duration.days(30);
    new DisposedPackages(stack, 'Disposed', {
      ...RESTORE_REPOSITORY,
      manifest,
      coldCopies,
      archived: archivedPackages,
      waitingTime,
    });
  }
  return app.synth().directory;
}

function show({ codeArtifact }: LocalAccount) {
  heading('The repository');
  for (const { version, status, assets, revision } of codeArtifact.registry.snapshot()) {
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
