import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { PackageVersionContents } from '../../codeartifact/package-version-contents';
import type { Package } from '../../declaration/declaration';
import { CodeArtifactService } from '../../local/codeartifact';
import { S3Service } from '../../local/s3';
import type { StreamJob, StreamResult } from '../process/stream-asset';
import { interleaved } from '../statistics';
import { ratio, type Row, type Section } from '../table';
import { root } from '../workspace';
import { CopiedRepository } from './repository';

const MEGABYTE = 1024 ** 2;
const ROUNDS = 3;
const SIZES = { stream: 1_024 * MEGABYTE, largest: 5 * 1_024 * MEGABYTE, many: 32 * MEGABYTE };
const QUICK_SIZES = { stream: 2 * MEGABYTE, largest: 20 * MEGABYTE, many: MEGABYTE };
/** The most assets that the function copies at once. */
const AT_ONCE = 64;
const TO_REACH = { time: 1.2, megabytes: 256 };
const PACKAGE = {
  ...{ domain: 'my-domain', repository: 'my-repo', domainOwner: '111122223333' },
  ...{ format: 'generic', namespace: 'tools', package: 'tool' },
} as const satisfies Package;
const VERSION = '1.0.0';

/** How fast one asset is copied, and how much memory an asset of the greatest size takes. */
export async function measureStream(quick: boolean): Promise<Section> {
  const sizes = quick ? QUICK_SIZES : SIZES;
  const rounds = quick ? 1 : ROUNDS;
  return {
    title: 'Cold copies: one stream',
    note:
      `One asset of ${describeSize(sizes.stream)} from CodeArtifact to S3, both on loopback, in a process of its own; the fastest of ${rounds} runs, in turn. ` +
      '"Plain" sends the answer of CodeArtifact as the body of a PUT, without any hash, count or signature. The memory is the ' +
      'largest resident set of the function in a deployment, above that with one asset of one byte.',
    rows: [
      ...(await measureThroughput(sizes.stream, rounds)),
      ...(await measureMemory([
        { assets: 1, bytes: sizes.largest },
        { assets: AT_ONCE, bytes: sizes.many },
      ])),
    ],
  };
}

async function measureThroughput(size: number, rounds: number): Promise<Row[]> {
  const codeArtifact = await CodeArtifactService.start();
  const s3 = await S3Service.start();
  try {
    const job = await publish(codeArtifact, size);
    const environment = { ...codeArtifact.environment, AWS_ENDPOINT_URL_S3: s3.endpoint };
    let count = 0;
    const results = await interleaved(rounds, ['plain', 'library'] as const, async (mode) => {
      const bucket = `copies-${count++}`;
      s3.createBucket(bucket);
      return runJob({ ...job, mode, bucket }, environment);
    });
    return rowsOf(size, results);
  } finally {
    await s3.stop();
    await codeArtifact.stop();
  }
}

async function publish(
  { registry, clientConfig }: CodeArtifactService,
  size: number,
): Promise<Omit<StreamJob, 'mode' | 'bucket'>> {
  const { revision } = registry.publish(PACKAGE, VERSION, { assets: [{ name: 'tool.bin', size }] });
  const { assets } = await new PackageVersionContents(clientConfig).listAssets(
    { package: PACKAGE, version: VERSION },
    new AbortController().signal,
  );
  const { name, sha256 = '' } = assets![0]!;
  return { package: PACKAGE, version: VERSION, revision, asset: { name, size, sha256 } };
}

function rowsOf(size: number, results: ReadonlyMap<StreamJob['mode'], readonly StreamResult[]>): Row[] {
  // The fastest run: what else the machine does makes a run slower, and none faster.
  const of = (mode: StreamJob['mode'], value: keyof StreamResult) =>
    Math.min(...results.get(mode)!.map((result) => result[value]));
  const [plain, library] = [of('plain', 'seconds'), of('library', 'seconds')];
  const rate = (seconds: number) => `${Math.round(size / MEGABYTE / seconds)} MB/s`;
  return [
    {
      what: `time of ${describeSize(size)}`,
      against: `plain: ${plain.toFixed(2)} s, ${rate(plain)}`,
      measured: `${ratio(library / plain)} × plain, ${rate(library)}`,
      toReach: `≤ ${ratio(TO_REACH.time)} × plain`,
      reached: library / plain <= TO_REACH.time,
    },
    {
      what: 'time of the processor in that process',
      against: `plain: ${of('plain', 'cpu').toFixed(2)} s`,
      measured: `${ratio(of('library', 'cpu') / of('plain', 'cpu'))} × plain`,
      toReach: `≤ ${ratio(TO_REACH.time)} × plain`,
      reached: of('library', 'cpu') / of('plain', 'cpu') <= TO_REACH.time,
    },
  ];
}

async function runJob(job: StreamJob, environment: NodeJS.ProcessEnv): Promise<StreamResult> {
  const program = ['--import', 'tsx', join(root, 'bench', 'process', 'stream-asset.ts')];
  const child = spawn(process.execPath, [...program, JSON.stringify(job)], {
    cwd: root,
    env: { ...process.env, ...environment, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const result = await text(child.stdout);
  if (result === '') {
    throw new Error(`The process that copies must print its result; got nothing for ${job.mode}.`);
  }
  return JSON.parse(result) as StreamResult;
}

/** What one version has. */
interface VersionSize {
  readonly assets: number;
  readonly bytes: number;
}

async function measureMemory(sizes: readonly VersionSize[]): Promise<Row[]> {
  const least = await memoryOf({ assets: 1, bytes: 1 });
  const rows: Row[] = [];
  for (const size of sizes) {
    const more = (await memoryOf(size)) - least;
    const { assets, bytes } = size;
    rows.push({
      what: `memory of ${assets === 1 ? 'an asset' : `${assets} assets at once, each`} of ${describeSize(bytes)}`,
      against: `${Math.round(least)} MB for one byte`,
      measured: `${Math.round(more)} MB more`,
      toReach: `≤ ${TO_REACH.megabytes} MB more`,
      reached: more <= TO_REACH.megabytes,
    });
  }
  return rows;
}

function memoryOf(size: VersionSize): Promise<number> {
  return CopiedRepository.with({ packages: 1, versions: 1, ...size }, {}, async (repository) => {
    await repository.deploy({ maxCopiesPerSecond: 1_000 });
    return repository.maxMemoryUsed;
  });
}

function describeSize(bytes: number): string {
  const megabytes = bytes / MEGABYTE;
  return megabytes < 1_024 ? `${megabytes} MB` : `${megabytes / 1_024} GB`;
}
