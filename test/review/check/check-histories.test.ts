import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import fc from 'fast-check';
import { writeManifest } from '../../../declaration/manifest';
import { ArchivedPackages, ArchivedPackageVersions, DisposedPackages, DisposedPackageVersions } from '../../../lib';
import { checkDeclarations } from '../../../review/check/check-declarations';
import { checkExitStatus, type CheckReport } from '../../../review/check/check-report';
import { findDeclarations, type FoundDeclaration } from '../../../review/find/declarations';
import { CodeArtifactReader } from '../../../review/read/codeartifact-reader';
import { readAssembly } from '../../../template/read/assembly';
import { TemplateValues } from '../../../template/values/template-values';
import { LEFT_PAD } from '../../fixtures/packages';
import { ENV, leftPad, ReviewedRegistry } from '../review-of-app';

const { FAULTS_RUNS, FAULTS_SEED } = process.env;
const RUNS = Number(FAULTS_RUNS ?? 30);
const SEED = Number(FAULTS_SEED ?? 20_260_101);

/** A version, by its package. */
type VersionName = `${'left-pad' | 'right-pad'} ${string}`;

/** Of one package: two archived versions and two disposed ones, the first of each pinned; one archived and then disposed. */
const ARCHIVED: VersionName[] = ['left-pad 1.0.0', 'left-pad 1.0.1', 'left-pad 3.0.0'];
const DISPOSED: VersionName[] = ['left-pad 2.0.0', 'left-pad 2.0.1', 'left-pad 3.0.0'];
/** Of a manifest, which pins all. */
const ARCHIVED_IN_MANIFEST: VersionName[] = ['right-pad 1.0.0', 'right-pad 3.0.0'];
const DISPOSED_IN_MANIFEST: VersionName[] = ['right-pad 2.0.0', 'right-pad 3.0.0'];
const UNDECLARED: VersionName[] = ['left-pad 9.0.0', 'right-pad 9.0.0'];

const PINNED = ['left-pad 1.0.0', 'left-pad 2.0.0', ...ARCHIVED_IN_MANIFEST, ...DISPOSED_IN_MANIFEST];
const ALL_DISPOSED = [...DISPOSED, ...DISPOSED_IN_MANIFEST];
const VERSIONS = [...new Set([...ARCHIVED, ...ARCHIVED_IN_MANIFEST, ...ALL_DISPOSED, ...UNDECLARED])];

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
  /** The package that cannot be read after the step. */
  unread: fc.option(fc.constantFrom('left-pad', 'right-pad'), { freq: 5, nil: undefined }),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function splitName(name: VersionName) {
  const [pkg = '', version = ''] = name.split(' ');
  return { coordinates: { ...LEFT_PAD, package: pkg }, pkg, version };
}

function takeStep({ registry }: ReviewedRegistry, truth: Truth, { event, version: name }: Step) {
  const { coordinates, version } = splitName(name);
  switch (event) {
    case 'dispose':
      if (truth.record && truth.assets) {
        registry.setStatus(coordinates, version, 'Disposed');
        Object.assign(truth, { assets: false, installable: false });
      }
      break;
    case 'archive':
    case 'restore':
      if (truth.record && truth.assets) {
        registry.setStatus(coordinates, version, event === 'archive' ? 'Archived' : 'Published');
        truth.installable = event === 'restore';
      }
      break;
    case 'publish again':
      if (truth.record) {
        registry.delete(coordinates, version);
      }
      registry.publish(coordinates, version);
      Object.assign(truth, { record: true, assets: true, installable: true, original: false });
      break;
    case 'delete':
      if (truth.record) {
        registry.delete(coordinates, version);
        Object.assign(truth, { record: false, assets: false, installable: false });
      }
  }
}

/** The state that the truth demands of a declaration. */
function expectState(action: 'archive' | 'dispose', name: VersionName, truth: Truth): string {
  const isPinned = PINNED.includes(name);
  if (!truth.record) {
    return 'record deleted';
  }
  if (action === 'dispose') {
    return !truth.assets ? 'as declared' : isPinned && truth.original ? 'not disposed' : 'back';
  }
  if (!truth.assets) {
    return ALL_DISPOSED.includes(name) ? 'as declared' : 'disposed by others';
  }
  if (isPinned && !truth.original) {
    return 'published again';
  }
  return truth.installable ? 'restored' : 'as declared';
}

/** The state of a version that no declaration names; undefined if there is nothing to say of it. */
function expectUndeclared({ record, assets, installable }: Truth): string | undefined {
  return record && !installable ? (assets ? 'archived' : 'disposed') : undefined;
}

