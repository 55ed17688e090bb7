import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type LintFinding, lintFiles } from '../lint/lint-files';
import { CommandError } from '../text/command-error';
import { counted, oneLine } from '../text/sanitize';

/** The names of files that a folder is searched for, as in .pre-commit-hooks.yaml; a folder also has YAML of others. */
const LINTED =
  /(\.disposals|hold[^/]*\.txt|clean-up[^/]*\.ya?ml|disposal-guard\.ya?ml|cdk-codeartifact-disposal\.ya?ml)$/;
const MAX_LENGTH = 2_000;

/**
 * Checks files without AWS, and prints a line for each broken rule.
 *
 * @param paths files, and folders that are searched
 * @returns the exit status
 * @throws CommandError if a path cannot be read
 */
export function lintCommand(paths: readonly string[]): number {
  const files = paths.flatMap((path) => listLintedFiles(path));
  if (files.length === 0) {
    throw new CommandError(
      `The command lint must get a policy, a manifest, a hold list, a guard, or a folder with some; got ${paths.join(', ')}.`,
    );
  }
  const findings = lintFiles(
    files.map((path) => ({ path, bytes: readFileSync(path) })),
    existsSync,
  );
  findings.forEach((finding) => process.stdout.write(`${describeFinding(finding)}\n`));
  process.stdout.write(`${counted(files.length, 'file')} read, ${counted(findings.length, 'broken rule')}.\n`);
  return findings.length > 0 ? 1 : 0;
}

/** As compilers write it, so that editors find the line. */
function describeFinding({ file, line, message }: LintFinding): string {
  return oneLine(`${file}${line === undefined ? '' : `:${line}`}: ${message}`, MAX_LENGTH);
}

function listLintedFiles(path: string): string[] {
  let stats;
  try {
    stats = statSync(path);
  } catch {
    throw new CommandError(`The command lint must get files and folders that are there; got ${path}.`);
  }
  if (!stats.isDirectory()) {
    return [path];
  }
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => LINTED.test(name) && !name.split(/[/\\]/).includes('node_modules'))
    .map((name) => join(path, name))
    .filter((name) => statSync(name).isFile())
    .sort();
}
