import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { findBrokenRules } from '../message-rules';

const root = join(__dirname, '..', '..');
const FOLDERS = ['bin', 'codeartifact', 'declaration', 'lambda', 'lib', 'review', 'template'];

/** A text of the sources with its place. Each value that is put in stands as a name. */
interface SourceText {
  readonly place: string;
  readonly text: string;
}

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(root, folder, name)),
);

function textsOf(file: string): SourceText[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const texts: SourceText[] = [];
  const add = (node: ts.Node, text: string) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    texts.push({ place: `${relative(root, file)}:${line + 1}`, text });
  };
  const visit = (node: ts.Node) => {
    const text = readText(node);
    if (text === undefined) {
      ts.forEachChild(node, visit);
      return;
    }
    add(node, text);
    // The values that are put in may have texts, too.
    ts.forEachChild(node, (child) => {
      if (ts.isTemplateSpan(child)) {
        visit(child.expression);
      }
    });
  };
  visit(source);
  return texts;
}

/** The text of a literal, of a template, or of several that are put together with +. */
function readText(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    return node.text;
  }
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `VALUE${literal.text}`).join('');
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [readText(node.left), readText(node.right)];
    return left === undefined && right === undefined ? undefined : `${left ?? 'VALUE'}${right ?? 'VALUE'}`;
  }
  return undefined;
}

/** A message has several words. */
const messages = sources.flatMap(textsOf).filter(({ text }) => /[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}/.test(text));

test('Every message of the sources ends its sentences once, and names no class of JavaScript', () => {
  expect(messages.length).toBeGreaterThan(800);
  expect(
    messages.flatMap(({ place, text }) => findBrokenRules(text, 'reason').map((rule) => `${place} ${rule}: ${text}`)),
  ).toEqual([]);
});

test.each([
  ['did you mean 1.1.0?. Correct it.', 'ends each sentence once'],
  ['by another request.; 1.0.37', 'ends each sentence once'],
  ['give the rule the key format..', 'ends each sentence once'],
  ['RangeError: the format is wrong', 'names no class of JavaScript'],
  ['Error: it is wrong', 'names no class of JavaScript'],
  [
    "The file x cannot be read: ENOENT: no such file or directory, open 'x'",
    'has no message of the file system, which says the path again',
  ],
  ['got undefined', 'has a text for every value'],
])('The rules find %s', (message, rule) => {
  expect(findBrokenRules(message, 'reason')).toEqual([rule]);
});

test.each([
  'The range 1.0.0..2.0.0 is read.',
  'See ../base/cdk.out.',
  'did you mean 1.1.0?',
  'and so on…',
  'ConflictException: it is being changed',
])('The rules let pass %s', (message) => {
  expect(findBrokenRules(message, 'line').filter((rule) => !rule.startsWith('begins'))).toEqual([]);
});

test.each([
  ['a must be one; got [{"x":"0., F"}]; b must be one; got "a.. b". Correct it and deploy again.', []],
  ['a must be one; got {"x":null,"…. Correct it and deploy again.', []],
  ['a must be one; got {"x":1}.. Correct it.', ['ends each sentence once']],
  ['a must be one; got "x".; b must be one; got nothing.', ['ends each sentence once']],
])('A value that a reason quotes is judged by no rule, and the sentence around it is: %s', (reason, rules) => {
  expect(findBrokenRules(reason, 'reason')).toEqual(rules);
});
