/** A line of a text, by its place: a text of a million lines need not be split into as many. */
export interface TextLine {
  /** The number of the line, from 1. */
  readonly line: number;
  /** The position of its first character. */
  readonly start: number;
  /** The position behind its last character, before the end of the line. */
  readonly end: number;
}

/** The lines of a text, each of which ends with a line feed, or with a carriage return and a line feed. */
export function* listLines(text: string): Generator<TextLine> {
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  for (let line = 1; start <= text.length; line += 1) {
    const feed = text.indexOf('\n', start);
    const behind = feed < 0 ? text.length : feed;
    const isPair = feed > start && text[feed - 1] === '\r';
    yield { line, start, end: isPair ? behind - 1 : behind };
    start = behind + 1;
  }
}
