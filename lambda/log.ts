/** One JSON object a line, with what tells one event from another. Never the whole event: it holds a presigned URL. */
export class Log {
  constructor(private readonly subject: Readonly<Record<string, unknown>>) {}

  info(message: string, detail: object = {}) {
    this.write('INFO', message, detail);
  }

  error(message: string, detail: object = {}) {
    this.write('ERROR', message, detail);
  }

  private write(level: string, message: string, detail: object) {
    console.log(JSON.stringify({ level, message, ...this.subject, ...detail }));
  }
}
