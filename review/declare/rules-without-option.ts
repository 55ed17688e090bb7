/** The rules that keep versions without an option that says so; the notes of a selection explain them. */
export const RULES = {
  defaultVersion: 'the default version',
  lastVersion: 'the latest version of a package that would lose all of them',
  unordered: 'cannot be ordered by the rules of the format',
  noRevision: 'no revision to pin',
  noPublishedTime: 'no published time is known',
  notDeclarable: 'a name that no declaration can carry',
} as const;
