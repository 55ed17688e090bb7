import type { ReadPath } from './path-reading';

/** `scope/name`, `scope/name/1.2.3`, `scope/name/1.2.3.zip` and `scope/name/1.2.3/Package.swift`. */
export const readSwiftPath: ReadPath = (parts) => {
  const given = parts.filter((part) => part !== '');
  const [namespace, written, next] = given;
  if (written === undefined || namespace === undefined) {
    return namespace === undefined || ['identifiers', 'login', 'availability'].includes(namespace) ? [] : undefined;
  }
  const version = next?.replace(/\.(?:zip|json)$/, '');
  const name = next === undefined ? written.replace(/\.json$/, '') : written;
  return [{ namespace, name, ...(version === undefined ? {} : { version }) }];
};
