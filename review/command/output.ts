import { closeSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { AssemblyError } from '../../template/read/assembly-error';
import { CommandError } from '../text/command-error';
import { InvalidText } from '../../declaration/line-problems';
import { describeFileError } from '../text/file-error';
import { endSentence, oneLine, withEscapedCommands, withoutCommands } from '../text/sanitize';

/** Characters of one line on stderr. */
const MAX_MESSAGE = 2_000;

/**
 * Writes data to stdout, or to a file that is either as it was or whole.
 *
 * @param file undefined or `-` is stdout
 */
export async function writeData(text: string, file: string | undefined): Promise<void> {
  const data = withEscapedCommands(text);
  if (file === undefined || file === '-') {
    await new Promise<void>((resolve) => process.stdout.write(data, () => resolve()));
    return;
  }
  replaceFile(file, data);
}

/** Writes a file that is either as it was or whole. A device or a pipe stays what it is, and gets the data. */
export function replaceFile(file: string, data: string | Uint8Array) {
  replaceFileByParts(file, [data]);
}

/** The same for data of many parts, of which one at a time is in memory. */
export function replaceFileByParts(file: string, parts: Iterable<string | Uint8Array>) {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) {
    writeParts(file, parts);
    return;
  }
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    writeParts(unfinished, parts);
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

function writeParts(file: string, parts: Iterable<string | Uint8Array>) {
  const descriptor = openSync(file, 'w');
  try {
    for (const part of parts) {
      writeFileSync(descriptor, part);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Prints a message, which is everything that is not data, as one line. */
export function printToStderr(message: string) {
  process.stderr.write(`${oneLine(message, MAX_MESSAGE)}\n`);
}

/** Prints why a command failed. A list of problems has a line for each, so that none hides another. */
export function printFailure(error: unknown) {
  const lines = error instanceof CommandError ? error.lines : [describeThrown(error)];
  lines.forEach((line) => process.stderr.write(`${indentation(line)}${oneLine(line, MAX_MESSAGE)}\n`));
}

/** What the user gave is the subject of a RangeError. */
function describeThrown(error: unknown): string {
  if (!(error instanceof Error)) {
    return endSentence(String(error));
  }
  if (error instanceof AssemblyError || error instanceof RangeError || error instanceof InvalidText) {
    return endSentence(error.message);
  }
  if ('$metadata' in error) {
    return `AWS answered ${error.name}: ${endSentence(error.message)}`;
  }
  const { path } = error as NodeJS.ErrnoException;
  return path === undefined
    ? `This should not happen, and is an error of this command: ${endSentence(error.message)} Please report it.`
    : `${path} cannot be used: ${describeFileError(error)}.`;
}

function indentation(line: string): string {
  return line.startsWith('  ') ? '  ' : '';
}

/** Prints a text of several lines, whose parts from elsewhere were made safe to show. */
export function printTextToStderr(text: string) {
  process.stderr.write(`${text.split('\n').map(withoutCommands).join('\n')}\n`);
}

/** Copies the output of another program to stderr, line by line, without commands of CI systems. */
export function copyToStderr(output: Readable): Promise<void> {
  const lines = createInterface({ input: output, crlfDelay: Infinity });
  lines.on('line', (line) => process.stderr.write(`${withoutCommands(line)}\n`));
  return new Promise((resolve) => {
    lines.once('close', resolve);
    output.once('close', resolve);
  });
}

/** Ends the process without an error if the reader of its output has closed the pipe, and on an interrupt. */
export function endQuietly() {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') {
        throw error;
      }
      process.exit();
    });
  }
  process.once('SIGINT', () => endInterrupted(130));
  process.once('SIGTERM', () => endInterrupted(143));
}

function endInterrupted(status: number): never {
  printToStderr(interruption.describe());
  process.exit(status);
}

/** What an interrupted command says: what it keeps, and how to go on. */
export const interruption = { describe: () => 'Interrupted.' };

/** True if a stream is a terminal that shows colours. */
export function showsColor(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, TERM } = process.env;
  return stream.isTTY && (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb';
}
