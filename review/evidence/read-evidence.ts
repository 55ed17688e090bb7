import { TomlError, parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { parseHoldList, type HoldList } from '../../declaration/hold-list';
import { listLines } from '../../declaration/text-lines';
import { forEachCsvRow } from '../declare/take-down/take-down-csv';
import { readCsvEvidence, readEvidenceHeader } from './csv-evidence';
import { EvidenceCollector, isJsonObject, type JsonObject, readMembers, readString } from './evidence';
import { isPnpmLock, readPackageLock, readPnpmLock, readYarnBerryLock, readYarnLock } from './npm-locks';
import { readCycloneDx, readSpdx2, readSpdx3 } from './sbom';
import { isGradleLock, isRequirements, readGemfileLock, readGradleLock, readRequirements } from './text-locks';
import { readTomlLock, tellTomlLock } from './toml-locks';
import { addPackageUrl } from './used-package-url';
import type { UsedVersions } from './used-versions';

/** The versions in use, or the holds, of a file. */
export interface Evidence {
  /** The kind of the file, such as `CycloneDX 1.5`. */
  readonly kind: string;
  /** Lines, rows or components that name a package of CodeArtifact. */
  readonly size: number;
  readonly list: HoldList | UsedVersions;
  /** Entries that name no package of CodeArtifact, by their kind, such as `golang`. */
  readonly others: ReadonlyMap<string, number>;
}

/** Bytes of a file, and of one that a parser holds as a tree many times its size. */
const MAX_BYTES = 256_000_000;
const MAX_TREE_BYTES = { JSON: 100_000_000, YAML: 16_000_000, TOML: 16_000_000 };
const KINDS =
  'lines of format, package and version, package URLs, CSV with a header, CycloneDX or SPDX as JSON, or a lock file of npm, ' +
  'Yarn, pnpm, Poetry, uv, pip, Bundler, Cargo, NuGet or Gradle';

/**
 * Reads a file. Its content tells its kind.
 *
 * @throws Error where it cannot be read, or names nothing
 */
export function readEvidence(bytes: Buffer): Evidence {
  const text = decode(bytes);
  const evidence = new EvidenceCollector();
  const kind = readTree(text, evidence) ?? readEvidenceText(text, evidence);
  if (kind === undefined) {
    return readEvidenceLines(text);
  }
  if (evidence.used.size === 0 && !kind.includes('lock')) {
    const others = [...evidence.others].map(([other, count]) => `${count} ${other}`).join(', ');
    throw new RangeError(`${kind} must name at least one package of CodeArtifact; got ${others || 'none'}`);
  }
  return { kind, size: evidence.used.size, list: evidence.used, others: evidence.others };
}

function decode(bytes: Buffer): string {
  if (bytes.length > MAX_BYTES) {
    throw new RangeError(`a file must have at most ${MAX_BYTES} bytes; got ${bytes.length}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new RangeError('a file must be UTF-8; got other bytes, which some shells write where > redirects', {
      cause: error,
    });
  }
}

/** Reads JSON, TOML and YAML. */
function readTree(text: string, evidence: EvidenceCollector): string | undefined {
  if (/^(?:\[\[packages?\]\]|\[package\]|requires-python ?=|lock-version ?=)/m.test(text)) {
    const document = parseBounded('TOML', text, parseToml);
    const lock = isJsonObject(document) ? tellTomlLock(document) : undefined;
    if (isJsonObject(document) && lock !== undefined) {
      readTomlLock(document, lock, evidence);
      return lock;
    }
  }
  const start = text.trimStart().slice(0, 1);
  if (start === '{' || start === '[') {
    return readJson(parseBounded('JSON', text, JSON.parse), evidence);
  }
  if (start === '<') {
    throw new RangeError(`a file must be ${KINDS}; got XML. Write the SBOM as JSON`);
  }
  if (/^__metadata:/m.test(text) || /^lockfileVersion:/m.test(text)) {
    const document = parseBounded('YAML', text, parseYaml);
    if (isPnpmLock(document)) {
      readPnpmLock(document, evidence);
      return 'pnpm-lock.yaml';
    }
    if (isJsonObject(document)) {
      readYarnBerryLock(document, evidence);
      return 'yarn.lock';
    }
  }
  return undefined;
}

/** A hostile file may be as large or as deep as it likes, and name itself again and again. */
function parseBounded(format: keyof typeof MAX_TREE_BYTES, text: string, parse: (text: string) => unknown): unknown {
  const max = MAX_TREE_BYTES[format];
  if (text.length > max) {
    throw new RangeError(`a file of ${format} must have at most ${max} characters; got ${text.length}`);
  }
  try {
    return parse(text);
  } catch (error) {
    const { message } = error as Error;
    // The messages of TOML show the place in several lines.
    const reason = error instanceof TomlError ? message.split('\n', 1)[0] : message;
    throw new RangeError(`the file begins like ${format}, and cannot be read: ${reason}`, { cause: error });
  }
}

function readJson(document: unknown, evidence: EvidenceCollector): string {
  const root = isJsonObject(document) && isJsonObject(document['sbom']) ? document['sbom'] : document;
  if (!isJsonObject(root)) {
    throw new RangeError(`a file must be ${KINDS}; got a list of JSON`);
  }
  const spdxVersion = readString(root['spdxVersion']);
  const specVersion = readString(root['specVersion']) ?? '';
  if (root['bomFormat'] === 'CycloneDX' && specVersion.startsWith('1.')) {
    readCycloneDx(root, evidence);
    return `CycloneDX ${specVersion}`;
  }
  if (spdxVersion?.startsWith('SPDX-2.')) {
    readSpdx2(root, evidence);
    return spdxVersion.replace('-', ' ');
  }
  if (Array.isArray(root['@graph']) && JSON.stringify(root['@context'] ?? '').includes('spdx.org/rdf/3')) {
    readSpdx3(root, evidence);
    return 'SPDX 3';
  }
  if ('lockfileVersion' in root && ('packages' in root || 'dependencies' in root || 'name' in root)) {
    readPackageLock(root, evidence);
    return 'package-lock.json';
  }
  if (typeof root['version'] === 'number' && isJsonObject(root['dependencies'])) {
    readNuGetLock(root['dependencies'], evidence);
    return 'packages.lock.json';
  }
  throw new RangeError(`a file must be ${KINDS}; got JSON with the keys ${Object.keys(root).slice(0, 10).join(', ')}`);
}

/** Reads the packages of each target framework. */
function readNuGetLock(frameworks: JsonObject, evidence: EvidenceCollector) {
  for (const [name, pkg] of readMembers(frameworks).flatMap(([, packages]) => readMembers(packages))) {
    if (pkg['type'] === 'Project') {
      evidence.addOther('projects');
    } else {
      evidence.add('nuget', name, readString(pkg['resolved']));
    }
  }
}

function readEvidenceText(text: string, evidence: EvidenceCollector): string | undefined {
  const [first = ''] = text.split(/\r?\n/, 1);
  if (/^# yarn lockfile v1$/m.test(text)) {
    readYarnLock(text, evidence);
    return 'yarn.lock';
  }
  if (/^(?:GEM|GIT|PATH|PLUGIN SOURCE)\r?$/m.test(text) && /^ {2}specs:\r?$/m.test(text)) {
    readGemfileLock(text, evidence);
    return 'Gemfile.lock';
  }
  if (isGradleLock(text)) {
    readGradleLock(text, evidence);
    return 'gradle.lockfile';
  }
  if (readEvidenceHeader(first)) {
    readCsvEvidence(text, evidence);
    return 'CSV';
  }
  if (isPackageUrls(text)) {
    for (const { line, content } of listContentLines(text)) {
      atLine(line, () => addPackageUrl(evidence, content));
    }
    return 'package URLs';
  }
  if (isRequirements(text)) {
    readRequirements(text, evidence);
    return 'requirements.txt';
  }
  return undefined;
}

/** The lines of a hold list, which a query of one column writes in quotes below a header. */
function readEvidenceLines(text: string): Evidence {
  const list = parseHoldList(/^"[^",]*"\r?\n"/.test(text) ? unquoteLines(text) : text);
  const { size } = list;
  if (size === 0) {
    throw new RangeError(
      'a file must have at least one line that is no comment; got none, so that it would keep nothing',
    );
  }
  return { kind: 'lines', size, list, others: new Map() };
}

/** The cells of a column, a line each, and an empty line in the place of the header. */
function unquoteLines(text: string): string {
  const lines: string[] = [];
  forEachCsvRow(text, ',', ({ cells }) => lines.push(lines.length === 0 ? '' : (cells[0] ?? '')));
  return lines.join('\n');
}

/** True if every line is a package URL. */
function isPackageUrls(text: string): boolean {
  let isAny = false;
  for (const { content } of listContentLines(text)) {
    if (!/^pkg:/i.test(content)) {
      return false;
    }
    isAny = true;
  }
  return isAny;
}

/** The lines that are neither empty nor a comment, one at a time: a file may have a million. */
function* listContentLines(text: string): Generator<{ readonly line: number; readonly content: string }> {
  for (const { line, start, end } of listLines(text)) {
    const content = text
      .slice(start, end)
      .replace(/(^|\s)#.*$/, '')
      .trim();
    if (content !== '') {
      yield { line, content };
    }
  }
}

function atLine(line: number, readEntry: () => void) {
  try {
    readEntry();
  } catch (error) {
    throw new RangeError(`line ${line}: ${(error as Error).message}`, { cause: error });
  }
}
