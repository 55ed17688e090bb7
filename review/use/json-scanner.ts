export const QUOTE = 0x22;
const [BACKSLASH, COMMA] = [0x5c, 0x2c];
/** Braces, and the bit that a bracket lacks. */
const [OPEN, CLOSE, BRACE_BIT] = [0x7b, 0x7d, 0x20];

/** Finds where the values of a JSON text begin and end, without parsing them. */
export class JsonScanner {
  private position = 0;

  constructor(private readonly bytes: Buffer) {
    // A mark of the byte order is no part of the text.
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
      this.position = 3;
    }
  }

  /**
   * Takes one character, and the white space before it.
   *
   * @throws RangeError if another one stands there
   */
  take(code: number) {
    this.require(code);
    this.position += 1;
  }

  /** @throws RangeError unless the character stands next */
  require(code: number) {
    this.skipSpace();
    if (this.bytes[this.position] !== code) {
      throw new RangeError(
        `it must be JSON with ${String.fromCharCode(code)} at byte ${this.position}; got ${this.showNext()}`,
      );
    }
  }

  /** Takes the end of a list or of an object, or the comma before its next part. */
  takeEndOrComma(end: number, isFirst: boolean): boolean {
    this.skipSpace();
    if (this.bytes[this.position] === end) {
      this.position += 1;
      return true;
    }
    if (!isFirst) {
      this.take(COMMA);
    }
    return false;
  }

  /** Takes a value, and gives its place. Brackets count as braces here, since a parser checks each value that is read. */
  takeValue(): readonly [start: number, end: number] {
    this.skipSpace();
    const { bytes } = this;
    const start = this.position;
    let at = start;
    let depth = 0;
    do {
      const code = bytes[at];
      at += 1;
      if (code === undefined) {
        throw new RangeError(`it must be whole JSON; its end is missing, at byte ${at - 1}`);
      } else if (code === QUOTE) {
        at = this.findStringEnd(at);
      } else if ((code | BRACE_BIT) === OPEN) {
        depth += 1;
      } else if ((code | BRACE_BIT) === CLOSE) {
        depth -= 1;
        if (depth < 0) {
          throw new RangeError(`it must be JSON with a value at byte ${start}; got ${this.showNext()}`);
        }
      } else if (depth === 0) {
        at = this.findScalarEnd(at);
      }
    } while (depth > 0);
    this.position = at;
    return [start, at];
  }

  /** @throws RangeError if anything but white space follows */
  takeEnd() {
    this.skipSpace();
    if (this.position < this.bytes.length) {
      throw new RangeError(`it must end after its JSON; got ${this.showNext()} at byte ${this.position}`);
    }
  }

  private findStringEnd(start: number): number {
    const { bytes } = this;
    let at = start;
    for (let code = bytes[at]; code !== QUOTE; code = bytes[at]) {
      if (code === undefined) {
        throw new RangeError(`it must be whole JSON; the end of a text is missing, which begins at byte ${start - 1}`);
      }
      at += code === BACKSLASH ? 2 : 1;
    }
    return at + 1;
  }

  private findScalarEnd(start: number): number {
    let at = start;
    while (/[\w.+-]/.test(String.fromCharCode(this.bytes[at] ?? 0))) {
      at += 1;
    }
    return at;
  }

  private skipSpace() {
    for (let code = this.bytes[this.position]; code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;) {
      this.position += 1;
      code = this.bytes[this.position];
    }
  }

  private showNext(): string {
    const code = this.bytes[this.position];
    return code === undefined ? 'the end' : JSON.stringify(String.fromCharCode(code));
  }
}
