import { LocalAccount } from '../../local/account';
import { number, ratio, type Row, type Section } from '../table';
import type { Panel } from '../plot';
import {
  inDirectory,
  publish,
  REPOSITORY,
  type RepositorySize,
  STACK,
  synthesize,
  writeManifestOf,
} from './repository';

/** Default quotas of an account, calls a second. */
const QUOTAS = { lists: 200, disposals: 100 };

/** A part of the quotas that a deployment takes, how much larger than AWS's the quotas are here, and the bar. */
const SHARES = [
  { share: 0.95, scale: 2, toReach: 1.1 },
  { share: 0.25, scale: 8, toReach: 1.05 },
] as const;

type Share = (typeof SHARES)[number];

interface CleanUpRun {
  /** From the first call to the end of the last one. */
  readonly seconds: number;
  readonly lists: number;
  readonly disposals: number;
  readonly throttled: number;
}

/** How long deployments take at the pace of a part of the quotas, and how many calls they make. */
export async function measureDeployments(quick: boolean): Promise<{ section: Section; panel: Panel }> {
  const sizes = (quick ? [20] : [1_000, 10_000]).map((packages) => ({ packages, versions: 10 }));
  const rows: Row[] = [];
  const points: Panel['points'][number][] = [];
  for (const size of sizes) {
    for (const share of SHARES) {
      const run = await deploy(size, share);
      const bound = boundOf(size, share);
      const measured = run.seconds / bound;
      points.push({ x: size.packages, y: measured, series: `${share.share * 100} % of the quotas` });
      rows.push({
        what: `${number(size.packages)} packages of ${size.versions} versions, ${share.share * 100} % of the quotas × ${share.scale}`,
        against: `${bound.toFixed(1)} s`,
        measured: `${ratio(measured)} × lower bound, ${run.throttled} calls throttled`,
        toReach: `≤ ${ratio(share.toReach)} × lower bound, 0 throttled`,
        reached: measured <= share.toReach && run.throttled === 0,
      });
      rows.push(callsRow('calls of it', run, { size, again: 0 }));
    }
  }
  const size = sizes[0]!;
  const killed = await deploy(size, SHARES[0], true);
  rows.push(callsRow(`calls of ${number(size.packages)} packages, killed half-way`, killed, { size, again: SLICE }));
  return {
    section: {
      title: 'Clean-up of a repository: time and calls',
      note:
        'Deployments of `DisposedPackages` on services on loopback that admit a multiple of the default quotas (200 lists and 100 disposals a second). ' +
        'The lower bound is the time in which a pace of that part of the quotas admits one list and one disposal for each package.',
      rows,
    },
    panel: {
      title: 'Time of a clean-up, to the lower bound',
      x: 'packages',
      y: 'ratio',
      linear: true,
      points,
    },
  };
}

/** The most packages that a resumed run lists again. */
const SLICE = 500;

interface CallFloor {
  readonly size: RepositorySize;
  /** Packages that may be listed again. */
  readonly again: number;
}

function callsRow(what: string, { lists, disposals }: CleanUpRun, { size: { packages }, again }: CallFloor): Row {
  return {
    what,
    against: `${number(packages)} lists, ${number(packages)} disposals`,
    measured: `${number(lists)} lists, ${number(disposals)} disposals`,
    toReach: again === 0 ? 'the same' : `at most a slice of ${again} packages more lists`,
    reached: lists <= packages + again && disposals === packages,
  };
}

function boundOf({ packages }: RepositorySize, { share, scale }: Share): number {
  return packages / (QUOTAS.lists * scale * share) + packages / (QUOTAS.disposals * scale * share);
}

function deploy(size: RepositorySize, { share, scale }: Share, killed = false): Promise<CleanUpRun> {
  return inDirectory(async (directory) => {
    const lists = QUOTAS.lists * scale;
    const disposals = QUOTAS.disposals * scale;
    const account = await LocalAccount.start({
      codeArtifact: { rateLimit: { ListPackageVersions: lists, DisposePackageVersions: disposals } },
    });
    try {
      const { codeArtifact, cloudFormation } = account;
      publish(codeArtifact, size);
      if (killed) {
        codeArtifact.faults.inject({
          fault: 'concurrent-change',
          operation: 'DisposePackageVersions',
          after: Math.floor(size.packages / 2),
          afterExecution: true,
          change: () => void cloudFormation.findFunction(STACK, 'CleanUp/Workflow/Function').kill(),
        });
      }
      const assembly = synthesize(writeManifestOf(size, directory), directory, {
        maxListsPerSecond: lists * share,
        maxWritesPerSecond: disposals * share,
      });
      const { status, reason } = await cloudFormation.deploy(assembly, STACK);
      const left = codeArtifact.registry.snapshot().filter((version) => version.status !== 'Disposed');
      if (status !== 'CREATE_COMPLETE' || left.length > 0) {
        throw new Error(`${REPOSITORY.repository}: ${status}, ${left.length} versions are not disposed. ${reason}`);
      }
      const { calls } = codeArtifact;
      const end = Math.max(...calls.map(({ time, duration = 0 }) => time + duration));
      return {
        seconds: (end - calls[0]!.time) / 1000,
        lists: codeArtifact.callsOf('ListPackageVersions').length,
        disposals: codeArtifact.callsOf('DisposePackageVersions').length,
        throttled: calls.filter((call) => call.status === 429).length,
      };
    } finally {
      await account.stop();
    }
  });
}
