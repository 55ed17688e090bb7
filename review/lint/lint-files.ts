import { dirname, join, normalize } from 'node:path';
import type { Holds } from '../../declaration/hold';
import { InvalidText } from '../../declaration/line-problems';
import type { Manifest } from '../../declaration/manifest';
import { displayName } from '../../declaration/package-format';
import { type LintedFile, readLintedFile } from './linted-file';

/** A rule that a file breaks. */
export interface LintFinding {
  readonly file: string;
  /** The number of the line, from 1; absent if the whole file is meant. */
  readonly line?: number;
  readonly message: string;
}

/** The content of a file. */
export interface SourceFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Lines of one manifest that one hold list may report. */
const MAX_HELD = 20;

/**
 * Checks policies, manifests, hold lists and guards, each alone and against each other: a manifest names no version that a hold
 * list or a guard protects, and a policy names files that are there.
 *
 * @param exists tells whether a file is there
 */
export function lintFiles(sources: readonly SourceFile[], exists: (path: string) => boolean): LintFinding[] {
  const findings: LintFinding[] = [];
  const files: LintedFile[] = [];
  for (const { path, bytes } of sources) {
    try {
      files.push(readLintedFile(path, bytes));
    } catch (error) {
      if (!(error instanceof InvalidText)) {
        throw error;
      }
      findings.push(...error.problems.map(({ line, message }) => ({ file: path, line, message })));
      const more = error.count - error.problems.length;
      if (more > 0) {
        findings.push({ file: path, message: `and ${more} more` });
      }
    }
  }
  return [...findings, ...files.flatMap((file) => lintFile(file, files, exists))];
}

function lintFile(file: LintedFile, all: readonly LintedFile[], exists: (path: string) => boolean): LintFinding[] {
  switch (file.kind) {
    case 'manifest':
      return all.flatMap((other) => {
        const holds =
          other.kind === 'hold list' ? other.content : other.kind === 'guard' ? other.content.protect : undefined;
        return holds ? findHeldLines(file.path, file.content, { path: other.path, holds }) : [];
      });
    case 'policy':
      return [...file.content.holds, ...file.content.inUse]
        .filter((path) => !/[*?[\]{}]/.test(path) && !exists(normalize(join(dirname(file.path), path))))
        .map((path) => ({ file: file.path, message: `holds and inUse must name files that are there; got ${path}` }));
    default:
      return [];
  }
}

function findHeldLines(
  file: string,
  manifest: Manifest,
  { path, holds }: { readonly path: string; readonly holds: Holds },
): LintFinding[] {
  const findings: LintFinding[] = [];
  for (const protectedName of holds.packages()) {
    const pkg = manifest.find(protectedName);
    for (const [position, version] of [...(pkg?.versionRevisions.keys() ?? [])].entries()) {
      const hold = pkg && holds.find(pkg, version);
      if (pkg && hold) {
        const name = `${pkg.format} ${displayName(pkg.format, pkg.namespace, pkg.package)} ${version}`;
        const message = `${name} is held by line ${hold.line} of ${path}. Take it out of the manifest, or out of ${path}`;
        findings.push({ file, line: pkg.line + position, message });
      }
    }
  }
  const more = findings.length - MAX_HELD;
  return more > 0
    ? [...findings.slice(0, MAX_HELD), { file, message: `and ${more} more versions that ${path} holds` }]
    : findings;
}
