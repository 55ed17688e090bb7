import { readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import picomatch from 'picomatch';
import { CommandError } from '../text/command-error';
import { oneLine } from '../text/sanitize';

/** Bounds of a folder or glob. */
const MAX_FILES = 10_000;
const MAX_FOLDER_DEPTH = 32;
/** Folders of installed packages, whose own lock files are no evidence of use. */
const SKIPPED_FOLDERS = ['node_modules', '.git'];

/**
 * The files that a path, the path of a folder, or a glob means, relative to a folder.
 *
 * @returns sorted paths, relative to the folder as well
 * @throws CommandError where there is none, or too many
 */
export function findEvidenceFiles(folder: string, path: string): readonly string[] {
  const { isGlob, base } = picomatch.scan(path);
  const start = resolve(folder, isGlob ? base : path);
  const isFolder = statSync(start, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isGlob && !isFolder) {
    return [path];
  }
  const matches = picomatch(path.replace(/^\.\//, ''), { nonegate: true });
  const files = (isFolder ? listEvidenceFiles(start) : [])
    .map((file) => relative(resolve(folder), file).replaceAll('\\', '/'))
    .filter((file) => !isGlob || matches(file))
    .sort();
  if (files.length === 0) {
    throw new CommandError(
      `${oneLine(path)} must have at least one file; got none, so that nothing would be kept. Nothing was written.`,
    );
  }
  return files;
}

function listEvidenceFiles(folder: string): readonly string[] {
  const files: string[] = [];
  const queue = [{ path: folder, depth: 0 }];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { path, depth } = next;
    for (const name of readdirSync(path).filter((each) => !SKIPPED_FOLDERS.includes(each))) {
      const child = join(path, name);
      if (statSync(child).isDirectory()) {
        queue.push({ path: child, depth: depth + 1 });
      } else {
        files.push(child);
      }
    }
    if (files.length > MAX_FILES || depth > MAX_FOLDER_DEPTH) {
      throw new CommandError(
        `${oneLine(folder)} must have at most ${MAX_FILES} files, at most ${MAX_FOLDER_DEPTH} folders deep. Nothing was written.`,
      );
    }
  }
  return files;
}
