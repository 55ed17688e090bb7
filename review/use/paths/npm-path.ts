import type { PathReading, ReadPath } from './path-reading';

/**
 * `name`, `@scope/name`, `name/-/name-1.2.3.tgz`, `name/1.2.3` and `-/package/name/dist-tags`. Everything else behind `-` is about
 * no package.
 */
export const readNpmPath: ReadPath = (parts) => {
  if (parts[0] === '-') {
    return parts[1] === 'package' ? readNpmPath(parts.slice(2, parts[2]?.startsWith('@') ? 4 : 3), NO_QUERY) : [];
  }
  const scope = parts[0]?.startsWith('@') ? parts[0].slice(1) : undefined;
  const [name, separator, ...rest] = scope === undefined ? parts : parts.slice(1);
  if (name === undefined || name === '' || scope === '') {
    return parts.join('') === '' ? [] : undefined;
  }
  const pkg: PathReading = { ...(scope === undefined ? {} : { namespace: scope }), name };
  if (separator === undefined || separator === '') {
    return [pkg];
  }
  if (separator !== '-') {
    return rest.length === 0 ? [{ ...pkg, version: separator }] : undefined;
  }
  // A tarball is called by the name without the scope, and long ago with it.
  const file = rest.at(-1) ?? '';
  const version =
    file.startsWith(`${name}-`) && file.endsWith('.tgz') ? file.slice(name.length + 1, -'.tgz'.length) : '';
  return version === '' ? [pkg] : [{ ...pkg, version }];
};

const NO_QUERY = new URLSearchParams();
