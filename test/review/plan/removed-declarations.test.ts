import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, type CustomResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type ManifestEntry, writeManifest } from '../../../declaration/manifest';
import { ArchivedPackageVersions, DisposedPackageVersions, PackagePermissions, RestoredStatus } from '../../../lib';
import { DisposedPackages } from '../../../lib/disposed-packages';
import type { Plan } from '../../../review/plan/plan-model';
import { reportData } from '../../../review/render/html/plan-data';
import { renderAnnotations } from '../../../review/render/annotations/render-annotations';
import { renderJsonLines } from '../../../review/render/json/render-json-lines';
import { renderMarkdown } from '../../../review/render/markdown/render-markdown';
import { renderTable } from '../../../review/render/table/render-table';
import { ENV, leftPad, ReviewedRegistry } from '../review-of-app';
import { LEFT_PAD } from '../../fixtures/packages';

let registry: ReviewedRegistry;
beforeEach(async () => {
  registry = await ReviewedRegistry.start();
  registry.publish('1.0.0', '1.1.0');
});
afterEach(() => registry.stop());

/** The plan of a change of an app of one stack, if nothing that it disposes is left to do. */
function planOfChange(before: string, after: string): Promise<Plan> {
  ['1.0.0', '1.1.0'].forEach((version) => registry.registry.dispose(LEFT_PAD, version));
  return registry.plan(after, { base: before });
}

function withManifest(entries: readonly ManifestEntry[], repository: string): (app: App) => void {
  const manifest = join(registry.directory(), 'clean-up.disposals');
  writeFileSync(manifest, writeManifest(entries));
  return (app) => {
    new DisposedPackages(new Stack(app, 'Disposal', { env: ENV }), 'Packages', {
      domain: 'my-domain',
      repository,
      manifest,
      permissions: PackagePermissions.repository(),
    });
  };
}

const ENTRIES: readonly ManifestEntry[] = [
  { format: 'npm', package: 'a', version: '1.0.0', revision: 'r' },
  { format: 'npm', package: 'b', version: '1.0.0', revision: 'r' },
  { format: 'npm', package: 'b', version: '1.1.0', revision: 'r' },
];

describe('The plan shows as removed', () => {
  test('The plan shows as removed a declaration that the base has and the change has not', async () => {
    const plan = await planOfChange(registry.synthOne(leftPad(['1.0.0', '1.1.0'])), registry.synthOne());

    expect(plan.removed).toMatchObject([
      {
        constructPath: 'Disposal/Declaration0',
        declarationStays: false,
        displayName: '@my-scope/left-pad',
        location: 'my-domain/my-repo',
        region: 'us-east-1',
        versions: ['1.0.0', '1.1.0'],
      },
    ]);
    expect([plan.declarations, plan.totals.willBeDisposed, plan.complete]).toEqual([[], 0, true]);
  });

  test('The plan shows as removed a version that a declaration lost, and not the one that it kept', async () => {
    const plan = await planOfChange(
      registry.synthOne(leftPad(['1.0.0', '1.1.0'])),
      registry.synthOne(leftPad(['1.1.0'])),
    );

    expect(plan.removed).toMatchObject([{ declarationStays: true, versions: ['1.0.0'] }]);
  });

  test('The plan shows as removed every version of a declaration that is of another package now', async () => {
    const plan = await planOfChange(
      registry.synthOne(leftPad(['1.0.0'])),
      registry.synthOne(leftPad(['1.0.0'], { packageName: 'right-pad' })),
    );

    expect(plan.removed).toMatchObject([
      { declarationStays: true, displayName: '@my-scope/left-pad', versions: ['1.0.0'] },
    ]);
  });

  test('The plan shows as removed a whole manifest, with its counts', async () => {
    const plan = await planOfChange(registry.synth(withManifest(ENTRIES, 'my-repo')), registry.synthOne());

    expect(plan.removed).toMatchObject([
      { constructPath: 'Disposal/Packages', inManifest: true, packageCount: 2, versionCount: 3 },
    ]);
    expect(renderMarkdown(plan)).toContain(
      '`Disposal/Packages: removed; it declared 3 versions of 2 packages: a manifest for my-domain/my-repo, us-east-1`',
    );
  });

  test('The plan shows as removed a manifest whose construct has one of another repository now', async () => {
    const plan = await planOfChange(
      registry.synth(withManifest(ENTRIES, 'other-repo')),
      registry.synth(withManifest(ENTRIES, 'my-repo')),
    );

    expect(plan.removed).toMatchObject([
      { constructPath: 'Disposal/Packages', declarationStays: true, location: 'my-domain/other-repo', versionCount: 3 },
    ]);
  });

  test('The plan shows as removed nothing of a manifest that only has fewer lines, since those are shown by themselves', async () => {
    const plan = await planOfChange(
      registry.synth(withManifest(ENTRIES, 'my-repo')),
      registry.synth(withManifest(ENTRIES.slice(1), 'my-repo')),
    );

    expect(plan.removed).toBeUndefined();
    expect(plan.manifests).toMatchObject([{ removedLines: [{ package: 'a' }] }]);
  });

  test('The plan shows as removed nothing where only versions were added, or nothing changed', async () => {
    const before = registry.synthOne(leftPad(['1.0.0']));

    expect((await planOfChange(before, registry.synthOne(leftPad(['1.0.0', '1.1.0'])))).removed).toBeUndefined();
    expect((await planOfChange(before, registry.synthOne(leftPad(['1.0.0'])))).removed).toBeUndefined();
    expect((await registry.plan(before)).removed).toBeUndefined();
  });

  test('The plan shows as removed the declarations of a stack that the app has no more', async () => {
    const before = registry.synth((app) => {
      new DisposedPackageVersions(new Stack(app, 'Old', { env: ENV }), 'LeftPad', leftPad(['1.0.0']));
      new DisposedPackageVersions(new Stack(app, 'Disposal', { env: ENV }), 'LeftPad', leftPad(['1.1.0']));
    });
    const after = registry.synth((app) => {
      new DisposedPackageVersions(new Stack(app, 'Disposal', { env: ENV }), 'LeftPad', leftPad(['1.1.0']));
    });

    expect((await planOfChange(before, after)).removed).toMatchObject([{ constructPath: 'Old/LeftPad' }]);
  });
});

