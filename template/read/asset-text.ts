import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { AssemblyError } from './assembly-error';
import { readAssemblyBytes } from './assembly-files';

/** Code of other people. It names every operation of a service, whether it calls it or not. */
const SDKS = /(^|\/)(node_modules\/(@aws-sdk|aws-sdk)|botocore|boto3|awscli)$/;

/** Files that an interpreter runs, or that say which commands to run. */
const SCRIPTS = ['.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.py', '.rb', '.sh', '.bash', '.ps1', '.php'];
const DATA = [
  '.json',
  '.yaml',
  '.yml',
  '.template',
  '.txt',
  '.tpl',
  '.vtl',
  '.graphql',
  '.cfg',
  '.toml',
  '.properties',
  '',
];

/**
 * The text of a file of an asset, in UTF-8 or UTF-16.
 *
 * @returns undefined if the file has more bytes
 */
export function readAssetText(path: string, maxBytes: number): string | undefined {
  try {
    return decodeText(readAssemblyBytes(path, maxBytes));
  } catch (error) {
    if (error instanceof AssemblyError) {
      return undefined;
    }
    throw error;
  }
}

/** The scripts of a directory, and the files that can hold a definition or commands. Links are not followed. */
export function listReadableFiles(directory: string): { readonly scripts: string[]; readonly data: string[] } {
  const files = listAssetFiles(directory);
  const select = (extensions: readonly string[]) => files.filter((path) => extensions.includes(extname(path)));
  return { scripts: select(SCRIPTS), data: select(DATA) };
}

function decodeText(bytes: Buffer): string {
  const [first, second] = bytes;
  const isBigEndian = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
  const isLittleEndian = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  if (isBigEndian && bytes.length % 2 === 0) {
    return Buffer.from(bytes)
      .swap16()
      .toString('utf16le')
      .replace(/^\ufeff/, '');
  }
  return bytes.toString(isLittleEndian ? 'utf16le' : 'utf8').replace(/^\ufeff/, '');
}

function listAssetFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      return SDKS.test(path) ? [] : listAssetFiles(path);
    }
    return entry.isFile() ? [path] : [];
  });
}
