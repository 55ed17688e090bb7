import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import type { ManifestEntry } from '../../../declaration/manifest';
import { DisposedPackageVersions } from '../../../lib';
import { renderMarkdown } from '../../../review/render/markdown/render-markdown';
import { ENV, leftPad, ReviewedRegistry } from '../review-of-app';
import { publish, synthManifest } from './manifest-app';

let registry: ReviewedRegistry;
let entries: ManifestEntry[];

beforeEach(async () => {
  registry = await ReviewedRegistry.start();
  entries = publish(registry, 'tool@1.0.0', 'tool@2.0.0', 'other@1.0.0');
});
afterEach(() => registry.stop());

function holdList(text: string): string {
  const path = join(registry.directory(), 'hold.txt');
  writeFileSync(path, text);
  return path;
}

const synth = (versions: number, holds?: string) =>
  synthManifest(registry, entries.slice(0, versions), { props: holds === undefined ? {} : { holds: holdList(holds) } });

describe('A hold that the base has and the change has not', () => {
  test('The plan names the line, and the version that the change declares in its place', async () => {
    const base = synth(1, 'npm tool 2.0.0\nnpm left-pad\n');
    const plan = await registry.plan(synth(2, 'npm left-pad\n'), { base });
    expect(plan.loweredGuards).toEqual([
      {
        guard: 'hold',
        stack: 'CleanUp',
        constructPath: 'CleanUp/Packages',
        message: 'the hold was taken out of npm tool 2.0.0, compared to the base',
        versions: ['2.0.0'],
      },
    ]);
    const text = renderMarkdown(plan);
    expect(text.indexOf('Less protection than the base')).toBeLessThan(text.indexOf('This change'));
  });

  test('The plan names it where nothing else changes', async () => {
    const plan = await registry.plan(synth(1, undefined), { base: synth(1, 'npm tool 2.0.0\n') });
    expect(plan.totals.unchangedDeclarations).toBe(1);
    expect(plan.loweredGuards).toMatchObject([{ guard: 'hold', versions: [] }]);
  });

  test.each([
    ['the same holds', 'npm tool 2.0.0\n'],
    ['more holds', 'npm other\nnpm tool >=2\n'],
  ])('The plan says nothing of %s', async (_what, holds) => {
    const plan = await registry.plan(synth(1, holds), { base: synth(1, 'npm tool 2.0.0\n') });
    expect(plan.loweredGuards).toBeUndefined();
  });

  test('The plan finds it where the declaration has another name', async () => {
    const single = (id: string, holds?: string) =>
      registry.synth((app) => {
        new DisposedPackageVersions(new Stack(app, 'Disposal', { env: ENV }), id, leftPad(['1.0.0'], { holds }));
      });
    const base = single('Old', holdList('npm @my-scope/left-pad 2.0.0\n'));
    const plan = await registry.plan(single('New'), { base });
    expect(plan.loweredGuards).toMatchObject([{ guard: 'hold', constructPath: 'Disposal/New' }]);
  });
});
