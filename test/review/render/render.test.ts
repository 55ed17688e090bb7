import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { renderAnnotations } from '../../../review/render/annotations/render-annotations';
import { renderJson } from '../../../review/render/json/render-json';
import { MARKER, renderMarkdown } from '../../../review/render/markdown/render-markdown';
import { renderPins, renderPinsJson } from '../../../review/render/pins/render-pins';
import { renderTable } from '../../../review/render/table/render-table';
import { oneLine } from '../../../review/text/sanitize';
import { declaration, HOSTILE_TEXTS, mixedPlan, plan, refused, version } from './plan-fixtures';

describe('Markdown', () => {
  test('Markdown is as it was reviewed', () => {
    expect(renderMarkdown(mixedPlan)).toMatchSnapshot();
  });

  test('Markdown starts with the marker by which a workflow finds its comment', () => {
    expect(renderMarkdown(plan([])).split('\n')[0]).toBe('<!-- cdk-codeartifact-disposal plan -->');
  });

  test('Markdown of 10,000 versions is no longer than a comment may be, and says how many rows it leaves out', () => {
    const versions = Array.from({ length: 10_000 }, (_, index) => version(`1.0.${index}`));
    const markdown = renderMarkdown(plan([declaration([...versions, refused])]));
    expect(markdown.length).toBeLessThanOrEqual(65_536);
    expect(markdown.length).toBeGreaterThan(64_000);
    expect(markdown).toContain('10,000 versions of 1 package');
    const shown = markdown.split('\n').filter((line) => line.includes('| `Published` |')).length;
    expect(markdown).toContain(
      `…and another ${(10_000 - shown).toLocaleString('en-US')} versions, left out for length.`,
    );
  });

  test('Markdown shows what is refused before what is disposed', () => {
    const versions = Array.from({ length: 10_000 }, (_, index) => version(`1.0.${index}`));
    const markdown = renderMarkdown(plan([declaration(versions), declaration([refused])]), { maxLength: 2_000 });
    expect(markdown).toContain('did you mean 1.1.0?');
    expect(markdown.indexOf('### Refused')).toBeLessThan(markdown.indexOf('### Will be disposed'));
  });

  test('Markdown is never too long, has all of its marker and headline, and cuts no row', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 255 });
    const versions = fc.array(
      fc.record({
        version: text,
        verdict: fc.constantFrom(
          'will be disposed' as const,
          'refused' as const,
          'skipped' as const,
          'already disposed' as const,
        ),
        message: text,
        status: fc.constantFrom('Published', 'Archived'),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(
        fc.record({
          all: versions,
          problems: fc.array(text, { maxLength: 20 }),
          path: text,
          max: fc.integer({ min: 2_000, max: 65_536 }),
        }),
        ({ all, problems, path, max }) => {
          const item = plan(
            [
              declaration(
                all.map((each) => version(each.version, each)),
                { constructPath: path, notes: problems },
              ),
            ],
            { problems },
          );
          const markdown = renderMarkdown(item, { maxLength: max });
          expect(markdown.length).toBeLessThanOrEqual(max);
          expect(markdown.startsWith(`${MARKER}\n`)).toBe(true);
          const rows = markdown.split('\n').filter((line) => line.startsWith('|'));
          expect(rows.every((row) => row.endsWith('|'))).toBe(true);
        },
      ),
    );
  });

  test.each(['|', '`', '\\', '<', '>', '&', '\\|', '`|`', '||', '``'])(
    'Markdown shows a text with %s as it is, in one cell',
    (special) => {
      const name = `a${special}b`;
      const markdown = renderMarkdown(plan([declaration([version(name)])]));
      const [head, row] = markdown.split('\n').filter((line) => line.startsWith('| '));
      const cells = row!.split('|').slice(1, -1);
      expect(cells).toHaveLength(head!.split('|').length - 2);
      const shown = cells[1]!.trim().replace(/^<code>(.*)<\/code>$/, '$1');
      expect(shown.replace(/&#(\d+);/g, (_, digits: string) => String.fromCodePoint(Number(digits)))).toBe(name);
      expect(shown).not.toMatch(/[`|\\<>]/);
    },
  );

  test.each(HOSTILE_TEXTS.map((text) => [oneLine(text), text] as const))(
    'Markdown lets no text from elsewhere out of its cell, mention anyone, or become HTML: %s',
    (_shown, text) => {
      const markdown = (given: string) =>
        renderMarkdown(
          plan(
            [
              declaration([version(given, { message: given, verdict: 'refused', code: 'X' })], {
                constructPath: given,
                displayName: given,
                notes: [given],
              }),
            ],
            { problems: [given] },
          ),
        );
      const outsideOfCode = (given: string) => markdown(given).replace(/<code>[^<]*<\/code>|`[^`\n]*`/g, 'code');
      expect(outsideOfCode(text)).toBe(outsideOfCode('harmless'));
    },
  );

  test('Markdown holds no text that a terminal acts on or that hides', () => {
    const markdown = renderMarkdown(plan([declaration([version('1.0\u001b[31m\u202e\u200b')])]));
    expect(markdown).not.toMatch(/\p{Cf}|(?!\n)\p{Cc}/u);
    expect(markdown).toContain('u&#123;1b&#125;');
  });
});

describe('the table', () => {
  test('The table begins with what is not known and refused, then has the totals and every version with its verdict', () => {
    const lines = renderTable(mixedPlan, { color: false }).split('\n');
    expect(lines.slice(0, 2)).toEqual([
      'Not known: what could not be read may dispose more. The plan is not complete.',
      'The deployment of 1 declaration would fail, and dispose none of their versions.',
    ]);
    expect(lines[3]).toMatch(/^Deploying disposes at least 2 versions of 1 package, with 69 kB of assets/);
    expect(lines.join('\n')).toMatch(/1\.1 +│ refused .*NOT_FOUND: the repository has no such version/);
    expect(lines.join('\n')).toContain('did you mean 1.1.0?');
  });

  test('The table fits the terminal where its columns do', () => {
    const lines = renderTable(mixedPlan, { color: false, width: 130 })
      .split('\n')
      .filter((line) => /^[┌│├└]/.test(line));
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(130);
  });

  test.each([60, 100])('The table is a block for each version in a terminal of %d columns', (width) => {
    const text = renderTable(mixedPlan, { color: false, width });
    expect(text).not.toMatch(/[┌│├└]/);
    expect(text).toContain('\n1.1  refused, Pin: not pinned');
    expect(
      Math.max(
        ...text
          .split('\n')
          .filter((line) => /^ {4}\w/.test(line) && !line.includes('Remarks'))
          .map(({ length }) => length),
      ),
    ).toBeLessThanOrEqual(width);
    expect(text).toContain('    Remarks: NOT_FOUND: the repository has no such version\n      did you mean 1.1.0?');
  });

  test('The table of many versions is one table', () => {
    const versions = Array.from({ length: 500 }, (_, index) => version(`1.0.${index}`.padEnd(8)));
    const lines = renderTable(plan([declaration(versions)]), { color: false }).split('\n');
    expect(lines.filter((line) => line.startsWith('│ 1.0.'))).toHaveLength(500);
    expect(lines.filter((line) => /^[┌├└]/.test(line))).toHaveLength(3);
    expect(new Set(lines.filter((line) => /^[┌│├└]/.test(line)).map(({ length }) => length)).size).toBe(1);
  });

  test('The table has colours only where asked', () => {
    expect(renderTable(mixedPlan, { color: true })).toContain('\u001b[');
    expect(renderTable(mixedPlan, { color: false })).not.toContain('\u001b[');
  });

  test('The table shows control characters instead of sending them', () => {
    const table = renderTable(
      plan([declaration([version('1.0\u001b[2J\u0007')], { constructPath: 'a\r\nb' })], { problems: ['##[group]x'] }),
      { color: false },
    );
    expect(table).not.toMatch(/(?!\n)\p{Cc}|##\[/u);
    expect(table).toContain('1.0\\u{1b}[2J\\u{7}');
  });
});

describe('annotations', () => {
  test('Annotations are errors for what is refused or unread, a warning for what is disposed, and a summary', () => {
    const kinds = renderAnnotations(mixedPlan)
      .trim()
      .split('\n')
      .map((line) => /^::(\w+) /.exec(line)?.[1]);
    expect(kinds).toEqual(['error', 'error', 'warning', 'warning', 'notice']);
  });

  test('Annotations are no more than GitHub shows', () => {
    const many = plan(Array.from({ length: 50 }, () => declaration([version('1.0.0')])));
    const lines = renderAnnotations(many).trim().split('\n');
    expect(lines.filter((line) => line.startsWith('::warning'))).toHaveLength(10);
    expect(lines[9]).toContain('and 41 more');
  });

  test('Annotations cannot be escaped from', () => {
    const nasty = 'x\n::error::injected%0A::set-env name=A::b,c:d';
    const lines = renderAnnotations(plan([declaration([version(nasty)], { displayName: nasty })]))
      .trim()
      .split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['::warning', '::notice']);
    expect(lines[0]!.slice(0, lines[0]!.indexOf('::', 2))).not.toMatch(/,|\n/);
  });
});

describe('JSON', () => {
  test('JSON is the plan, with the version of its form', () => {
    expect(JSON.parse(renderJson(mixedPlan))).toEqual(JSON.parse(JSON.stringify(mixedPlan)));
    expect(JSON.parse(renderJson(mixedPlan))).toMatchObject({ schemaVersion: 1, complete: false });
  });
});

describe('pins', () => {
  const pinned = plan([
    declaration([
      version('1.0.0', { revision: 'live' }),
      version("it's", { verdict: 'skipped', revision: 'live\\' }),
      version('1.1.0', {
        verdict: 'refused',
        code: 'MISMATCHED_REVISION',
        revision: 'live',
        pinnedRevision: 'reviewed',
        pin: 'differs',
      }),
      version('0.9.0', { verdict: 'already disposed', revision: 'gone' }),
    ]),
  ]);

  test('Pins are the live revisions of what would be disposed, and what was pinned before', () => {
    expect(JSON.parse(renderPinsJson(pinned))).toEqual({
      'Prod/Disposal': { LeftPad12345678: { '1.0.0': 'live', "it's": 'live\\', '1.1.0': 'reviewed' } },
    });
  });

  test('Pins are TypeScript that says the same', () => {
    const source = renderPins(pinned);
    expect(source.split('\n')[0]).toBe(
      '// Prod/Disposal/LeftPad: npm @my-scope/left-pad in my-domain/my-repo, eu-west-1',
    );
    const value: unknown = JSON.parse(runInNewContext(`JSON.stringify({ ${source} })`) as string);
    expect(value).toEqual({ versionRevisions: { '1.0.0': 'live', "it's": 'live\\', '1.1.0': 'reviewed' } });
  });
});
