import { mkdirSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { version } from '../../package.json';
import { InvalidText } from '../../declaration/line-problems';
import { CommandError } from '../text/command-error';
import type { PackageRun } from '../declare/package-jobs';
import { CodeArtifactReader } from '../read/codeartifact-reader';
import { counted, oneLine } from '../text/sanitize';
import { FinishedPackagesFile } from './finished-packages';
import { printTextToStderr, printToStderr, replaceFile } from './output';
import { Progress } from './progress';
import { findStateFile, hashValues } from './state-file';
import { describeFileError } from '../text/file-error';

/** The options of every run that writes manifests. */
export interface ManifestRunOptions {
  /** The folder of the manifests; default: the working directory. */
  readonly output?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly concurrency: number;
  /** ListPackageVersions a second. */
  readonly maxListsPerSecond: number;
  /** Other reads a second. */
  readonly maxReadsPerSecond: number;
}

/** Everything that decides the outcome of a run. */
export interface ManifestRunInputs {
  /** The policy or list; messages and the state have its name. */
  readonly file: string;
  /** Its text, and all others that decide. */
  readonly inputs: readonly unknown[];
}

/** A run that reads packages, and continues after an interruption. */
export interface ManifestRun<T> extends PackageRun<T> {
  readonly registry: CodeArtifactReader;
  /** The start of the run, also if it was interrupted since. */
  readonly now: Date;
}

/** The files that a run writes at its end. */
export interface ManifestRunOutput {
  readonly files: readonly { readonly path: string; readonly data: string | Uint8Array }[];
  /** Lines for stderr. */
  readonly summary: readonly string[];
  /** True if a repository could not be read. The next run asks only for what is left. */
  readonly isIncomplete?: boolean;
}

/**
 * Runs a command that writes manifests: at a pace, with progress, from the last finished package on. Files are written at the end.
 *
 * @returns the exit status
 * @throws CommandError if anything could not be read that decides; nothing was written then
 */
export async function runForManifests<T>(
  options: ManifestRunOptions,
  { file, inputs }: ManifestRunInputs,
  select: (run: ManifestRun<T>) => Promise<ManifestRunOutput>,
): Promise<number> {
  const { output = '.', region, profile, concurrency } = options;
  mkdirSync(output, { recursive: true });
  const progress = new Progress(undefined, 'packages');
  const registry = new CodeArtifactReader({
    region,
    profile,
    concurrency,
    maxPerSecond: { lists: options.maxListsPerSecond, reads: options.maxReadsPerSecond },
    remembersAnswers: false,
  });
  try {
    const connection = await registry.describeConnection(region);
    const finished = openState<T>({ file, output }, [version, inputs, connection]);
    const { files, summary, isIncomplete } = await select({
      registry,
      now: finished.startTime,
      concurrency,
      finished,
      onProgress: progress.show,
    });
    progress.stop();
    files.forEach(({ path, data }) => replaceFile(path, data));
    if (!isIncomplete) {
      finished.remove();
    }
    printTextToStderr([...summary, 'No repository was changed.'].join('\n'));
    return isIncomplete ? 1 : 0;
  } finally {
    progress.stop();
    registry.close();
  }
}

/** The packages that an earlier run finished, if it had the same inputs. */
function openState<T>(
  { file, output }: { readonly file: string; readonly output: string },
  deciding: readonly unknown[],
): FinishedPackagesFile<T> {
  const stateFile = findStateFile(basename(file), [resolve(output), resolve(file)]);
  const finished = new FinishedPackagesFile<T>(stateFile, { hash: hashValues(deciding), now: new Date() });
  if (finished.size > 0) {
    printToStderr(
      `Going on with the run of ${finished.startTime.toISOString()}: ${counted(finished.size, 'package')} finished. ` +
        `To begin again, delete ${stateFile}.`,
    );
  }
  return finished;
}

/** The text of a file that the user names. */
export function readTextFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandError(`The file ${oneLine(path)} cannot be read: ${describeFileError(error)}.`);
  }
}

/** The errors of a parser name lines; this names their file. */
export function parseFile<T>(path: string, text: string, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof InvalidText)) {
      throw new CommandError(`${oneLine(path)} cannot be read: ${describeFileError(error)}. Nothing was written.`);
    }
    throw new CommandError([
      `${oneLine(path)} cannot be read, ${counted(error.count, 'problem')}:`,
      ...error.problems.map(({ line, message }) => `  line ${line}: ${message}`),
      ...(error.count > error.problems.length ? [`  and ${error.count - error.problems.length} more`] : []),
      'Nothing was written.',
    ]);
  }
}
