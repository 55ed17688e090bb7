import { Stack } from 'aws-cdk-lib';
import fc from 'fast-check';
import { ArchivedPackageVersions, DisposedPackageVersions } from '../../../lib';
import { checkDeclarations } from '../../../review/check/check-declarations';
import { checkExitStatus } from '../../../review/check/check-report';
import { findDeclarations } from '../../../review/find/declarations';
import { CodeArtifactReader } from '../../../review/read/codeartifact-reader';
import { readAssembly } from '../../../template/read/assembly';
import { TemplateValues } from '../../../template/values/template-values';
import { LEFT_PAD } from '../../fixtures/packages';
import { ENV, leftPad, ReviewedRegistry } from '../review-of-app';

const { FAULTS_RUNS, FAULTS_SEED } = process.env;
const RUNS = Number(FAULTS_RUNS ?? 30);
const SEED = Number(FAULTS_SEED ?? 20_260_101);

/** Two archived versions and two disposed ones, the first of each pinned; and one that is archived and then disposed. */
const ARCHIVED = ['1.0.0', '1.0.1', '3.0.0'];
const DISPOSED = ['2.0.0', '2.0.1', '3.0.0'];
const PINNED = ['1.0.0', '2.0.0'];
const VERSIONS = [...new Set([...ARCHIVED, ...DISPOSED])];

/** The truth about a version, from the events alone. */
interface Truth {
  record: boolean;
  assets: boolean;
  installable: boolean;
  /** True if its content is the one that was declared. */
  original: boolean;
}

const step = fc.record({
  event: fc.constantFrom('dispose', 'archive', 'restore', 'publish again', 'delete'),
  version: fc.constantFrom(...VERSIONS),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function takeStep({ registry }: ReviewedRegistry, truth: Truth, { event, version }: Step) {
  switch (event) {
    case 'dispose':
      if (truth.record && truth.assets) {
        registry.setStatus(LEFT_PAD, version, 'Disposed');
        Object.assign(truth, { assets: false, installable: false });
      }
      break;
    case 'archive':
    case 'restore':
      if (truth.record && truth.assets) {
        registry.setStatus(LEFT_PAD, version, event === 'archive' ? 'Archived' : 'Published');
        truth.installable = event === 'restore';
      }
      break;
    case 'publish again':
      if (truth.record) {
        registry.delete(LEFT_PAD, version);
      }
      registry.publish(LEFT_PAD, version);
      Object.assign(truth, { record: true, assets: true, installable: true, original: false });
      break;
    case 'delete':
      if (truth.record) {
        registry.delete(LEFT_PAD, version);
        Object.assign(truth, { record: false, assets: false, installable: false });
      }
  }
}

/** The state that the truth demands of a declaration. */
function expectState(action: 'archive' | 'dispose', version: string, truth: Truth): string {
  const isPinned = PINNED.includes(version);
  if (!truth.record) {
    return 'record deleted';
  }
  if (action === 'dispose') {
    return !truth.assets ? 'as declared' : isPinned && truth.original ? 'not disposed' : 'back';
  }
  if (!truth.assets) {
    return DISPOSED.includes(version) ? 'as declared' : 'disposed by others';
  }
  if (isPinned && !truth.original) {
    return 'published again';
  }
  return truth.installable ? 'restored' : 'as declared';
}

test('After every step of any history, check says the truth about each declared version', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const registry = await ReviewedRegistry.start();
      try {
        registry.publish(...VERSIONS);
        const pins = (versions: string[]) =>
          Object.fromEntries(
            versions.filter((name) => PINNED.includes(name)).map((name) => [name, registry.revision(name)]),
          );
        const assembly = readAssembly(
          registry.synth((app) => {
            const stack = new Stack(app, 'Disposal', { env: ENV });
            const props = (versions: string[]) => leftPad(versions, { versionRevisions: pins(versions) });
            new ArchivedPackageVersions(stack, 'Archived', {
              ...leftPad(ARCHIVED),
              expectedStatus: undefined,
              versionRevisions: pins(ARCHIVED),
            });
            new DisposedPackageVersions(stack, 'Disposed', props(DISPOSED));
          }),
        );
        const values = new TemplateValues(assembly.stacks, { parameters: new Map() });
        const declarations = findDeclarations(assembly.stacks, values, {
          assets: assembly.assets,
          acknowledged: new Set(),
        });
        const truths = new Map(
          VERSIONS.map((version): [string, Truth] => [
            version,
            { record: true, assets: true, installable: true, original: true },
          ]),
        );
        for (const taken of steps) {
          takeStep(registry, truths.get(taken.version)!, taken);
          const reader = new CodeArtifactReader({ concurrency: 8 });
          const report = await checkDeclarations({
            declarations,
            problems: [],
            registry: reader,
            undeclared: false,
          }).finally(() => reader.close());
          const states = report.packages.flatMap(({ action, versions }) =>
            versions.map(({ version, state }) => ({ action, version, state })),
          );
          const truth = states.map(({ action, version }) => ({
            action,
            version,
            state: expectState(action, version!, truths.get(version!)!),
          }));
          expect(states).toEqual(truth);
          const drifts = truth.some(
            ({ action, state }) => state !== 'as declared' && (state !== 'record deleted' || action === 'archive'),
          );
          expect(checkExitStatus(report)).toBe(drifts ? 4 : 0);
        }
      } finally {
        await registry.stop();
      }
    }),
    { numRuns: RUNS, seed: SEED },
  );
}, 600_000);
