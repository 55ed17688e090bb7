/** A rule for every message that a person reads. */
interface MessageRule {
  /** Completes "a message". */
  readonly rule: string;
  readonly broken: RegExp;
}

const RULES: readonly MessageRule[] = [
  { rule: 'ends each sentence once', broken: /[^\s.]*[\w)'"](\.\.|[?!;:,]\.|\.[;,])(?=\s|$)/ },
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

/** The rules that a message breaks. */
export function findBrokenRules(message: string, kind: 'line' | 'reason'): string[] {
  return [...RULES, ...(kind === 'line' ? LINE_RULES : [])]
    .filter(({ broken }) => broken.test(message))
    .map(({ rule }) => rule);
}
