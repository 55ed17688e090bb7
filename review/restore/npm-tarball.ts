import { gunzipSync } from 'node:zlib';
import { RestoreRefusal } from './restore-refusal';

const BLOCK = 512;

/** The most bytes of a tarball that are read into memory: base64 of more does not fit one string. */
export const MAX_TARBALL_BYTES = 350 * 1024 ** 2;

/**
 * Reads the manifest of an npm package from its tarball.
 *
 * @throws RestoreRefusal if there is none
 */
export function readPackageJson(tarball: Buffer): Readonly<Record<string, unknown>> {
  try {
    const text = findFile(gunzipSync(tarball), /^[^/]+\/package\.json$/);
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    if (typeof value === 'object' && value !== null) {
      return value as Record<string, unknown>;
    }
  } catch {
    // The same refusal as for a tarball without a manifest.
  }
  throw new RestoreRefusal('its tarball must have a package.json that can be read; publish it with npm instead.');
}

/** The text of the first file whose path matches. A tar archive is a sequence of headers and contents in blocks. */
function findFile(archive: Buffer, path: RegExp): string | undefined {
  for (let offset = 0; offset + BLOCK <= archive.length;) {
    const header = archive.subarray(offset, offset + BLOCK);
    const name = readHeaderText(header, 0, 100);
    const size = parseInt(readHeaderText(header, 124, 12).trim() || '0', 8);
    const content = offset + BLOCK;
    if (path.test(name)) {
      return archive.toString('utf8', content, content + size);
    }
    offset = content + Math.ceil(size / BLOCK) * BLOCK;
  }
  return undefined;
}

function readHeaderText(header: Buffer, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? length : end);
}
