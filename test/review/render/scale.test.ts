import fc from 'fast-check';
import type { PlannedDeclaration } from '../../../review/plan/plan-model';
import { renderJsonLines } from '../../../review/render/json/render-json-lines';
import { renderMarkdown } from '../../../review/render/markdown/render-markdown';
import { renderTable } from '../../../review/render/table/render-table';
import { declaration, plan, version } from './plan-fixtures';

/** A declaration of a package with the given number of versions. */
function packageOf(
  { namespace, name }: { namespace: string; name: string },
  count: number,
  partial: Partial<PlannedDeclaration> = {},
) {
  const versions = Array.from({ length: count }, (_, index) => version(`1.${index}.0`));
  return declaration(versions, {
    constructPath: `Prod/${namespace}/${name}`,
    displayName: `@${namespace}/${name}`,
    package: { domain: 'my-domain', repository: 'my-repo', format: 'npm', namespace, package: name },
    ...partial,
  });
}

/** Declarations of packages with seven versions each, spread over namespaces. */
function packages(count: number, namespaces: number): PlannedDeclaration[] {
  return Array.from({ length: count }, (_, index) =>
    packageOf({ namespace: `team-${index % namespaces}`, name: `package-${index}` }, 7),
  );
}

const numberOf = (text: string) => Number(text.replaceAll(',', '').trim());

