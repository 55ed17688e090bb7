import type { PathReading, ReadPath } from './path-reading';

/**
 * `com/acme/lib/1.0/lib-1.0.jar`, and `maven-metadata.xml` in the folder of an artifact or of a SNAPSHOT. A build of a SNAPSHOT
 * lies in the folder of the SNAPSHOT: both are requested.
 */
export const readMavenPath: ReadPath = (parts) => {
  const segments = parts.filter((part) => part !== '');
  const file = segments.at(-1);
  const folders = segments.slice(0, -1);
  if (
    file === undefined ||
    /^(?:archetype-catalog\.xml|nexus-maven-repository-index)/.test(file) ||
    segments[0] === '.index'
  ) {
    return [];
  }
  if (file.startsWith('maven-metadata.xml')) {
    return [...artifact(folders), ...(isVersion(folders.at(-1)) ? readPathVersion(folders) : [])];
  }
  const [inFolder] = readPathVersion(folders);
  if (!inFolder) {
    return artifact(segments);
  }
  const { name, version = '' } = inFolder;
  const base = version.replace(/-SNAPSHOT$/i, '');
  const build = file.startsWith(`${name}-${base}-`)
    ? /^(\d{8}\.\d{6}-\d+)(?=[-.])/.exec(file.slice(`${name}-${base}-`.length))?.[1]
    : undefined;
  return [inFolder, ...(build === undefined || base === version ? [] : [{ ...inFolder, version: `${base}-${build}` }])];
};

function artifact(folders: readonly string[]): readonly PathReading[] {
  const [name, ...group] = [...folders].reverse();
  return name === undefined || group.length === 0 ? [] : [{ namespace: group.reverse().join('.'), name }];
}

function readPathVersion(folders: readonly string[]): readonly PathReading[] {
  return artifact(folders.slice(0, -1)).map((reading) => ({ ...reading, version: folders.at(-1) }));
}

function isVersion(folder: string | undefined): boolean {
  return folder !== undefined && /^\d|SNAPSHOT$/i.test(folder);
}
