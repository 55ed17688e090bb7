import { type ReadPath, splitVersion } from './path-reading';

/** The index, `3/a/abc` and `ab/cd/abcd`, and downloads in the shapes that registries give them. */
export const readCargoPath: ReadPath = (parts) => {
  const segments = parts.filter((part) => part !== '');
  const last = segments.at(-1) ?? 'config.json';
  if (last === 'config.json') {
    return [];
  }
  if (last === 'download' && segments.length >= 3) {
    return [{ name: segments.at(-3) ?? '', version: segments.at(-2) }];
  }
  if (last.endsWith('.crate')) {
    const file = last.slice(0, -'.crate'.length);
    const folder = segments.find((part) => file.startsWith(`${part}-`));
    const readings =
      folder === undefined ? splitVersion(file) : [{ name: folder, version: file.slice(folder.length + 1) }];
    return readings.length > 0 ? readings : undefined;
  }
  const crates = segments.indexOf('crates');
  if (crates >= 0) {
    const [name, version] = segments.slice(crates + 1);
    const hasVersion = version !== undefined && /^\d/.test(version);
    return name === undefined ? [] : [{ name, ...(hasVersion ? { version } : {}) }];
  }
  return isIndexPath(segments) ? [{ name: last }] : undefined;
};

/** Folders of the index are named by the length and the beginning of the name. */
function isIndexPath(parts: readonly string[]): boolean {
  const name = (parts.at(-1) ?? '').toLowerCase();
  const folders = parts.slice(0, -1).map((part) => part.toLowerCase());
  const expected =
    name.length <= 2
      ? [String(name.length)]
      : name.length === 3
        ? ['3', name[0]!]
        : [name.slice(0, 2), name.slice(2, 4)];
  return expected.every((folder, n) => folders.at(n - expected.length) === folder);
}
