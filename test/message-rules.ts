/** A rule for every message that a person reads. */
interface MessageRule {
  /** Completes "a message". */
  readonly rule: string;
  readonly broken: RegExp;
}

const RULES: readonly MessageRule[] = [
  { rule: 'ends each sentence once', broken: /[^\s.]*[\w)\]}'"](\.\.|[?!;:,]\.|\.[;,])(?=\s|$)/ },
  { rule: 'has no blank before a full stop or a comma', broken: /\w [.,;](?=\s|$)/ },
  {
    rule: 'names no class of JavaScript',
    broken: /\b(Type|Range|Syntax|Reference|Assertion)Error\b|(^|[\s(])Error: /,
  },
  { rule: 'has no message of the file system, which says the path again', broken: /\bE[A-Z]+: [a-z ]+, [a-z]+ '/ },
  { rule: 'has a text for every value', broken: /\bundefined\b|\[object Object\]|\bNaN\b/ },
];

/** Of the lines that a command prints about itself. */
const LINE_RULES: readonly MessageRule[] = [
  { rule: 'begins with a capital letter, a name or an indentation', broken: /^(?!note: )[a-z]+ [a-z]/ },
];

/** A value that a message quotes, up to the next rule or the next step. It is not a part of the sentence. */
const QUOTED_VALUE = /\bgot (?:"(?:[^"\\]|\\.)*["…]|[{[].*?[}\]…])(?=; \w+ must |\. [A-Z][a-z]+ |$)/gs;

/** The rules that a message breaks. */
export function findBrokenRules(message: string, kind: 'line' | 'reason'): string[] {
  const text = message.replace(QUOTED_VALUE, 'got a value');
  return [...RULES, ...(kind === 'line' ? LINE_RULES : [])]
    .filter(({ broken }) => broken.test(text))
    .map(({ rule }) => rule);
}
