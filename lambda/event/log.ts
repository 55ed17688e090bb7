import type { FailureMessage } from './failure';

/** CloudWatch takes 256 KB a line (CloudWatch Logs quotas, event size). */
const ENTRIES = 100;
const ENTRY = 1_000;

/** One JSON object a line, with the ids of the event. Never the whole event: it holds a presigned URL. */
export class Log {
  constructor(private readonly subject: Readonly<Record<string, unknown>>) {}

  info(message: string, detail: object = {}) {
    this.write('INFO', message, detail);
  }

  error(message: string, detail: object = {}) {
    this.write('ERROR', message, detail);
  }

  /** Writes a list of any length, in lines of a hundred entries; nothing for an empty one. */
  list(level: 'INFO' | 'WARN' | 'ERROR', message: string, { name, entries }: { name: string; entries: unknown[] }) {
    for (let from = 0; from < entries.length; from += ENTRIES) {
      this.write(level, message, { [name]: entries.slice(from, from + ENTRIES) });
    }
  }

  /** All of a failure: its Reason has to leave out the part that does not fit. */
  failure({ what, entries, next }: FailureMessage) {
    this.error('failed', { what, next });
    this.list('ERROR', 'failed', { name: 'entries', entries: entries.map((entry) => entry.slice(0, ENTRY)) });
  }

  private write(level: string, message: string, detail: object) {
    console.log(escapeControls(JSON.stringify({ level, message, ...this.subject, ...detail })));
  }
}

/** JSON leaves characters as they are that end a line for some readers, or turn it around. */
function escapeControls(json: string): string {
  const escaped = (text: string) =>
    Array.from({ length: text.length }, (_, n) => `\\u${text.charCodeAt(n).toString(16).padStart(4, '0')}`).join('');
  return json.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, escaped);
}
