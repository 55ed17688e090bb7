import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalAccount } from '../../local/account';
import { commandEnvironment } from '../../local/run-program';
import { number, ratio, type Row, type Section } from '../table';
import { root } from '../workspace';
import { inDirectory, publish, REPOSITORY, type RepositorySize, synthesize, writeManifestOf } from './repository';

const COMMAND = join(root, 'dist', 'bin', 'cdk-codeartifact-disposal.js');
const LISTS_PER_SECOND = 200;
const LATENCY = 50;
const CONCURRENCY = 8;
const TO_REACH = 1.2;

const POLICY = `domain: ${REPOSITORY.domain}
repositories: [${REPOSITORY.repository}]
rules:
  - select: { match: '*' }
    keep: { latest: 1 }
`;

/** How long `clean-up` and `plan` take for a repository, to the time of their calls. */
export async function measureCommands(quick: boolean): Promise<Section> {
  const size = { packages: quick ? 20 : 1_000, versions: 10 };
  const rows = await inDirectory(async (directory) => {
    const account = await LocalAccount.start({ codeArtifact: { latency: LATENCY } });
    try {
      publish(account.codeArtifact, size);
      const run = { account, directory };
      return [await declareRow(size, run), await evidenceRow(size, run, quick), await planRow(size, run)];
    } finally {
      await account.stop();
    }
  });
  return {
    title: 'Clean-up of a repository: the commands',
    note:
      `The command line, its start included, ${LATENCY} ms a call. The lower bound of \`declare\` is its lists at ${LISTS_PER_SECOND} a second, ` +
      `that of \`plan\` the time of its calls, ${CONCURRENCY} at once.`,
    rows,
  };
}

interface CommandRun {
  readonly account: LocalAccount;
  readonly directory: string;
}

async function declareRow(size: RepositorySize, { account, directory }: CommandRun): Promise<Row> {
  const policy = join(directory, 'clean-up.yaml');
  writeFileSync(policy, POLICY);
  const args = [policy, '--output', directory, '--max-lists-per-second', String(LISTS_PER_SECOND)];
  const { seconds, lists } = await timed(account, ['clean-up', ...args, '--concurrency', '16']);
  return rowOf(`clean-up, ${number(size.packages)} packages`, seconds, lists / LISTS_PER_SECOND, lists);
}

/** Ten SBOMs and a long hold list, as a whole organization has them. */
async function evidenceRow(size: RepositorySize, { account, directory }: CommandRun, quick: boolean): Promise<Row> {
  const [sboms, components, holds] = quick ? [2, 20, 100] : [10, 1_000, 10_000];
  const folder = join(directory, 'evidence');
  mkdirSync(folder);
  for (let n = 0; n < sboms; n++) {
    const purls = Array.from({ length: components }, (_, i) => `pkg:npm/package-${padNumber(i)}@1.0.${n}`);
    const sbom = { bomFormat: 'CycloneDX', specVersion: '1.6', components: purls.map((purl) => ({ purl })) };
    writeFileSync(join(folder, `app-${n}.cdx.json`), JSON.stringify(sbom));
  }
  const lines = Array.from({ length: holds }, (_, i) => `npm package-${padNumber(i % size.packages)} 2.0.${i}`);
  writeFileSync(join(folder, 'hold.txt'), `${lines.join('\n')}\n`);
  const policy = join(folder, 'clean-up.yaml');
  writeFileSync(policy, `${POLICY}holds: hold.txt\ninUse: '*.cdx.json'\n`);
  const args = [policy, '--output', directory, '--max-lists-per-second', String(LISTS_PER_SECOND)];
  const { seconds, lists } = await timed(account, ['clean-up', ...args, '--concurrency', '16']);
  return rowOf(
    `clean-up, ${number(sboms)} SBOMs of ${number(components)} components, ${number(holds)} holds`,
    seconds,
    lists / LISTS_PER_SECOND,
    lists,
  );
}

function padNumber(value: number): string {
  return String(value).padStart(6, '0');
}

async function planRow(size: RepositorySize, { account, directory }: CommandRun): Promise<Row> {
  const assembly = synthesize(writeManifestOf(size, directory), directory);
  const { account: id, region } = account.codeArtifact;
  const args = ['--account', id, '--region', region, '--no-sizes', '--no-published-times', '--no-upstreams'];
  const run = ['plan', assembly, ...args, '--concurrency', String(CONCURRENCY), '--format', 'markdown'];
  const { seconds, calls } = await timed(account, run);
  return rowOf(
    `plan, ${number(size.packages)} packages of ${size.versions} versions`,
    seconds,
    (Math.ceil(calls / CONCURRENCY) * LATENCY) / 1000,
    calls,
  );
}

// eslint-disable-next-line max-params -- the cells of a row
function rowOf(what: string, seconds: number, bound: number, calls: number): Row {
  return {
    what,
    against: `${bound.toFixed(1)} s for ${number(calls)} calls`,
    measured: `${ratio(seconds / bound)} × lower bound`,
    toReach: `≤ ${ratio(TO_REACH)} × lower bound`,
    reached: seconds / bound <= TO_REACH,
  };
}

async function timed({ codeArtifact }: LocalAccount, args: readonly string[]) {
  const before = codeArtifact.calls.length;
  const started = performance.now();
  await run(args, commandEnvironment(codeArtifact));
  const seconds = (performance.now() - started) / 1000;
  const calls = codeArtifact.calls.slice(before);
  return {
    seconds,
    calls: calls.length,
    lists: calls.filter(({ operation }) => operation === 'ListPackageVersions').length,
  };
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [COMMAND, ...args], { env, stdio: 'ignore' });
    child.on('error', reject);
    child.on('close', (status) =>
      status === 0 ? resolve() : reject(new Error(`${args[0]} must exit with 0; got ${status}`)),
    );
  });
}
