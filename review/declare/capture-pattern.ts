/** A pattern whose parentheses capture the part of a version that names its group: `nightly-*-(*)`. */
export const CAPTURE_PATTERN = /^(?=[^()]*\()(?:[^\s()]|\([^\s()]+\)){1,200}$/;

/** Stands between two captured parts. */
const BETWEEN = '\0';

interface Token {
  readonly kind: 'text' | 'one' | 'many';
  readonly text: string;
  readonly isCaptured: boolean;
}

/**
 * Makes a function that reads the captured parts of a version. `*` takes in any characters, as few as fit, and `?` one.
 *
 * @returns a function that gives undefined for a version of another form
 */
export function readCapturePattern(pattern: string): (version: string) => string | undefined {
  const tokens: Token[] = [];
  let isCaptured = false;
  for (const text of pattern) {
    if (text === '(' || text === ')') {
      isCaptured = text === '(';
    } else {
      tokens.push({ kind: text === '*' ? 'many' : text === '?' ? 'one' : 'text', text, isCaptured });
    }
  }
  return (version) => capture(tokens, [...version]);
}

/** Visits no place twice, so that no version takes long. */
function capture(tokens: readonly Token[], characters: readonly string[]): string | undefined {
  const failures = new Set<number>();
  const parts: string[] = [];
  const matchFrom = (n: number, at: number): boolean => {
    const token = tokens[n];
    if (token === undefined) {
      return at === characters.length;
    }
    const place = n * (characters.length + 1) + at;
    if (failures.has(place)) {
      return false;
    }
    const character = characters[at];
    const take = (next: number) => {
      parts.push(token.isCaptured ? character! : BETWEEN);
      if (matchFrom(next, at + 1)) {
        return true;
      }
      parts.pop();
      return false;
    };
    const isMatch =
      (token.kind === 'many' && matchFrom(n + 1, at)) ||
      (character !== undefined &&
        (token.kind === 'many' ? take(n) : (token.kind === 'one' || token.text === character) && take(n + 1)));
    if (!isMatch) {
      failures.add(place);
    }
    return isMatch;
  };
  return matchFrom(0, 0) ? parts.join('').split(/\0+/).filter(Boolean).join(BETWEEN) : undefined;
}
