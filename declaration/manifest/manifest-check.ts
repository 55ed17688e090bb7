import { isUtf8 } from 'node:buffer';
import { FIELDS } from '../fields';
import { brokenTextRule } from '../name-text';
import {
  FIELD_SEPARATOR,
  INVISIBLE,
  LINE_FEED,
  MAX_LINE_BYTES,
  packageKey,
  readPackageName,
  RULE_NAME,
} from './manifest-line';

/** A broken rule of a manifest. */
export interface ManifestProblem {
  /** The number of the line, from 1. */
  readonly line: number;
  /** The rule, the value received, and how to correct it where that is not obvious. */
  readonly message: string;
}

/** Broken rules that one error names; a file of a million lines may break one in each. */
const MAX_PROBLEMS = 20;
/** Characters of a received value in a message. */
const MAX_EXCERPT = 80;

/** A text that is not a manifest, with its broken rules. */
export class InvalidManifest extends Error {
  /**
   * @param problems the first broken rules, by line
   * @param count how many rules are broken in all
   */
  constructor(
    readonly problems: readonly ManifestProblem[],
    readonly count: number,
  ) {
    const more = count > problems.length ? [`and ${count - problems.length} more`] : [];
    super([...problems.map(({ line, message }) => `line ${line}: ${message}`), ...more].join('\n'));
    this.name = 'InvalidManifest';
  }
}

/** Checks a manifest line by line, and keeps nothing but the line before and the first broken rules. */
export class ManifestCheck {
  private readonly problems: ManifestProblem[] = [];
  private count = 0;
  private previousKey = '';
  private previousPackage = '';

  /** @param bytes the text of the manifest */
  constructor(private readonly bytes: Buffer) {}

  /** Whether the bytes are text that can be read by line. */
  text(): boolean {
    const { bytes } = this;
    if (bytes.length === 0) {
      this.add(1, 'a manifest must begin with its header line; got an empty file');
      return false;
    }
    const mark = [bytes[0], bytes[1], bytes[2]];
    if (mark[0] === 0xef && mark[1] === 0xbb && mark[2] === 0xbf) {
      this.add(1, 'a manifest must be UTF-8 without a byte order mark; got one. Save the file without it');
      return false;
    }
    if (!isUtf8(bytes)) {
      this.add(lineOfInvalidUtf8(bytes), 'a manifest must be UTF-8; got bytes that are not. Save the file as UTF-8');
      return false;
    }
    return true;
  }

  /** The first line, which ends before `end`. */
  header(end: number, header: string) {
    const line = excerptOf(this.bytes, 0, end);
    if (line === header) {
      return;
    }
    if (/^# cdk-codeartifact-disposal manifest [0-9]+$/.test(line)) {
      this.add(1, `this version of the library reads "${header}"; got ${excerpt(line)}. Upgrade the library`);
    } else if (line === `${header}\r`) {
      this.add(1, LINE_ENDINGS);
    } else {
      this.add(1, `a manifest must begin with the line "${header}"; got ${excerpt(line)}`);
    }
  }

  /**
   * The line of a version, which stands from `start` to before `end`.
   *
   * @returns whether a package begins with it
   */
  version(line: number, start: number, end: number): boolean {
    if (end - start > MAX_LINE_BYTES) {
      this.add(line, `a line must have at most ${MAX_LINE_BYTES} bytes; got ${end - start}`);
      return false;
    }
    const text = this.bytes.toString('utf8', start, end);
    const fields = text.split(FIELD_SEPARATOR);
    if (text.endsWith('\r')) {
      this.add(line, LINE_ENDINGS);
      return false;
    }
    if (fields.length < 4 || fields.length > 5 || fields.includes('')) {
      const rule =
        'a line must have the format, the package, the version, its revision and, if any, the rule that selected it, ' +
        'separated by tabs';
      this.add(line, `${rule}; got ${text === '' ? 'an empty line' : excerpt(text)}`);
      return false;
    }
    const [format, written, version, revision, ruleName] = fields as [string, string, string, string, string?];
    const pkg = packageKey(format, written);
    const isNew = pkg !== this.previousPackage;
    if (isNew) {
      this.name(line, format, written);
    }
    this.field(line, 'version', version);
    this.field(line, 'revision', revision);
    if (ruleName !== undefined && !RULE_NAME.pattern.test(ruleName)) {
      this.add(line, `the name of a rule must have ${RULE_NAME.rule}; got ${excerpt(ruleName)}`);
    }
    this.order(line, `${pkg}${FIELD_SEPARATOR}${version}`);
    this.previousPackage = pkg;
    return isNew;
  }

