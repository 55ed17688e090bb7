import { listLines } from '../../declaration/text-lines';
import type { EvidenceCollector } from './evidence';

/** Reads `Gemfile.lock`: the specs of each source, which stand behind four blanks. */
export function readGemfileLock(text: string, evidence: EvidenceCollector): void {
  let inSpecs = false;
  for (const line of text.split(/\r?\n/)) {
    if (/^\S/.test(line)) {
      inSpecs = false;
    } else if (line === '  specs:') {
      inSpecs = true;
    }
    const [, name, version] = /^ {4}(\S+) \(([^)\s]+)\)$/.exec(line) ?? [];
    if (inSpecs && name !== undefined) {
      evidence.add('ruby', name, version);
    }
  }
}

/** `group:artifact:version=configurations`; older files have no configurations. */
const GRADLE_LINE = /^([^:=\s]+):([^:=\s]+):([^:=\s]+)(?:=\S*)?$/;

/** The lines without comments, one at a time: other files may have a million. */
function* listGradleLines(text: string): Generator<string> {
  for (const { start, end } of listLines(text)) {
    const content = text.slice(start, end).replace(/#.*$/, '').trim();
    if (content !== '' && !content.startsWith('empty=')) {
      yield content;
    }
  }
}

/** True if a text is a `gradle.lockfile`: each line is a locked version. */
export function isGradleLock(text: string): boolean {
  let isAny = false;
  for (const line of listGradleLines(text)) {
    if (!GRADLE_LINE.test(line)) {
      return false;
    }
    isAny = true;
  }
  return isAny || /^empty=/m.test(text);
}

/** Reads `gradle.lockfile`. */
export function readGradleLock(text: string, evidence: EvidenceCollector): void {
  for (const line of listGradleLines(text)) {
    const [, namespace = '', name = '', version] = GRADLE_LINE.exec(line) ?? [];
    evidence.addParts('maven', { namespace, name }, version);
  }
}

/** A name, its extras, and the requirement of the version. */
const PIP_REQUIREMENT =
  /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(@.*|[(<>=!~][^;]*)?(?:;.*)?$/;

/** The requirements of `requirements.txt`, without comments, options and hashes. */
function requirementLines(text: string): readonly string[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) =>
      line
        .replace(/(^|\s)#.*$/, '')
        .replace(/\s--[a-z].*$/, '')
        .trim(),
    )
    .filter((line) => line !== '');
}

/** True if a text is a `requirements.txt` with a pinned version: each line is a requirement or an option of pip. */
export function isRequirements(text: string): boolean {
  if (!text.includes('==')) {
    return false;
  }
  const lines = requirementLines(text);
  return (
    lines.some((line) => !line.startsWith('-') && line.includes('==')) &&
    lines.every((line) => /^(?:-|https?:|git\+|\.{0,2}\/)/.test(line) || PIP_REQUIREMENT.test(line))
  );
}

/** Reads `requirements.txt`. A requirement that is not pinned keeps the versions that satisfy it, or the package. */
export function readRequirements(text: string, evidence: EvidenceCollector): void {
  for (const line of requirementLines(text)) {
    const [, name, rest = ''] = line.startsWith('-') ? [] : (PIP_REQUIREMENT.exec(line) ?? []);
    if (name === undefined) {
      evidence.addOther(
        /^(?:-r|-c|--requirement|--constraint)/.test(line) ? 'references to other files' : 'options and addresses',
      );
      continue;
    }
    const specifier = rest.replace(/^\(|\)$/g, '').trim();
    const pinned = /^===?\s*([^\s,*]+)$/.exec(specifier)?.[1];
    evidence.add('pypi', name, specifier.startsWith('@') ? undefined : (pinned ?? specifier));
  }
}
