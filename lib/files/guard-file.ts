import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Guard } from '../../declaration/guard';
import { bundlePath } from './bundle-path';

/** The reader of guards, with the packages that it needs. */
interface GuardReader {
  /** @throws an error with the broken lines */
  readonly readGuard: (text: string) => Guard;
}

/**
 * Reads the file of a guard.
 *
 * @throws an error with every broken line
 */
export function readGuardFile(path: string): Guard {
  if (!existsSync(path)) {
    throw new Error(`A guard must be a file, such as disposal-guard.yaml; got ${path}, which does not exist.`);
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- where the bundle is depends on how the library is installed
  const { readGuard } = require(join(bundlePath('readers'), 'index.js')) as GuardReader;
  try {
    return readGuard(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: every line of a guard must be read; got\n${(error as Error).message}`, { cause: error });
  }
}
