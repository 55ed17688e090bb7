import { PackageURL } from 'packageurl-js';
import { packageUrl } from '../../../review/render/html/page/package-url';
import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { examplePlan } from '../../../local/example-plan';
import type { Plan } from '../../../review/plan/plan-model';
import { reportData } from '../../../review/render/html/plan-data';
import { compareNaturally } from '../../../review/render/html/page/natural-order';
import { VirtualScroll } from '../../../review/render/html/page/virtual-scroll';
import { renderHtml } from '../../../review/render/html/render-html';
import { bundleReportPage } from '../../../scripts/bundle/bundle-report-page';
import { declaration, HOSTILE_TEXTS, mixedPlan, plan, version } from './plan-fixtures';

const READ_AT = new Date('2026-02-01T00:00:00Z');
const PAGE = { script: 'run();', style: 'p{}' };

const dataIn = (html: string) => /id="plan-data">([A-Za-z0-9+/=]*)<\/script>/.exec(html)![1]!;
const decoded = (html: string): unknown => JSON.parse(inflateSync(Buffer.from(dataIn(html), 'base64')).toString());

const hostilePlan = (text: string): Plan =>
  plan(
    [
      declaration([version(text, { message: text, code: text, status: text, revision: text, rule: text })], {
        displayName: text,
        constructPath: text,
        location: text,
        notes: [text],
      }),
    ],
    { problems: [text] },
  );

