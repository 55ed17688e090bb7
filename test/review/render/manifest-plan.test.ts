import type { ManifestEntry } from '../../../declaration/manifest';
import { renderAnnotations } from '../../../review/render/annotations/render-annotations';
import { reportData } from '../../../review/render/html/plan-data';
import { renderJsonLines } from '../../../review/render/json/render-json-lines';
import { renderMarkdown } from '../../../review/render/markdown/render-markdown';
import { renderPins } from '../../../review/render/pins/render-pins';
import { renderTable } from '../../../review/render/table/render-table';
import { publish as publishVersions, synthManifest } from '../plan/manifest-app';
import { ReviewedRegistry } from '../review-of-app';

let registry: ReviewedRegistry;

beforeEach(async () => {
  registry = await ReviewedRegistry.start();
});
afterEach(() => registry.stop());

const publish = (...names: string[]) => publishVersions(registry, ...names);
const synth = (entries: readonly ManifestEntry[]) => synthManifest(registry, entries);

describe('The rendered plan of a manifest', () => {
  test('The rendered plan of a manifest counts each of ten thousand versions, shows the refusal first, and fits into a comment', async () => {
    const names = Array.from({ length: 10_000 }, (_, n) => `package-${n % 1_000}@1.0.${Math.floor(n / 1_000)}`);
    const entries = publish(...names);
    const lacking = { format: 'npm', package: 'lacking', version: '1.0.0', revision: 'r' } as const;

    const plan = await registry.plan(synth([...entries, lacking]), {
      asked: { sizes: false, publishedTimes: false, upstreams: false },
    });

    expect(plan.totals).toMatchObject({ declarations: 1, packages: 1_001, refused: 1, skipped: 10_000 });
    const markdown = renderMarkdown(plan);
    const table = renderTable(plan, { color: false });
    expect(markdown.length).toBeLessThanOrEqual(65_536);
    expect(markdown).toContain('The deployment of 1 declaration would fail');
    for (const text of [markdown, table]) {
      expect(text).toContain('10,001 versions of 1,001 packages; a version is refused');
      expect(text.indexOf('lacking')).toBeLessThan(text.indexOf('package-0'));
      expect(text).toContain('10,000');
    }
    const records = renderJsonLines(plan)
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { record: string }).record);
    expect(records.filter((record) => record === 'version')).toHaveLength(10_001);
    expect(records.slice(0, 2)).toEqual(['plan', 'manifest']);
    expect(reportData(plan, new Date()).columns.version).toHaveLength(10_001);
    expect(renderAnnotations(plan).match(/^::error /gm)).toHaveLength(1);
  });

  test('The rendered plan of a manifest has the lines that were added and removed against a base, in every form', async () => {
    const [a, b] = publish('a@1.0.0', 'b@1.0.0') as [ManifestEntry, ManifestEntry];

    const plan = await registry.plan(synth([a]), { base: synth([a, b]) });

    const changes = '1 version of 1 package; 0 lines added, 1 line removed';
    const removed = `npm b 1.0.0 ${b.revision.slice(0, 12)}`;
    expect(renderTable(plan, { color: false })).toContain(changes);
    expect(renderTable(plan, { color: false })).toContain(removed);
    expect(renderMarkdown(plan)).toContain(changes);
    expect(renderMarkdown(plan)).toContain(removed);
    expect(renderJsonLines(plan)).toContain('{"record":"removed"');
    expect(reportData(plan, new Date()).otherCounts.join()).toContain(changes);
    expect(reportData(plan, new Date()).removals).toMatchObject([{ lines: [expect.stringContaining(removed)] }]);
    expect(renderPins(plan)).toBe('');
  });

  test('The rendered plan of a manifest shows a refusal before lines that were removed, where not all of it fits a comment', async () => {
    const [kept, ...removed] = publish(...Array.from({ length: 100 }, (_, n) => `p${n}@1.0.0`));
    const stale = { ...kept!, revision: 'stale' };

    const plan = await registry.plan(synth([stale]), { base: synth(removed) });
    const comment = renderMarkdown(plan, { maxLength: 2_000 });

    expect(comment).toContain('MISMATCHED_REVISION');
    expect(comment).toMatch(
      /### Removed from manifests, which brings nothing back \(99\)\n\n(- .*\n)+\n…and another \d+ lines/,
    );
  });
});
