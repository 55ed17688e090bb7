/** Words for versions that come before a release, wherever they stand: `Hoxton.RC2`, `1.9.20-dev-6845`. */
const WORDS = new Set([
  ...['alpha', 'beta', 'milestone', 'rc', 'cr', 'candidate'],
  ...['pre', 'preview', 'prerelease', 'ea', 'eap', 'edr', 'pfd', 'snap'],
  ...['dev', 'devel', 'develop', 'nightly', 'canary', 'unstable', 'experimental'],
]);
/** Letters that are short for such a word only before a number: `Hoxton.M3`, `2.10.0.pr1`, `7.0.0.DR1`. */
const SHORT_WORD = /^(?:[abm]|pr|dr|dp|tp)\d{1,3}$/;

/** True if a version names itself a pre-release, although Maven orders its words after the numbers that it begins with. */
export function hasPrereleaseWord(version: string): boolean {
  return version
    .toLowerCase()
    .split(/[._+-]/)
    .some((part) => SHORT_WORD.test(part) || WORDS.has(/^\d*([a-z]+)\d*$/.exec(part)?.[1] ?? ''));
}
