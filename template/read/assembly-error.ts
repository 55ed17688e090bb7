/** An assembly or a template cannot be read; the message names the next step. */
export class AssemblyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AssemblyError';
  }
}
