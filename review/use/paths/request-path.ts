import type { Format } from '../../../declaration/package-format';
import { readCargoPath } from './cargo-path';
import { readMavenPath } from './maven-path';
import { readNpmPath } from './npm-path';
import { readNuGetPath } from './nuget-path';
import type { PathReading, ReadPath } from './path-reading';
import { readPypiPath } from './pypi-path';
import { readRubyPath } from './ruby-path';
import { readSwiftPath } from './swift-path';

const READERS: Partial<Record<Format, ReadPath>> = {
  npm: readNpmPath,
  pypi: readPypiPath,
  maven: readMavenPath,
  nuget: readNuGetPath,
  ruby: readRubyPath,
  cargo: readCargoPath,
  swift: readSwiftPath,
};

/**
 * Reads which packages the path of a request asks for. The log may write the path with the repository or without it, decoded or
 * as it was sent, so that every reading counts: a repository can have the name of a package.
 *
 * @returns undefined if the path does not tell
 */
export function readRequestPath(format: Format, uri: string, repository: string): readonly PathReading[] | undefined {
  const [address = '', query = ''] = uri.replace(/^https?:\/\/[^/]*/, '').split('?', 2);
  const readPath = READERS[format];
  const parts = decode(address).replace(/^\/+/, '').split('/');
  const behindFormat = parts[0] === format || (format === 'ruby' && parts[0] === 'rubygems') ? parts.slice(1) : parts;
  // Endpoints of a VPC without a private name: /npm/d/my-domain-111122223333/my-repo/
  const behindDomain =
    behindFormat[0] === 'd' && /^.+-\d{12}$/.test(behindFormat[1] ?? '') ? behindFormat.slice(2) : behindFormat;
  const alternatives = behindDomain[0] === repository ? [behindDomain.slice(1), behindDomain] : [behindDomain];
  const readings = alternatives.map((each) => readPath?.(each, new URLSearchParams(query)));
  return readings.every((each) => each === undefined) ? undefined : readings.flatMap((each) => each ?? []);
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
