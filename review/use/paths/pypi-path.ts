import type { ReadPath } from './path-reading';

/** `simple/name/`, `simple/name/1.2.3/file`, `simple/name/file`, `pypi/name/json` and `pypi/name/1.2.3/json`. */
export const readPypiPath: ReadPath = (parts) => {
  const segments = parts.filter((part) => part !== '');
  if (segments.at(-1) === 'json' && segments.length >= 2) {
    const [name = '', version] = segments.slice(segments[0] === 'pypi' ? 1 : 0, -1);
    return name === '' ? undefined : [{ name, ...(version === undefined ? {} : { version }) }];
  }
  const start = segments.indexOf('simple');
  if (start < 0) {
    return segments.length === 0 ? [] : undefined;
  }
  const [name, ...rest] = segments.slice(start + 1);
  if (name === undefined) {
    return [];
  }
  const version = rest.length > 1 ? rest[0] : versionOfFile(rest[0] ?? '');
  return [{ name, ...(version === undefined ? {} : { version }) }];
};

/** Wheels have the version between hyphens, source distributions at their end. */
function versionOfFile(file: string): string | undefined {
  const wheel = /^[^-]+-([^-]+)-.+\.whl(?:\.metadata)?$/.exec(file)?.[1];
  return wheel ?? /-([^-]+?)\.(?:tar\.(?:gz|bz2|xz)|zip|tgz|egg)$/.exec(file)?.[1];
}