/** An app with every construct that declares versions. */
function synthApp(registry: ReviewedRegistry): readonly FoundDeclaration[] {
  const revisionOf = (name: VersionName) => {
    const { coordinates, version } = splitName(name);
    return registry.registry.version(coordinates, version)!.revision;
  };
  const declareVersions = (names: readonly VersionName[]) =>
    leftPad(
      names.map((name) => splitName(name).version),
      {
        expectedStatus: undefined,
        versionRevisions: Object.fromEntries(
          names.filter((name) => PINNED.includes(name)).map((name) => [splitName(name).version, revisionOf(name)]),
        ),
      },
    );
  const declareManifest = (names: readonly VersionName[], file: string) => {
    const manifest = join(registry.directory(), file);
    const entries = names.map((name) => {
      const { coordinates, version } = splitName(name);
      const { format, namespace, package: pkg } = coordinates;
      return { format, namespace, package: pkg, version, revision: revisionOf(name) };
    });
    writeFileSync(manifest, writeManifest(entries));
    return { domain: 'my-domain', repository: 'my-repo', manifest };
  };
  const { stacks, assets } = readAssembly(
    registry.synth((app) => {
      const stack = new Stack(app, 'Disposal', { env: ENV });
      new ArchivedPackageVersions(stack, 'Archived', declareVersions(ARCHIVED));
      new DisposedPackageVersions(stack, 'Disposed', declareVersions(DISPOSED));
      new ArchivedPackages(stack, 'ArchivedMany', declareManifest(ARCHIVED_IN_MANIFEST, 'archived.disposals'));
      new DisposedPackages(stack, 'DisposedMany', declareManifest(DISPOSED_IN_MANIFEST, 'disposed.disposals'));
    }),
  );
  const values = new TemplateValues(stacks, { parameters: new Map() });
  return findDeclarations(stacks, values, { assets, acknowledged: new Set() });
}

/** Checks the declarations while a package cannot be read. */
async function check(
  registry: ReviewedRegistry,
  declarations: readonly FoundDeclaration[],
  unread: string | undefined,
): Promise<CheckReport> {
  if (unread !== undefined) {
    registry.service.faults.inject({
      fault: 'access-denied',
      operation: 'ListPackageVersions',
      when: ({ query }) => query['package'] === unread,
      times: Infinity,
    });
  }
  const reader = new CodeArtifactReader({ concurrency: 8 });
  try {
    return await checkDeclarations({ declarations, problems: [], registry: reader, undeclared: true });
  } finally {
    reader.close();
    registry.service.faults.clear();
  }
}

test(
  'After every step of any history, check says the truth about each version, and nothing of what it cannot read',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const registry = await ReviewedRegistry.start();
        try {
          for (const name of VERSIONS) {
            registry.registry.publish(splitName(name).coordinates, splitName(name).version);
          }
          const declarations = synthApp(registry);
          const truths = new Map(
            VERSIONS.map((name): [VersionName, Truth] => [
              name,
              { record: true, assets: true, installable: true, original: true },
            ]),
          );
          for (const taken of steps) {
            takeStep(registry, truths.get(taken.version)!, taken);
            const report = await check(registry, declarations, taken.unread);
            const isUnread = (name: VersionName) => splitName(name).pkg === taken.unread;

            const states = report.packages.flatMap(({ action, package: pkg, versions }) =>
              versions.map(({ version, state }) => ({
                action,
                name: `${pkg.package} ${version}` as VersionName,
                state,
              })),
            );
            const truth = states.map(({ action, name }) => ({
              action,
              name,
              state: isUnread(name) ? 'unknown' : expectState(action, name, truths.get(name)!),
            }));
            expect(states).toEqual(truth);
            expect(states).toHaveLength(10);

            const undeclared = (report.undeclared ?? []).flatMap(({ package: pkg, versions }) =>
              versions.map(({ version, state }) => `${pkg.package} ${version} ${state}`),
            );
            const expected = UNDECLARED.filter((name) => !isUnread(name)).flatMap((name) => {
              const state = expectUndeclared(truths.get(name)!);
              return state === undefined ? [] : [`${name} ${state}`];
            });
            expect(undeclared).toEqual(expected);

            const drifts =
              expected.length > 0 ||
              truth.some(
                ({ action, state }) =>
                  state !== 'as declared' &&
                  state !== 'unknown' &&
                  (state !== 'record deleted' || action === 'archive'),
              );
            expect(report.complete).toBe(taken.unread === undefined);
            expect(checkExitStatus(report)).toBe(drifts ? 4 : taken.unread === undefined ? 0 : 1);
          }
        } finally {
          await registry.stop();
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
  },
  Math.max(60_000, RUNS * 2_000),
);
