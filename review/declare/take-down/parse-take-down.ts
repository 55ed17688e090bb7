import { InvalidText, LineProblems } from '../../../declaration/line-problems';
import type { Format } from '../../../declaration/package-format';
import type { PackageName } from '../../../declaration/package-name';
import { hasInvisibleButTabs } from '../../../declaration/visible-text';
import { oneLine } from '../../text/sanitize';
import { packageText } from '../package-jobs';
import { readCsv, readCsvHeader, readCsvRow } from './take-down-csv';
import { type NamedVersion, readLine } from './take-down-line';

/** Characters of the longest line. */
const MAX_LINE = 10_000;
const MAX_EXCERPT = 200;
/** A comment stands at the beginning of a line, or after white space: a package URL may have a # of its own. */
const COMMENT = /(^|\s)#.*$/s;

/** A package of a list. */
export interface TakeDownPackage {
  readonly pkg: PackageName;
  /** Its versions as the list writes them, each once. */
  readonly versions: readonly string[];
}

/** The versions that a list asks to take down. */
export interface TakeDownList {
  readonly packages: readonly TakeDownPackage[];
  readonly versionCount: number;
  /** Columns of a CSV file that say nothing about which versions are meant. */
  readonly otherColumns: readonly string[];
}

/**
 * Reads a list: package URLs or `name@version`, a line each, with comments after `#`; or CSV with a header, whose columns
 * are `purl`, or `package` and `version`, and may be `format` and `namespace`.
 *
 * @param format the format of what the list names without one
 * @throws InvalidText with every broken line
 */
export function parseTakeDownList(text: string, format?: Format): TakeDownList {
  const reader = new TakeDownReader();
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, n) => ({ line: n + 1, text: line }));
  lines.forEach(({ line, text: each }) => reader.checkCharacters(line, each));
  reader.throwIfInvalid();
  const isContent = (each: { readonly text: string }) => each.text.replace(COMMENT, '').trim() !== '';
  const first = lines.findIndex(isContent);
  const header = first < 0 ? undefined : reader.read(first + 1, () => readCsvHeader(lines[first]!.text));
  if (header) {
    const before = first + 1;
    const rows = reader.read(before, () =>
      readCsv(
        lines
          .slice(before)
          .map((each) => each.text)
          .join('\n'),
        header.delimiter,
      ),
    );
    rows?.forEach((row) => reader.add(row.line + before, () => readCsvRow(row, header, format)));
  } else {
    lines
      .filter(isContent)
      .forEach(({ line, text: each }) => reader.add(line, () => [readLine(each.replace(COMMENT, '').trim(), format)]));
  }
  reader.throwIfInvalid();
  return reader.list(header?.otherColumns ?? []);
}

/** Collects versions, and what is wrong. */
class TakeDownReader {
  private readonly packages = new Map<string, { readonly pkg: PackageName; readonly versions: Set<string> }>();
  private readonly problems = new LineProblems();

  checkCharacters(line: number, text: string) {
    if (text.length > MAX_LINE || hasInvisibleButTabs(text)) {
      this.fail(line, `a line must have at most ${MAX_LINE} characters, each of which can be seen; got ${text}`);
    }
  }

  /** What a function reads; undefined, with a problem of the line, if it throws. */
  read<T>(line: number, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      this.fail(line, (error as Error).message);
      return undefined;
    }
  }

  add(line: number, read: () => readonly NamedVersion[]) {
    for (const { pkg, version } of this.read(line, read) ?? []) {
      const key = packageText(pkg);
      const known = this.packages.get(key) ?? { pkg, versions: new Set<string>() };
      this.packages.set(key, known);
      known.versions.add(version);
    }
  }

  /** @throws InvalidText */
  throwIfInvalid() {
    this.problems.throwIfAny();
  }

  /** @throws InvalidText if the list names nothing, which is hardly meant */
  list(otherColumns: readonly string[]): TakeDownList {
    const packages = [...this.packages.values()].map(({ pkg, versions }) => ({ pkg, versions: [...versions] }));
    if (packages.length === 0) {
      throw new InvalidText([{ line: 1, message: 'a list must name at least one version; got none' }]);
    }
    return { packages, versionCount: packages.reduce((sum, { versions }) => sum + versions.length, 0), otherColumns };
  }

  private fail(line: number, message: string) {
    this.problems.add(line, oneLine(message.replace(/\.$/, ''), MAX_EXCERPT * 2));
  }
}
