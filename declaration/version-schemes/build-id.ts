/** A date, a time or a serial number, also behind letters as in `git20260601`. */
const DATE = /^[a-z]*\d{6,}$/i;
/** The name of a commit, of Git or of a numbered system. */
const COMMIT = /^(?:(?:g|git|hg|sha|sha1|commit|rev)?[0-9a-f]{7,64}|(?:r|rev|svn)\d{4,})$/i;

/**
 * Finds the dates and commits in the label after a `+`. Labels that differ in them name builds of a release; other labels,
 * such as `cu118`, name its files.
 *
 * @param label the text after the `+`
 * @returns undefined if the label has neither a date nor a commit
 */
export function readBuildId(label: string): string | undefined {
  // 2026.06.01 is one date.
  const parts = label.replace(/(?<!\d)(20\d\d)[._-](\d\d?)[._-](\d\d?)(?!\d)/g, 'd$1x$2x$3').split(/[._-]/);
  const ids = parts.filter((part) => DATE.test(part) || COMMIT.test(part) || /^d20\d\dx/.test(part));
  return ids.length === 0 ? undefined : ids.join('.').toLowerCase();
}
