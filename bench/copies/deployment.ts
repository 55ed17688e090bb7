import { number, ratio, type Row, type Section } from '../table';
import { CopiedRepository, type CopySize } from './repository';

/** Default quotas of an account, calls a second. */
const QUOTAS = { lists: 200, assets: 50, disposals: 100 };
/** Milliseconds that each call of CodeArtifact takes. */
const LATENCY = 50;
const SHARE = 0.95;
const TO_REACH = { time: 1.1, megabytes: 256 };
/** Calls of a version besides its assets and their list: its description, its README and its dependencies. */
const CALLS_OF_DOCUMENT = 3;

const BYTES = 2_000;
const SIZES: readonly ScaledSize[] = [
  { packages: 100, versions: 10, assets: 10, bytes: BYTES, scale: 4 },
  { packages: 250, versions: 10, assets: 1, bytes: BYTES, scale: 2 },
];
const QUICK: readonly ScaledSize[] = [{ packages: 4, versions: 5, assets: 5, bytes: BYTES, scale: 4 }];

interface ScaledSize extends CopySize {
  /** How much larger than AWS's the quotas are here. */
  readonly scale: number;
}

/** One deployment that copies. */
interface CopyRun {
  /** From the first call to the end of the last one. */
  readonly seconds: number;
  readonly calls: CallCounts;
  readonly throttled: number;
  readonly megabytes: number;
}

interface CallCounts {
  readonly assets: number;
  readonly lists: number;
  readonly others: number;
}

/** How long copies take at the pace of a part of the quotas, how many calls they make, and how much memory they use. */
export async function measureDeployments(quick: boolean): Promise<Section> {
  const rows: Row[] = [];
  for (const size of quick ? QUICK : SIZES) {
    rows.push(...rowsOf(size, await deploy(size)));
  }
  return {
    title: 'Cold copies: time, calls and memory',
    note:
      `Deployments of \`DisposedPackages\` with \`coldCopies\`, on services on loopback whose calls take ${LATENCY} ms, and which admit a multiple of the default quotas ` +
      `(${QUOTAS.assets} assets, ${QUOTAS.lists} lists and ${QUOTAS.disposals} disposals a second). The lower bound is the time in ` +
      'which that pace admits a list for each package, a read for each asset, and a disposal for each package. ' +
      'The document of a version takes three more calls: its description, its README and its dependencies.',
    rows,
  };
}

function rowsOf(size: ScaledSize, { seconds, calls, throttled, megabytes }: CopyRun): Row[] {
  const bound = boundOf(size);
  const floor = floorOf(size);
  const measured = seconds / bound;
  return [
    {
      what: describe(size),
      against: `${bound.toFixed(1)} s`,
      measured: `${ratio(measured)} × lower bound, ${throttled} calls throttled`,
      toReach: `≤ ${ratio(TO_REACH.time)} × lower bound, 0 throttled`,
      reached: measured <= TO_REACH.time && throttled === 0,
    },
    {
      what: 'calls of it',
      against: describeCalls(floor),
      measured: describeCalls(calls),
      toReach: 'the same',
      reached: describeCalls(calls) === describeCalls(floor),
    },
    {
      what: 'memory of it',
      against: 'the 1,024 MB of the function',
      measured: `${Math.round(megabytes)} MB`,
      toReach: `≤ ${TO_REACH.megabytes} MB`,
      reached: megabytes <= TO_REACH.megabytes,
    },
  ];
}

function describe({ packages, versions, assets, scale }: ScaledSize): string {
  return `${number(packages * versions * assets)} assets: ${number(packages)} packages of ${versions} versions of ${assets}, ${SHARE * 100} % of the quotas × ${scale}`;
}

function describeCalls({ assets, lists, others }: CallCounts): string {
  return `${number(assets)} assets, ${number(lists)} lists of assets, ${number(others)} for documents`;
}

function boundOf({ packages, versions, assets, scale }: ScaledSize): number {
  const paces = {
    lists: QUOTAS.lists * scale * SHARE,
    assets: QUOTAS.assets * scale * SHARE,
    disposals: QUOTAS.disposals * scale * SHARE,
  };
  return packages / paces.lists + (packages * versions * assets) / paces.assets + packages / paces.disposals;
}

function floorOf({ packages, versions, assets }: CopySize): CallCounts {
  const lists = packages * versions;
  return { assets: lists * assets, lists, others: CALLS_OF_DOCUMENT * lists };
}

function deploy(size: ScaledSize): Promise<CopyRun> {
  const { scale } = size;
  const rateLimit = {
    ListPackageVersions: QUOTAS.lists * scale,
    ListPackageVersionAssets: QUOTAS.lists * scale,
    GetPackageVersionAsset: QUOTAS.assets * scale,
    DisposePackageVersions: QUOTAS.disposals * scale,
  };
  return CopiedRepository.with(size, { codeArtifact: { rateLimit, latency: LATENCY } }, async (repository) => {
    await repository.deploy({
      maxListsPerSecond: QUOTAS.lists * scale * SHARE,
      maxWritesPerSecond: QUOTAS.disposals * scale * SHARE,
      maxCopiesPerSecond: QUOTAS.assets * scale * SHARE,
    });
    const { calls } = repository.account.codeArtifact;
    const end = Math.max(...calls.map(({ time, duration = 0 }) => time + duration));
    const count = (...operations: string[]) => calls.filter(({ operation }) => operations.includes(operation)).length;
    return {
      seconds: (end - calls[0]!.time) / 1000,
      calls: {
        assets: count('GetPackageVersionAsset'),
        lists: count('ListPackageVersionAssets'),
        others: count('DescribePackageVersion', 'GetPackageVersionReadme', 'ListPackageVersionDependencies'),
      },
      throttled: calls.filter((call) => call.status === 429).length,
      megabytes: repository.maxMemoryUsed,
    };
  });
}
