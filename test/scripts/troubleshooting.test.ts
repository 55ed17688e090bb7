import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'troubleshooting.md'), 'utf8').replace(/\s+/g, ' ');

/** Marks a value that is put into a message. */
const VALUE = '\0';

/** Each text that an expression can come to, with a mark for each value. */
function textsOf(node: ts.Node): string[] {
  if (ts.isParenthesizedExpression(node)) {
    return textsOf(node.expression);
  }
  if (ts.isConditionalExpression(node)) {
    return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  }
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    return [node.text];
  }
  if (ts.isTemplateExpression(node)) {
    return [node.head.text + node.templateSpans.map(({ literal }) => VALUE + literal.text).join('')];
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return textsOf(node.left).flatMap((left) => textsOf(node.right).map((right) => left + right));
  }
  return [VALUE];
}

/** The longest part of a message that is the same whatever happened. */
function fixedPart(text: string): string {
  const parts = text.split(/\0|[,;:] /).map((part) => part.trim());
  return parts.sort((a, b) => b.length - a.length)[0] ?? '';
}

/** What the functions say of each failure. */
const failures = readdirSync(join(root, 'lambda'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => {
    const path = join(root, 'lambda', name);
    const source = ts.createSourceFile(name, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    const found: string[] = [];
    const visit = (node: ts.Node) => {
      if (ts.isPropertyAssignment(node) && node.name.getText(source) === 'what') {
        found.push(...textsOf(node.initializer).map(fixedPart));
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  })
  .filter((part) => part.split(' ').length > 2);

test('Troubleshooting has each failure of the functions, in their words', () => {
  expect(failures.length).toBeGreaterThan(20);
  expect(failures.filter((part) => !page.includes(part))).toEqual([]);
});

test('Troubleshooting has each code of a version', () => {
  const sources = ['lambda', 'declaration'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(root, folder, name), 'utf8')),
  );
  const codes = new Set(
    sources.flatMap((text) => [...text.matchAll(/code: '([A-Z]+(?:_[A-Z]+)+)'/g)].map(([, code = '']) => code)),
  );
  expect(codes.size).toBeGreaterThan(5);
  expect([...codes].filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
});
