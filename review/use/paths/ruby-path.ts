import { type ReadPath, splitVersion } from './path-reading';

const INDEXES = /^(?:versions|names|(?:latest_|prerelease_)?specs\.4\.8(?:\.gz)?)$/;

/**
 * `gems/name-1.2.3-platform.gem`, `quick/Marshal.4.8/name-1.2.3.gemspec.rz`, `info/name`, `api/v1/dependencies?gems=a,b` and the
 * other addresses of the API.
 */
export const readRubyPath: ReadPath = (parts, query) => {
  const segments = parts.filter((part) => part !== '');
  const last = segments.at(-1) ?? '';
  const gem = /^(.+)\.(?:gem|gemspec\.rz)$/.exec(last)?.[1];
  if (gem !== undefined) {
    const readings = splitVersion(gem);
    return readings.length > 0 ? readings : undefined;
  }
  if (segments.at(-2) === 'info') {
    return [{ name: last }];
  }
  const gems = query.get('gems') ?? '';
  if (/^dependencies(?:\.json)?$/.test(last)) {
    return gems.split(',').flatMap((name) => (name === '' ? [] : [{ name }]));
  }
  if (['gems', 'versions', 'dependencies'].includes(segments.at(-2) ?? '')) {
    return [{ name: last.replace(/\.(?:json|yaml)$/, '') }];
  }
  return last === '' || INDEXES.test(last) ? [] : undefined;
};
