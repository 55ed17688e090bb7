/** A change that no test can notice, or that none has to. */
interface EquivalentMutant {
  readonly file: string;
  readonly original: string;
  readonly replacement: string;
  readonly reason: string;
}

/** Of the mutants that survive, those that were examined. */
export const EQUIVALENT_MUTANTS: readonly EquivalentMutant[] = [
  {
    file: 'declaration/decide.ts',
    original: 'suggestion === undefined',
    replacement: 'false',
    reason: 'a suggestion that is undefined is as good as none',
  },
  {
    file: 'declaration/previous-versions.ts',
    original: "['domain', 'domainOwner', 'repository', 'format', 'package']",
    replacement: '[]',
    reason: 'what is no text is equal to no name of the declaration',
  },
  {
    file: 'declaration/previous-versions.ts',
    original: "'region'",
    replacement: '""',
    reason: 'what is no text is equal to no Region',
  },
  {
    file: 'declaration/archive-record.ts',
    original: '[]',
    replacement: '["Stryker was here"]',
    reason: 'a line that is no list has no revision in either case',
  },
  {
    file: 'declaration/archive-record.ts',
    original: 'archivedAt !== undefined && restoredAt !== undefined',
    replacement: 'true',
    reason: 'a time is not after one that is undefined',
  },
  {
    file: 'declaration/archive-record.ts',
    original: 'archivedAt !== undefined && restoredAt !== undefined',
    replacement: 'archivedAt !== undefined || restoredAt !== undefined',
    reason: 'a time is not after one that is undefined',
  },
  {
    file: 'declaration/archive-record.ts',
    original: 'archivedAt !== undefined',
    replacement: 'true',
    reason: 'a time is not after one that is undefined',
  },
  {
    file: 'declaration/archive-record.ts',
    original: 'restoredAt !== undefined',
    replacement: 'true',
    reason: 'a time is not after one that is undefined',
  },
  {
    file: 'declaration/decide.ts',
    original: 'revision === undefined',
    replacement: 'false',
    reason: 'a revision that is undefined is as good as none',
  },
  {
    file: 'declaration/archiving.ts',
    original: "'dispose'",
    replacement: '""',
    reason: 'any action but archive disposes',
  },
];
