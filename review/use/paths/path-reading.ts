/** The package, and where the path names it the version, that a request asks for. */
export interface PathReading {
  readonly namespace?: string;
  readonly name: string;
  /** Absent where the request is about the package as a whole. */
  readonly version?: string;
}

/**
 * Reads the parts of a path behind the repository.
 *
 * @returns every reading that is possible; an empty list for an address that is about no package, such as a search; undefined
 * for a path that is not known
 */
export type ReadPath = (parts: readonly string[], query: URLSearchParams) => readonly PathReading[] | undefined;

/** The ways to split `name-1.2.3` into a name and a version: a name may have digits behind a hyphen, too. */
export function splitVersion(text: string): readonly PathReading[] {
  return [...text.matchAll(/-(?=v?\d)/g)].flatMap(({ index }) =>
    index > 0 ? [{ name: text.slice(0, index), version: text.slice(index + 1) }] : [],
  );
}
