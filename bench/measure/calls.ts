import { type Bench, handlerOf, type Measurement, onLoopback } from '../bench';
import { numbered, type PackageDisposal, REPOSITORY } from '../declarations';
import type { Row } from '../table';

/** The numbers of versions that are declared of a package, that it has, and that are disposed already. */
export interface CallsCase {
  readonly declared: number;
  readonly inPackage: number;
  readonly disposed?: number;
}

export const CALLS_CASES: readonly CallsCase[] = [
  { declared: 1, inPackage: 1 },
  { declared: 1, inPackage: 1000 },
  { declared: 100, inPackage: 100 },
  { declared: 101, inPackage: 1000 },
  { declared: 10, inPackage: 1001 },
  { declared: 1000, inPackage: 1000, disposed: 950 },
  { declared: 1001, inPackage: 1001 },
  { declared: 1000, inPackage: 1000, disposed: 1000 },
  { declared: 10_000, inPackage: 10_000 },
  { declared: 10_000, inPackage: 10_000, disposed: 10_000 },
];

export interface Calls {
  readonly lists: number;
  readonly disposals: number;
}

export function fewestCalls({ declared, inPackage, disposed = 0 }: CallsCase): Calls {
  return { lists: Math.ceil(inPackage / 1000), disposals: Math.ceil((declared - disposed) / 100) };
}

/** The calls that one event of the library's bundle costs. */
export async function callsOf(bench: Pick<Bench, 'workspace' | 'handlers'>, callsCase: CallsCase): Promise<Calls> {
  return onLoopback(bench, {}, async (loopback) => {
    const all: PackageDisposal = { packageName: 'left-pad', versions: numbered(callsCase.inPackage) };
    loopback.publish(all);
    const declared = { ...all, versions: all.versions.slice(0, callsCase.declared) };
    for (const version of declared.versions.slice(0, callsCase.disposed ?? 0)) {
      loopback.codeArtifact.registry.dispose({ ...REPOSITORY, package: all.packageName }, version);
    }
    const { answer } = await loopback.run(handlerOf(bench, 'library'), declared);
    if (answer.Status !== 'SUCCESS') {
      throw new Error(answer.Reason);
    }
    const { codeArtifact } = loopback;
    const [lists, disposals] = (['ListPackageVersions', 'DisposePackageVersions'] as const).map(
      (operation) => codeArtifact.callsOf(operation).length,
    );
    return { lists: lists!, disposals: disposals! };
  });
}

export async function measureCalls(bench: Bench): Promise<Measurement> {
  const cases = bench.quick ? CALLS_CASES.slice(0, 3) : CALLS_CASES;
  const rows: Row[] = [];
  const points: { x: number; y: number; series: string }[] = [];
  for (const callsCase of cases) {
    const calls = await callsOf(bench, callsCase);
    const lowerBound = fewestCalls(callsCase);
    const { declared, inPackage, disposed } = callsCase;
    rows.push({
      what: `${declared} of ${inPackage} versions${disposed ? `, ${disposed} disposed already` : ''}`,
      against: `${lowerBound.lists} + ${lowerBound.disposals}`,
      measured: `${calls.lists} + ${calls.disposals}`,
      toReach: 'the lower bound',
      reached: calls.lists === lowerBound.lists && calls.disposals === lowerBound.disposals,
    });
    if (declared === inPackage) {
      const series = disposed === declared ? 'nothing left to dispose' : disposed ? undefined : 'all to dispose';
      if (series) {
        points.push({ x: declared, y: calls.lists + calls.disposals, series });
      }
    }
  }
  return {
    section: {
      title: 'Calls',
      note:
        'Calls of the service for one event, ListPackageVersions + DisposePackageVersions. The lower bound: one for every 1,000 versions ' +
        'of the package, and one for every 100 that are still to be disposed.',
      rows,
    },
    panels: [{ title: 'Calls for one event', x: 'declared versions of a package', y: 'calls', points }],
  };
}
