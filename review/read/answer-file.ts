import { appendFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { CommandError } from '../text/command-error';
import { readJsonLines } from './json-lines';

/** Milliseconds after which an answer says too little of the registry. */
const MAX_AGE = 24 * 60 * 60 * 1000;

interface AnswerFileHeader {
  readonly kind: 'answers of CodeArtifact';
  /** Of everything that decides an answer apart from the call: the credentials' configuration and the endpoint. */
  readonly identity: string;
  readonly startTime: number;
}

/**
 * The answers of a reading, a line each, so that a plan that was interrupted takes them up again. Answers of other
 * credentials or of more than a day ago are not used.
 */
export class AnswerFile {
  private readonly answers = new Map<string, string>();

  /**
   * @param file named by the person who runs the command, since its content decides the plan
   * @throws CommandError if the file is not one of answers
   */
  constructor(
    private readonly file: string,
    { identity, now = Date.now() }: { readonly identity: string; readonly now?: number },
  ) {
    const [header, ...lines] = existsSync(file) ? readJsonLines(file) : [];
    const before = (header ?? {}) as Partial<AnswerFileHeader>;
    if (existsSync(file) && before.kind !== 'answers of CodeArtifact') {
      throw new CommandError(
        `--resume must be a file that an interrupted plan left, or one that does not exist; got ${file}.`,
      );
    }
    const { startTime = NaN } = before;
    const isCurrent = before.identity === identity && now - startTime >= 0 && now - startTime < MAX_AGE;
    if (isCurrent) {
      (lines as [string, string][]).forEach(([name, answer]) => this.answers.set(name, answer));
    }
    const state: AnswerFileHeader = {
      kind: 'answers of CodeArtifact',
      identity,
      startTime: isCurrent ? startTime : now,
    };
    // Written again, so that a line that was cut off is not the beginning of the next one.
    writeFileSync(file, [state, ...this.answers].map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 });
  }

  /** The number of answers. */
  get size(): number {
    return this.answers.size;
  }

  find(name: string): { readonly value: unknown } | undefined {
    const answer = this.answers.get(name);
    return answer === undefined ? undefined : { value: JSON.parse(answer, reviveValue) as unknown };
  }

  add(name: string, value: unknown): void {
    const answer = JSON.stringify(value === undefined ? { $undefined: true } : value, replaceValue);
    this.answers.set(name, answer);
    appendFileSync(this.file, `${JSON.stringify([name, answer])}\n`);
  }

  remove(): void {
    rmSync(this.file, { force: true });
  }
}

/** JSON has no maps and no times. `this` has the value before JSON.stringify makes a text of a time. */
function replaceValue(this: unknown, key: string, value: unknown): unknown {
  const original = (this as Readonly<Record<string, unknown>>)[key];
  if (original instanceof Date) {
    return { $time: original.getTime() };
  }
  return value instanceof Map ? { $map: [...(value as ReadonlyMap<unknown, unknown>)] } : value;
}

function reviveValue(_key: string, value: unknown): unknown {
  const { $time, $map, $undefined } = Object(value) as {
    $time?: number;
    $map?: [unknown, unknown][];
    $undefined?: true;
  };
  if ($time !== undefined) {
    return new Date($time);
  }
  if ($map !== undefined) {
    return new Map($map);
  }
  return $undefined ? undefined : value;
}