  /** After the last line. */
  end(lines: number) {
    if (this.bytes[this.bytes.length - 1] !== LINE_FEED) {
      this.add(lines, 'every line must end with a line feed; the last has none, as if the file had been cut off');
    }
  }

  /** The number of versions. */
  size(versions: number, max: number) {
    if (versions > max) {
      const message = `a manifest must have at most ${max} versions; got ${versions}. Deploy it in parts`;
      this.add(max + 2, message);
    }
  }

  /** @throws InvalidManifest if any rule is broken */
  throwIfInvalid() {
    if (this.count > 0) {
      throw new InvalidManifest(this.problems, this.count);
    }
  }

  private name(line: number, format: string, written: string) {
    try {
      const { namespace = '', package: name } = readPackageName(format, written);
      const rule = brokenTextRule('namespace', namespace) ?? brokenTextRule('package', name);
      if (rule !== undefined) {
        throw new RangeError(`A package must be ${rule}; got ${excerpt(written)}.`);
      }
      if (INVISIBLE.test(written)) {
        throw new RangeError(`A package must be free of characters that cannot be seen; got ${excerpt(written)}.`);
      }
    } catch (error) {
      this.add(line, printable((error as Error).message).replace(/\.$/, ''));
    }
  }

  private field(line: number, name: 'version' | 'revision', value: string) {
    const { pattern, rule } = FIELDS[name];
    if (!pattern.test(value)) {
      this.add(line, `a ${name} must have ${rule}; got ${excerpt(value)}`);
    } else if (INVISIBLE.test(value)) {
      this.add(line, `a ${name} must be free of characters that cannot be seen; got ${excerpt(value)}`);
    } else if (value === '__proto__') {
      this.add(line, `a ${name} must be a name that JavaScript can carry as a key; got ${value}`);
    }
  }

  private order(line: number, key: string) {
    if (key === this.previousKey) {
      this.add(line, `each version must stand there once; got ${excerpt(key)} again`);
    } else if (key < this.previousKey) {
      const rule = 'lines must be sorted by their UTF-16 code units';
      this.add(line, `${rule}; got ${excerpt(key)} after ${excerpt(this.previousKey)}`);
    }
    this.previousKey = key;
  }

  private add(line: number, message: string) {
    this.count += 1;
    if (this.problems.length < MAX_PROBLEMS) {
      this.problems.push({ line, message });
    }
  }
}

const LINE_ENDINGS =
  'lines must end with a line feed alone; got a carriage return before it. Let Git leave the file as it is: ' +
  'add "*.disposals text eol=lf" to .gitattributes';

function excerptOf(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('utf8', start, Math.min(end, start + 4 * MAX_EXCERPT));
}

/** A received value as a message can show it: in quotes, short, and with every character visible. */
function excerpt(value: string): string {
  const short = value.length > MAX_EXCERPT ? `${value.slice(0, MAX_EXCERPT)}…` : value;
  return printable(JSON.stringify(short));
}

function printable(text: string): string {
  return text
    .slice(0, 1_000)
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

function lineOfInvalidUtf8(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(LINE_FEED, start);
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) {
      return line;
    }
    start = end + 1;
  }
  return line;
}
