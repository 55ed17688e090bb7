import type { ReadPath } from './path-reading';

/** `scope/name`, `scope/name/1.2.3`, `scope/name/1.2.3.zip` and `scope/name/1.2.3/Package.swift`. */
export const readSwiftPath: ReadPath = (parts) => {
  const segments = parts.filter((part) => part !== '');
  const [namespace, nameText, next] = segments;
  if (nameText === undefined || namespace === undefined) {
    return namespace === undefined || ['identifiers', 'login', 'availability'].includes(namespace) ? [] : undefined;
  }
  const version = next?.replace(/\.(?:zip|json)$/, '');
  // Every version is a semantic one: this path has the name of a repository before the scope, or is none.
  if (version !== undefined && !/^\d/.test(version)) {
    return undefined;
  }
  const name = next === undefined ? nameText.replace(/\.json$/, '') : nameText;
  return [{ namespace, name, ...(version === undefined ? {} : { version }) }];
};
