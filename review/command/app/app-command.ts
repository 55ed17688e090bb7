import { accessSync, constants, statSync } from 'node:fs';
import { extname } from 'node:path';

/** Characters of a word that a shell takes as they are. */
const SAFE = /^[A-Za-z0-9_+=:,.@/-]+$/;

/**
 * Makes a command line of `--app` as the CDK CLI does: a JavaScript file that is not executable is run by Node.js, and a
 * file may have spaces in its name.
 */
export function makeCommandLine(app: string): string {
  if (isFile(app)) {
    return runFile(app);
  }
  const [first, rest] = splitFirstWord(app.trim());
  return isFile(first) ? `${runFile(first)} ${rest}`.trim() : app;
}

function runFile(file: string): string {
  const isScript = extname(file) === '.js' && (process.platform === 'win32' || !isExecutable(file));
  return isScript ? `${quote(process.execPath)} ${quote(file)}` : quote(file);
}

function splitFirstWord(line: string): [first: string, rest: string] {
  const isQuoted = line.startsWith('"');
  const end = line.indexOf(isQuoted ? '"' : ' ', 1);
  if (end < 0) {
    return [line, ''];
  }
  return isQuoted ? [line.slice(1, end), line.slice(end + 1).trim()] : [line.slice(0, end), line.slice(end + 1)];
}

function isFile(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function quote(word: string): string {
  return SAFE.test(word) ? word : `"${process.platform === 'win32' ? word : word.replace(/[\\"$`]/g, '\\$&')}"`;
}
