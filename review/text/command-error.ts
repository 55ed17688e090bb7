/** The command cannot do its work; the message names the next step. */
export class CommandError extends Error {
  /** The lines to print. */
  readonly lines: readonly string[];

  /** @param message a sentence, or a list of problems with its first and its last sentence */
  constructor(message: string | readonly string[]) {
    const lines = typeof message === 'string' ? [message] : message;
    super(lines.join('\n'));
    this.name = 'CommandError';
    this.lines = lines;
  }
}
