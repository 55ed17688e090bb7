/** Characters of ranges. SemVer, PEP 440, Maven, NuGet and RubyGems allow none of them in a version; `*` is left to the repository. */
const RANGE_CHARACTERS = /[<>=^|,()[\]]|^[~!]/;

/** True if a text is a range of its format, or a part of one, and no version. A version of a generic package can be any text. */
export function looksLikeRange(format: string, version: string): boolean {
  return format !== 'generic' && RANGE_CHARACTERS.test(version);
}

/** The rule for revisions that a person pins. */
export const WHOLE_PIN_RULE = 'whole revisions ("plan --pin" prints them)';

/** True if a revision was copied out of a table that shortens it. */
export function isShortened(revision: string): boolean {
  return /…|\.{3}$/.test(revision);
}
