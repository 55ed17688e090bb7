import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { renderAnnotations } from '../../../review/render/annotations/render-annotations';
import type { Selection } from '../../../review/declare/selection';
import { renderDeclarationJson, renderDeclarationTypeScript } from '../../../review/render/render-declaration';
import { renderSelection } from '../../../review/render/render-selection';
import { renderJson } from '../../../review/render/json/render-json';
import { renderJsonLines } from '../../../review/render/json/render-json-lines';
import { renderMarkdown } from '../../../review/render/markdown/render-markdown';
import { renderPins, renderPinsJson } from '../../../review/render/pins/render-pins';
import { renderTable } from '../../../review/render/table/render-table';
import { oneLine, withEscapedCommands, withoutCommands } from '../../../review/text/sanitize';
import { declaration, plan, version } from './plan-fixtures';

/** Text that a registry or a template may hold, to end a line and to start a command. */
const hostile = fc
  .array(
    fc.constantFrom(
      '::error title=x::',
      '::',
      ':',
      '##[group]',
      '##vso[task.complete]',
      '##',
      '#',
      '[',
      '\n',
      '\r',
      '\t',
      ' ',
      '\u0085',
      '\u2028',
      '\u001b[31m',
      '\u200b',
      '\ufeff',
      '|',
      '`',
      "'",
      '"',
      '\\',
      'a',
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** Lines as the runner of GitHub Actions reads them, without the white space that it ignores. */
function linesOf(output: string): string[] {
  return output.split(/\r\n|\r|\n/).map((line) => line.replace(/^[\s\u0085]+/, ''));
}

function expectNoCommand(output: string) {
  expect(linesOf(output).filter((line) => line.startsWith('::') || /##[\w.-]*\[/.test(line))).toEqual([]);
}

/** A plan with the text in every place that a registry, a template or an app fills. */
function planWith(text: string, count = 1) {
  const versions = Array.from({ length: count }, (_, index) =>
    version(`${text}${index}`, {
      status: text,
      revision: text,
      verdict: index % 2 === 0 ? 'refused' : 'will be disposed',
      code: text,
      message: text,
      didYouMean: text,
      warnings: [{ id: 'upstream', message: text }],
    }),
  );
  const item = declaration(versions, {
    stack: text,
    region: text,
    constructPath: text,
    logicalId: text,
    displayName: text,
    location: text,
    expectedStatus: text,
    package: { domain: text, repository: text, namespace: text, package: text },
    notes: [text],
  });
  const unread = declaration([], { constructPath: text, outcome: 'refused', problem: { code: text, message: text } });
  const { stack, stackId, region, constructPath, logicalId, displayName, location, package: pkg } = item;
  const gone = { stack, stackId, region, constructPath, logicalId, displayName, location, package: pkg };
  return plan([item, unread], {
    problems: [text],
    complete: false,
    removed: [{ ...gone, declarationStays: false, versions: [text] }],
  });
}

describe('No text from elsewhere becomes a command of a CI system', () => {
  test.each([
    ['the table', (text: string) => renderTable(planWith(text), { color: false })],
    ['the colored table', (text: string) => renderTable(planWith(text), { color: true, width: 80 })],
    ['the table of many versions', (text: string) => renderTable(planWith(text, 501), { color: false })],
    ['Markdown', (text: string) => renderMarkdown(planWith(text))],
    ['Markdown that leaves rows out', (text: string) => renderMarkdown(planWith(text, 20), { maxLength: 2_000 })],
    ['JSON', (text: string) => renderJson(planWith(text))],
    ['JSON Lines', (text: string) => renderJsonLines(planWith(text))],
    ['pins', (text: string) => withEscapedCommands(renderPins(planWith(text)))],
    ['pins as JSON', (text: string) => renderPinsJson(planWith(text))],
    ['a message', (text: string) => oneLine(text)],
    [
      'a line of another program',
      (text: string) =>
        text
          .split(/[\r\n\u2028]/)
          .map(withoutCommands)
          .join('\n'),
    ],
  ])('No text from elsewhere becomes a command of a CI system in %s', (name, render) => {
    fc.assert(
      fc.property(hostile, (text) => expectNoCommand(render(text))),
      { numRuns: name.includes('many') ? 5 : 50 },
    );
  });

  test('Annotations have one command each, and no text from elsewhere becomes another one', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const lines = linesOf(renderAnnotations(planWith(text))).filter((line) => line !== '');
        expect(lines.map((line) => /^::(error|warning|notice) title=[^:,]*::/.test(line))).toEqual(
          lines.map(() => true),
        );
        expect(lines.filter((line) => /##[\w.-]*\[/.test(line))).toEqual([]);
      }),
    );
  });

  test('No text from elsewhere becomes a command of a CI system in the declaration that declare writes', () => {
    const pkg = { domain: 'my-domain', repository: 'my-repo', format: 'npm', package: 'left-pad' } as const;
    fc.assert(
      fc.property(hostile, (text) => {
        const pinned = { version: text, revision: text };
        const decided = { status: text, reasons: [{ code: 'match', value: text }] } as const;
        const selection: Selection = {
          versions: [pinned],
          decisions: [
            { ...pinned, ...decided, outcome: 'selected' },
            { ...decided, version: `${text} kept`, outcome: 'kept' },
            { ...decided, version: `${text} other`, outcome: 'not selected' },
          ],
          idleExceptions: [],
          notes: [text],
        };
        expectNoCommand(renderSelection(selection));
        const source = withEscapedCommands(renderDeclarationTypeScript({ ...pkg, namespace: text }, selection));
        expectNoCommand(source);
        expectNoCommand(renderDeclarationJson({ ...pkg, namespace: text }, selection));
        const code = source.replace(/^new DisposedPackageVersions\(this, /m, 'declare(');
        const declare = (_id: string, props: object) => JSON.stringify(props);
        const props: unknown = JSON.parse(runInNewContext(code, { declare, PackageFormat: {} }) as string);
        expect(props).toMatchObject({ versions: [text], packageNamespace: text });
      }),
    );
  });
});

test('JSON says what the plan says, and shows every character', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const item = planWith(text);
      expect(JSON.parse(renderJson(item))).toEqual(JSON.parse(JSON.stringify(item)));
      expect(renderJson(item)).not.toMatch(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test('A line without a command is left as it is', () => {
  expect(withoutCommands('  12:30::45 \u001b[32m# [ok]\u001b[0m a::b')).toBe(
    '  12:30::45 \u001b[32m# [ok]\u001b[0m a::b',
  );
});