describe('Every form of the plan', () => {
  const removedLine =
    'Disposal/Declaration0: removed; it declared 2 versions of npm @my-scope/left-pad in my-domain/my-repo, us-east-1: 1.0.0, 1.1.0';

  test('Every form of the plan has what was removed, and how many declarations that are', async () => {
    const plan = await planOfChange(registry.synthOne(leftPad(['1.0.0', '1.1.0'])), registry.synthOne());
    const count = '1 declaration removed or reduced, which disposes nothing and brings nothing back';
    const table = renderTable(plan, { color: false });
    const markdown = renderMarkdown(plan);
    const { otherCounts, removals } = reportData(plan, new Date());

    expect(table).toContain('This change disposes nothing.');
    expect([table, markdown, renderAnnotations(plan), otherCounts.join()]).toEqual(
      Array(4).fill(expect.stringContaining(count)),
    );
    expect(table).toContain(`  ${removedLine}`);
    expect(markdown).toContain(
      '### Removed or reduced declarations, which disposes nothing and brings nothing back (1)',
    );
    expect(markdown).toContain(removedLine);
    expect(removals).toMatchObject([{ lines: [removedLine] }]);
    expect(renderJsonLines(plan)).toContain('{"record":"removed declaration","stack":"Disposal"');
  });

  test('Every form of a plan that is not complete says that a declaration was not found, since it may stand elsewhere', async () => {
    const plan = await planOfChange(registry.synthOne(leftPad(['1.0.0'])), registry.synthOne());
    const incomplete = { ...plan, complete: false };

    expect(renderMarkdown(incomplete)).toContain('1 declaration of the base not found any more, in whole or in part');
    expect(renderMarkdown(incomplete)).not.toContain('Removed or reduced');
  });
});

describe('A declaration that archives and restores', () => {
  const synth = (
    versions: string[] | undefined,
    { policy, restores = true }: { policy?: RemovalPolicy; restores?: boolean } = {},
  ) =>
    registry.synth((app) => {
      const stack = new Stack(app, 'Disposal', { env: ENV });
      if (versions !== undefined) {
        const archived = new ArchivedPackageVersions(stack, 'Archived', {
          ...leftPad(versions),
          ...(restores && { restoreTo: RestoredStatus.UNLISTED }),
        });
        const resource = archived.node.findChild('Resource') as CustomResource;
        if (policy !== undefined) {
          resource.applyRemovalPolicy(policy);
        }
      }
    });

  test.each([
    [undefined, 'restored to Unlisted'],
    [RemovalPolicy.RETAIN, 'its DeletionPolicy keeps it from restoring anything'],
    [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'its DeletionPolicy keeps it from restoring anything'],
  ])('With the removal policy %s, the plan says what its removal does', async (policy, text) => {
    const plan = await registry.plan(synth(undefined), { base: synth(['1.0.0'], { policy }) });
    expect(renderMarkdown(plan)).toContain(text);
    expect(plan.removed?.[0]?.retained).toBe(policy === undefined ? undefined : true);
    expect(plan.removed?.[0]?.restoresTo).toBe(policy === undefined ? 'Unlisted' : undefined);
  });

  test('A change that takes out restoreTo restores nothing of what it no longer declares', async () => {
    const plan = await registry.plan(synth(['1.0.0'], { restores: false }), { base: synth(['1.0.0', '1.1.0']) });
    expect(plan.removed).toMatchObject([{ versions: ['1.1.0'] }]);
    expect(plan.removed?.[0]).not.toHaveProperty('restoresTo');
  });
});
