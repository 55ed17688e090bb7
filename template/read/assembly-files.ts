import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { AssemblyError } from './assembly-error';
import { parseJson } from './parse-json';

/** Bytes of one file that are read at most. CloudFormation takes templates of one megabyte. */
const MAX_BYTES = 100_000_000;

/** True if a path is a directory, which an assembly is and a template is not. */
export function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * The JSON of a file.
 *
 * @throws AssemblyError which never quotes the file: it may be any file of the machine
 */
export function readJson(file: string): unknown {
  const text = readAssemblyText(file, MAX_BYTES);
  try {
    return parseJson(text);
  } catch {
    throw new AssemblyError(
      `${file} cannot be read: it must be JSON, in which no object has a key twice. Run "npx cdk synth".`,
    );
  }
}

/**
 * The text of a regular file.
 *
 * @throws AssemblyError
 */
function readAssemblyText(file: string, maxBytes: number): string {
  return readAssemblyBytes(file, maxBytes).toString('utf8');
}

/**
 * The bytes of a regular file.
 *
 * @throws AssemblyError
 */
export function readAssemblyBytes(file: string, maxBytes: number): Buffer {
  let descriptor: number | undefined;
  try {
    // Reading a pipe would wait for a writer.
    if (!statSync(file).isFile()) {
      throw new AssemblyError(`${file} cannot be read: it must be a regular file.`);
    }
    descriptor = openSync(file, 'r');
    const { size } = fstatSync(descriptor);
    if (size > maxBytes) {
      throw new AssemblyError(`${file} cannot be read: it must have at most ${maxBytes} bytes; got ${size}.`);
    }
    const buffer = Buffer.alloc(size);
    let length = 0;
    for (let count = -1; count !== 0 && length < size; length += count) {
      count = readSync(descriptor, buffer, length, size - length, length);
    }
    return buffer.subarray(0, length);
  } catch (error) {
    throw error instanceof AssemblyError
      ? error
      : new AssemblyError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}.`);
  } finally {
    if (descriptor !== undefined) {
      closeSync(descriptor);
    }
  }
}

/** The files of an assembly: no path that an assembly names leads out of it, links included. */
export class AssemblyFiles {
  private readonly root: string;
  private readonly json = new Map<string, unknown>();

  constructor(readonly directory: string) {
    this.root = realpathSync(directory);
  }

  /**
   * The path of a file that a directory of the assembly names.
   *
   * @throws AssemblyError if it is not in the assembly
   */
  path(directory: string, name: unknown): string {
    if (typeof name !== 'string') {
      throw new AssemblyError(`The assembly ${this.directory} cannot be read: a file has no name.`);
    }
    const path = isAbsolute(name) ? name : join(directory, name);
    let real: string;
    try {
      real = realpathSync(path);
    } catch {
      throw new AssemblyError(`The assembly ${this.directory} cannot be read: it names ${name}, which does not exist.`);
    }
    const inside = relative(this.root, real);
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      throw new AssemblyError(
        `The assembly ${this.directory} cannot be read: its files must be in it; it names ${name}.`,
      );
    }
    return real;
  }

  /** The name of a file within the assembly, the same wherever the assembly lies, by the path that `path` returned. */
  toFileName(path: string): string {
    return relative(this.root, path).split(sep).join('/');
  }

  /** A digest of a file, by the path that `path` returned. */
  digest(path: string): string {
    return createHash('sha256').update(readAssemblyBytes(path, MAX_BYTES)).digest('hex');
  }

  /**
   * The JSON of a file of the assembly, which is read once.
   *
   * @throws AssemblyError
   */
  readJson(directory: string, name: unknown): unknown {
    const path = this.path(directory, name);
    if (!this.json.has(path)) {
      this.json.set(path, readJson(path));
    }
    return this.json.get(path);
  }
}