/** The cells of the rows that show a namespace or a package, and how many versions no such row counts. */
function overview(markdown: string, title: string) {
  const section = markdown.split('### ').find((part) => part.startsWith(title))!;
  const rows = section
    .split('\n')
    .filter((line) => /^\| (\*\*)?[`<]/.test(line))
    .map((line) => line.split('|').slice(1, -1))
    .filter((cells) => /^[\d,]+$/.test(cells[1]!.trim()));
  const leftOut = /…and another [\d,]+ packages? with ([\d,]+) versions?/.exec(section)?.[1] ?? '0';
  return { section, rows, leftOut: numberOf(leftOut), total: numberOf(/\(([\d,]+)\)/.exec(section)![1]!) };
}

const isNamespace = (cells: readonly string[]) => cells[0]!.includes('**');

describe('Markdown of more versions than fit', () => {
  test('Markdown of more versions than fit has a row for each package of 500 with its versions, dates, bytes, pins and guards', () => {
    const guarded = packageOf({ namespace: 'team-0', name: 'guarded' }, 7, { expectedStatus: 'Archived' });
    const markdown = renderMarkdown(plan([guarded, ...packages(100, 2)]), { maxLength: 40_000 });
    const { rows, total } = overview(markdown, 'Will be disposed');
    expect(rows.filter((cells) => !isNamespace(cells))).toHaveLength(101);
    expect(total).toBe(707);
    expect(rows.find(([name]) => name!.includes('guarded'))!.map((cell) => cell.trim())).toEqual([
      '`npm @team-0/guarded in my-domain/my-repo, eu-west-1`',
      '7',
      '`1.0.0 … 1.6.0`',
      '2025-06-01',
      '≤ 242 kB',
      'none',
      'all',
      '',
      '`Prod/team-0/guarded`',
    ]);
  });

  test('Markdown of more versions than fit has a row for each namespace where the packages do not fit, and counts every version', () => {
    const markdown = renderMarkdown(plan(packages(3_000, 40)));
    const { rows } = overview(markdown, 'Will be disposed');
    const namespaces = rows.filter(isNamespace);
    expect(namespaces).toHaveLength(40);
    expect(namespaces.reduce((sum, cells) => sum + numberOf(cells[1]!), 0)).toBe(21_000);
    expect(markdown.length).toBeGreaterThan(60_000);
  });

  test('Markdown of more versions than fit names the first packages that have no row, and counts the others', () => {
    const markdown = renderMarkdown(plan(packages(200, 200)), { maxLength: 8_000 });
    const { section, rows } = overview(markdown, 'Will be disposed');
    const names = [0, 1, 2].map((index) => {
      const number = rows.length + index;
      return `\`npm @team-${number}/package-${number} in my-domain/my-repo, eu-west-1\``;
    });
    expect(rows.length).toBeGreaterThan(10);
    expect(section).toContain(
      `Packages without a row of their own: ${names.join(', ')} and ${200 - rows.length - names.length} more.`,
    );
  });

  test('Markdown of more versions than fit names no package where each has a row', () => {
    const markdown = renderMarkdown(plan(packages(100, 100)), { maxLength: 40_000 });
    expect(markdown).toContain('left out for length');
    expect(markdown).not.toContain('without a row');
  });

  test('Markdown of more versions than fit never hides a version without a number', () => {
    const shape = fc.array(fc.record({ namespace: fc.nat(8), versions: fc.integer({ min: 1, max: 40 }) }), {
      minLength: 1,
      maxLength: 120,
    });
    fc.assert(
      fc.property(shape, fc.integer({ min: 2_000, max: 20_000 }), (all, maxLength) => {
        const declarations = all.map(({ namespace, versions }, index) =>
          packageOf({ namespace: `team-${namespace}`, name: `package-${index}` }, versions),
        );
        const markdown = renderMarkdown(plan(declarations), { maxLength });
        expect(markdown.length).toBeLessThanOrEqual(maxLength);
        const { section, rows, leftOut, total } = overview(markdown, 'Will be disposed');
        expect(total).toBe(all.reduce((sum, { versions }) => sum + versions, 0));
        const items = section.split('\n').filter((line) => line.includes('| `Published` |')).length;
        const rest = /…and (?:another )?([\d,]+) versions?, left out for length/.exec(section)?.[1] ?? '0';
        expect(items + numberOf(rest)).toBe(total);
        const [, named = '', more = '0'] =
          /Packages without a row of their own: (.*?)(?: and ([\d,]+) more)?\.$/m.exec(section) ?? [];
        const withRow = new Set([...section.matchAll(/^\| `npm @[^/]+\/(package-\d+) /gm)].map(([, name]) => name));
        const namedCount = named === '' ? 0 : named.split('`, `').length;
        expect(withRow.size + namedCount + numberOf(more)).toBe(all.length);
        if (rows.length > 0) {
          const namespaces = new Set(rows.filter(isNamespace).map(([name]) => /team-\d+/.exec(name!)![0]));
          const counted = rows.filter((cells) => isNamespace(cells) || !namespaces.has(/team-\d+/.exec(cells[0]!)![0]));
          expect(counted.reduce((sum, cells) => sum + numberOf(cells[1]!), 0) + leftOut).toBe(total);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('Markdown of more versions than fit shows each refused version with its reason before the packages', () => {
    const refused = declaration(
      Array.from({ length: 30 }, (_, index) =>
        version(`9.${index}.0`, { verdict: 'refused', code: 'NOT_FOUND', message: 'no such version' }),
      ),
    );
    const markdown = renderMarkdown(plan([...packages(3_000, 40), refused]));
    expect(markdown.match(/NOT_FOUND: no such version/g)).toHaveLength(30);
    expect(markdown.indexOf('### Refused')).toBeLessThan(markdown.indexOf('### Will be disposed'));
  });

  test('Markdown of one declaration with 100,000 versions counts them all', () => {
    const markdown = renderMarkdown(plan([packageOf({ namespace: 'team', name: 'huge' }, 100_000)]));
    expect(overview(markdown, 'Will be disposed').rows[0]![1]!.trim()).toBe('100,000');
    expect(markdown.length).toBeLessThanOrEqual(65_536);
  });
});

describe('the table of more versions than one reads', () => {
  const text = renderTable(
    plan([
      ...packages(1_000, 20),
      declaration([version('9.9.9', { verdict: 'refused', code: 'NOT_FOUND', message: 'no such version' })], {
        outcome: 'refused',
      }),
    ]),
    { color: false },
  );

  test('The table of more versions than one reads starts with the totals and the refusals', () => {
    const lines = text.split('\n');
    expect(lines[0]).toContain('The deployment of 1 declaration would fail');
    expect(lines[1]).toContain('7,000 versions of 1,000 packages');
    expect(text.indexOf('9.9.9: NOT_FOUND: no such version')).toBeGreaterThan(0);
    expect(text.indexOf('NOT_FOUND')).toBeLessThan(text.indexOf('Will be disposed (7,000)'));
  });

  test('The table of more versions than one reads has a row for each namespace, which counts all of its versions', () => {
    const namespaces = text.split('\n').filter((line) => line.startsWith('│ 50 packages: npm namespace team-'));
    expect(namespaces).toHaveLength(20);
    expect(namespaces.every((line) => /│ 350 +│/.test(line))).toBe(true);
  });

  test('The table of more versions than one reads says how to get every version', () => {
    expect(text).toContain('--format jsonl');
  });
});

describe('JSON Lines', () => {
  const item = plan([
    packageOf({ namespace: 'team', name: 'left-pad' }, 3),
    declaration([], { outcome: 'refused', problem: { code: 'INVALID_PROPERTIES', message: 'no versions' } }),
  ]);
  const records = renderJsonLines(item)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

  test('JSON Lines start with a line of totals', () => {
    expect(records[0]).toMatchObject({
      record: 'plan',
      schemaVersion: 1,
      complete: true,
      totals: { willBeDisposed: 3 },
    });
  });

  test('JSON Lines have a line for each version, with its package and construct', () => {
    expect(records.filter(({ record }) => record === 'version')).toEqual(
      ['1.0.0', '1.1.0', '1.2.0'].map(
        (name) =>
          expect.objectContaining({
            version: name,
            verdict: 'will be disposed',
            constructPath: 'Prod/team/left-pad',
            displayName: '@team/left-pad',
          }) as unknown,
      ),
    );
  });

  test('JSON Lines have a line for a declaration that could not be reviewed', () => {
    expect(records.filter(({ record }) => record === 'declaration')).toEqual([
      expect.objectContaining({ problem: { code: 'INVALID_PROPERTIES', message: 'no versions' } }),
    ]);
  });
});
