import { isUtf8 } from 'node:buffer';
import { FIELDS } from '../fields';
import { LineProblems } from '../line-problems';
import { brokenTextRule } from '../name-text';
import { excerpt, hasInvisible, showInvisible } from '../visible-text';
import { type ManifestRepository, readManifestHeader } from './manifest-header';
import {
  LINE_FEED,
  type ManifestFields,
  MAX_LINE_BYTES,
  packageKey,
  readManifestLine,
  readPackageName,
  RULE_NAME,
  splitManifestLine,
  versionKey,
} from './manifest-line';

/** Bytes of a line that a message may show. */
const MAX_EXCERPT_BYTES = 320;

/** Checks a manifest line by line, and keeps nothing but the line before and the first broken rules. */
export class ManifestCheck {
  private readonly problems = new LineProblems();
  private previousKey = '';
  private previousPackage = '';

  /** @param bytes the text of the manifest */
  constructor(private readonly bytes: Buffer) {}

  /** True if the bytes are text that can be read by line. */
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

  /**
   * The first line, which ends before `end`.
   *
   * @returns the repository that it names, if it names one
   */
  header(end: number): ManifestRepository | undefined {
    const line = readExcerpt(this.bytes, 0, end);
    try {
      return readManifestHeader(line);
    } catch (error) {
      this.add(1, line.endsWith('\r') ? LINE_ENDINGS : (error as Error).message);
      return undefined;
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
    const fields = splitManifestLine(text);
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
    const { format, name, version, revision, rule: ruleName } = readManifestLine(text);
    const pkg = packageKey({ format, name });
    const isNew = pkg !== this.previousPackage;
    if (isNew) {
      this.name(line, { format, name });
    }
    this.field(line, 'version', version);
    this.field(line, 'revision', revision);
    if (ruleName !== undefined && !RULE_NAME.pattern.test(ruleName)) {
      this.add(line, `the name of a rule must have ${RULE_NAME.rule}; got ${excerpt(ruleName)}`);
    }
    this.order(line, versionKey({ format, name, version }));
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

  /** @throws InvalidText if any rule is broken */
  throwIfInvalid() {
    this.problems.throwIfAny();
  }

  private name(line: number, nameFields: Pick<ManifestFields, 'format' | 'name'>) {
    try {
      const { namespace = '', package: name } = readPackageName(nameFields);
      const rule = brokenTextRule('namespace', namespace) ?? brokenTextRule('package', name);
      if (rule !== undefined) {
        throw new RangeError(`A package must be ${rule}; got ${excerpt(nameFields.name)}.`);
      }
      if (hasInvisible(nameFields.name)) {
        throw new RangeError(
          `A package must be free of characters that cannot be seen; got ${excerpt(nameFields.name)}.`,
        );
      }
    } catch (error) {
      this.add(line, showInvisible((error as Error).message.slice(0, 1_000)).replace(/\.$/, ''));
    }
  }

  private field(line: number, name: 'version' | 'revision', value: string) {
    const { pattern, rule } = FIELDS[name];
    if (!pattern.test(value)) {
      this.add(line, `a ${name} must have ${rule}; got ${excerpt(value)}`);
    } else if (hasInvisible(value)) {
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
    this.problems.add(line, message);
  }
}

const LINE_ENDINGS =
  'lines must end with a line feed alone; got a carriage return before it. Let Git leave the file as it is: ' +
  'add "*.disposals text eol=lf" to .gitattributes';

function readExcerpt(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('utf8', start, Math.min(end, start + MAX_EXCERPT_BYTES));
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