describe('The report', () => {
  test('The report holds the whole plan: as many versions, with their verdicts, sizes and times', () => {
    const data = reportData(mixedPlan, READ_AT);
    expect(data.columns.version).toEqual(['1.0.0', '2.0.0', '0.9.0', '1.1', '1.2.0']);
    expect(data.columns.size).toEqual(Array.from({ length: 5 }, () => 34_500));
    expect(data.columns.published[0]).toBe(Date.parse('2025-06-01T12:00:00.000Z') / 1000);
    expect(data.problems).toEqual(mixedPlan.problems);
    expect(data.headline).toContain('at least 2 versions of 1 package');
  });

  test('The report gives its page the same data, whatever the texts of the plan are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const hostile = hostilePlan(text);
        const data: unknown = JSON.parse(JSON.stringify(reportData(hostile, READ_AT)));
        expect(decoded(renderHtml(hostile, PAGE, READ_AT))).toEqual(data);
      }),
    );
    for (const text of HOSTILE_TEXTS) {
      expect(decoded(renderHtml(hostilePlan(text), PAGE, READ_AT))).toMatchObject({ columns: { version: [text] } });
    }
  });

  test('The report is the same file for every plan but for the text of base64 that its data is', () => {
    const around = (of: Plan) => {
      const html = renderHtml(of, PAGE, READ_AT);
      return html.replace(dataIn(html), '');
    };
    HOSTILE_TEXTS.forEach((text) => expect(around(hostilePlan(text))).toBe(around(mixedPlan)));
  });

  test('The report allows its own script and style by their digests, and nothing else', async () => {
    const page = await bundleReportPage();
    const html = renderHtml(mixedPlan, page, READ_AT);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
    const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${digest(page.script)}`,
      `style-src ${digest(page.style)}`,
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
    ]);
    expect(html.replace(page.script, '').replace(page.style, '')).not.toMatch(/\bon\w+=|style=|https?:|src=|href=/);
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<style>'));
  });

  test.each([
    ['will be disposed', (of: Plan) => of],
    [
      'are refused for their revisions, which the refusals quote',
      (of: Plan) => ({
        ...of,
        declarations: of.declarations.map((each) => ({
          ...each,
          versions: each.versions.map((refused) => {
            const pinned = createHash('sha256').update(`${each.constructPath} ${refused.version}`).digest('base64');
            return {
              ...refused,
              verdict: 'refused' as const,
              code: 'MISMATCHED_REVISION',
              message: `current revision: ${refused.revision}, expected revision: ${pinned}`,
              pin: 'differs' as const,
              pinnedRevision: pinned,
            };
          }),
        })),
      }),
    ],
  ])(
    'The report takes at most 150 bytes a version over its fixed part, with whole revisions where versions %s',
    (_what, change) => {
      const count = 10_000;
      const bytes = (versions: number) => Buffer.byteLength(renderHtml(change(examplePlan(versions)), PAGE, READ_AT));
      expect((bytes(count) - bytes(0)) / count).toBeLessThanOrEqual(150);
    },
  );

  test('The script and the style of the report are at most 60 kB', async () => {
    const { script, style } = await bundleReportPage();
    expect(script.length + style.length).toBeLessThanOrEqual(60_000);
  });

  test('The report counts a version once that two declarations name', () => {
    const twice = plan([
      declaration([version('1.0.0', { verdict: 'skipped' })], { outcome: 'refused' }),
      declaration([version('1.0.0')], { logicalId: 'Other' }),
    ]);
    expect(reportData(twice, READ_AT).columns.counted).toEqual([0, 1]);
  });

  test('The report has the state of the cold copy of each version', () => {
    const states = ['copied', 'will be copied', 'cannot be copied', 'unknown'] as const;
    const copies = states.map((state, index) => version(`1.${index}.0`, { copy: { state } }));
    const data = reportData(plan([declaration([...copies, version('2.0.0')])]), READ_AT);
    expect(data.columns.remark.map((index) => data.remarks[index]!.copy)).toEqual([...states, '']);
  });

  test('The report marks the versions that a lowered guard concerns, and no other', () => {
    const loweredGuard = { stack: 'Prod/Disposal', message: '' };
    const lowered = plan(
      [
        declaration(
          [version('1.0.0'), version('1.1.0'), version('1.2.0', { verdict: 'already disposed' }), version(null)],
          { constructPath: 'A' },
        ),
        declaration([version('1.0.0'), version('1.1.0', { pin: 'holds' })], { constructPath: 'A' }),
        declaration([version('1.0.0')], { constructPath: 'B' }),
        declaration([version('1.0.0')], { constructPath: 'C', stack: 'Other' }),
      ],
      {
        loweredGuards: [
          { ...loweredGuard, guard: 'waiting-time', constructPath: 'A' },
          { ...loweredGuard, guard: 'pin', constructPath: 'A', versions: ['1.1.0'] },
          { ...loweredGuard, guard: 'owner', constructPath: 'C' },
        ],
      },
    );
    const data = reportData(lowered, READ_AT);
    const waits = 'less protection than the base: waiting time';
    const remarks = data.columns.remark.map((index) => data.remarks[index]!);
    expect(remarks.map(({ warnings }) => warnings)).toEqual([
      [waits],
      [waits, 'less protection than the base: pin'],
      [],
      [waits],
      [waits],
      [waits],
      [],
      [],
    ]);
    expect(remarks.map(({ warningIds }) => warningIds.length)).toEqual([1, 1, 0, 1, 1, 1, 0, 0]);
  });

  test('The report says how many of the disposed versions are not pinned', () => {
    const pinned = version('1.0.1', { pin: 'holds' });
    expect(reportData(plan([declaration([version('1.0.0'), pinned])]), READ_AT).notPinned).toBe(1);
  });
});

describe('Virtual rows', () => {
  const scrolled = fc.record({
    rows: fc.integer({ min: 1, max: 2_000_000 }),
    height: fc.integer({ min: 12, max: 80 }),
    viewport: fc.integer({ min: 100, max: 3_000 }),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  test('Virtual rows can all be reached, and each shows whole where the page scrolls to it', () => {
    fc.assert(
      fc.property(scrolled, fc.double({ min: 0, max: 1, noNaN: true }), ({ rows, height, viewport, at }, place) => {
        const scroll = new VirtualScroll(rows, height, viewport);
        const range = Math.max(0, scroll.height - viewport);
        const row = Math.min(rows - 1, Math.floor(place * rows));
        const scrollTop = Math.min(range, Math.max(0, scroll.scrollTopFor(row, at * range)));
        const top = scroll.top(row, scrollTop) - scrollTop;
        expect(top).toBeGreaterThanOrEqual(-1);
        expect(top + height).toBeLessThanOrEqual(Math.max(viewport, height) + 1);
        expect(scroll.firstRow(scrollTop)).toBeLessThanOrEqual(row);
        expect(scroll.endRow(scrollTop)).toBeGreaterThan(row);
      }),
    );
  });

  test('Virtual rows are in an element that no browser cuts, from the first to the last', () => {
    const scroll = new VirtualScroll(1_000_000, 32, 700);
    expect(scroll.height).toBeLessThanOrEqual(16_000_000);
    expect(scroll.firstRow(0)).toBe(0);
    expect(scroll.endRow(scroll.height - 700)).toBe(1_000_000);
  });
});

describe('Versions', () => {
  test('Versions are ordered by their numbers', () => {
    const versions = ['1.10.0', '1.9.0', '1.9.0-rc.2', '2.0.0', '1.09.1', '10.0.0'];
    expect(versions.sort(compareNaturally)).toEqual(['1.9.0', '1.9.0-rc.2', '1.09.1', '1.10.0', '2.0.0', '10.0.0']);
  });

  test('Versions have one order, whatever they are', () => {
    const text = fc.string({ unit: fc.constantFrom('0', '1', '9', '.', 'a', '-'), maxLength: 8 });
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        expect(Math.sign(compareNaturally(a, b)) + Math.sign(compareNaturally(b, a))).toBe(0);
        expect(compareNaturally(a, b) === 0).toBe(a === b);
        const [low, middle, high] = [a, b, c].sort(compareNaturally);
        expect(compareNaturally(low!, middle!)).toBeLessThanOrEqual(0);
        expect(compareNaturally(low!, high!)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

test('The page of the report has at most 60 kB of script and style', async () => {
  const { script, style } = await bundleReportPage();
  expect(Buffer.byteLength(script) + Buffer.byteLength(style)).toBeLessThanOrEqual(60_000);
});

test.each([
  [{ format: 'npm', namespace: 'my-scope', packageName: 'a_b' }, '1.0.0+x', 'pkg:npm/%40my-scope/a_b@1.0.0%2Bx'],
  [{ format: 'pypi', namespace: '', packageName: 'Data_Tools' }, '1.0', 'pkg:pypi/data-tools@1.0'],
  [{ format: 'maven', namespace: 'com.example', packageName: 'billing' }, '1.0', 'pkg:maven/com.example/billing@1.0'],
  [{ format: 'ruby', namespace: '', packageName: 'rails' }, '7.1', 'pkg:gem/rails@7.1'],
  [{ format: 'generic', namespace: 'ns', packageName: 'a b' }, '1', 'pkg:generic/ns/a%20b@1'],
])('The package URL of a version of $format is read back as it is', (pkg, version, url) => {
  const known = { ...pkg, name: '', location: '', known: true, remaining: null };
  expect(packageUrl(known, version)).toBe(url);
  const { namespace, name, version: read } = PackageURL.fromString(url);
  expect([namespace ?? '', name, read]).toEqual([
    pkg.format === 'npm' ? `@${pkg.namespace}` : pkg.namespace,
    pkg.format === 'pypi' ? 'data-tools' : pkg.packageName,
    version,
  ]);
  expect(packageUrl(known, '\ud800')).toBeUndefined();
});
