import type { ReadPath } from './path-reading';

/** The folders of packages: the registration, the flat container and the second version of the protocol. */
const CONTAINERS = /^(?:registrations?\d*.*|flat-?container\d*|flat2|package|packages)$/i;
/** Addresses about no package. */
const OTHER_PATHS = /^(?:index\.json|query|search|autocomplete|\$metadata|symbols|symbolpackage)/i;

/** `v3/registration4/id/index.json`, `v3/flatcontainer/id/1.2.3/file`, `v3/package/id/1.2.3/file`. */
export const readNuGetPath: ReadPath = (parts, query) => {
  const segments = parts.filter((part) => part !== '');
  const id = query.get('id')?.replace(/^'|'$/g, '');
  if (id) {
    return [{ name: id }];
  }
  const start = segments.findIndex((part) => CONTAINERS.test(part));
  const [name, next = ''] = start < 0 ? [] : segments.slice(start + 1);
  if (name === undefined) {
    const last = segments.at(-1) ?? 'index.json';
    return OTHER_PATHS.test(last) || OTHER_PATHS.test(segments[1] ?? '') ? [] : undefined;
  }
  const version = next.replace(/\.json$/, '');
  const isVersion = version !== '' && version !== 'index' && version !== 'page';
  return [{ name, ...(isVersion ? { version } : {}) }];
};
