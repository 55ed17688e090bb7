import type { HandMadeMutant } from './hand-made-mutant';

const ARCHIVE = (name: string) => [`test/lambda/archive/${name}.test.ts`];
const MANIFESTS = ['test/archive/manifests.test.ts'];

export const ARCHIVE_MUTANTS: readonly HandMadeMutant[] = [
  {
    file: 'declaration/waiting-time.ts',
    find: 'return now < end',
    replacement: 'return false',
    breaks: 'a version is disposed before its waiting time is over',
    tests: ARCHIVE('waiting-time'),
  },
  {
    file: 'declaration/archive-record.ts',
    find: 'restoredAt >= time',
    replacement: 'restoredAt > time',
    breaks: 'a version that was restored in the second of its archiving counts as archived since',
    tests: ARCHIVE('waiting-time'),
  },
  {
    file: 'lambda/versions/archive-times.ts',
    find: 'if (!wasRestoredSince(since, restored.get(version))) {',
    replacement: 'if (true) {',
    breaks: 'the time of an archiving hides that somebody restored the version meanwhile',
    tests: ARCHIVE('restored-meanwhile'),
  },
  {
    file: 'lambda/versions/archive-versions.ts',
    find: "confirmed: fitting.filter(({ status }) => status === 'Archived'),",
    replacement: 'confirmed: fitting,',
    breaks: 'a version gets a time by a list that was made before somebody restored it',
    tests: ARCHIVE('restored-meanwhile'),
  },
  {
    file: 'declaration/record-life.ts',
    find: 'life !== undefined && archivedAt >= life.watchedSince',
    replacement: 'life !== undefined',
    breaks: 'times are believed of versions that nobody has watched',
    tests: ARCHIVE('restored-meanwhile'),
  },
  {
    file: 'lambda/versions/restore.ts',
    find: "return current?.status === 'Archived' && current.revision === revision;",
    replacement: 'return true;',
    breaks: 'a version is restored that somebody has changed since',
    tests: ARCHIVE('archive'),
  },
  {
    file: 'lambda/manifest/change-packages.ts',
    find: 'const verdicts = await withWaitingTime(listed, { declaration, histories });',
    replacement: 'const verdicts = listed;',
    breaks: 'a version of a manifest is disposed that was restored since the check',
    tests: ['test/clean-up/waiting-time.test.ts'],
  },
  {
    file: 'lambda/manifest/check-packages.ts',
    find: 'withWaitingTime(decideOnListing(listing, declaration, previous), { declaration, histories })',
    replacement: 'decideOnListing(listing, declaration, previous)',
    breaks: 'one version of a manifest is disposed while another one waits',
    tests: ['test/clean-up/waiting-time.test.ts'],
  },
  {
    file: 'lambda/manifest/manifest-life.ts',
    find: 'const previousHash = isSame ? hashIn(old) : undefined;',
    replacement: 'const previousHash = undefined;',
    breaks: 'a manifest restores nothing that leaves it',
    tests: MANIFESTS,
  },
  {
    file: 'declaration/record-life.ts',
    find: 'return isCurrent(stored) && stored.id === id ? stored : begun;',
    replacement: 'return isCurrent(stored) ? stored : begun;',
    breaks: 'a manifest that is created again believes the times of an earlier one',
    tests: ['test/declaration/record-life.test.ts'],
  },
  {
    file: 'lib/permissions/manifest-permissions.ts',
    find: 'package: name }, action);',
    replacement: "package: name }, 'dispose');",
    breaks: 'a manifest that archives may dispose',
    tests: MANIFESTS,
  },
  {
    file: 'review/declare/policy/stage.ts',
    find: "verdicts.flatMap((each) => (each.verdict === 'refused' ? [[each.version, each.code]] : []))",
    replacement: 'verdicts.flatMap(() => [])',
    breaks: 'versions are selected for a disposal before their waiting time is over',
    tests: ['test/archive/stages.test.ts'],
  },
  {
    file: 'lambda/versions/restore.ts',
    find: 'const others = declarations.filter((key) => key !== own);',
    replacement: 'const others = declarations.filter(() => false);',
    breaks: 'a removal restores what another declaration names',
    tests: ['test/archive/lives.test.ts'],
  },
  {
    file: 'declaration/waiting-time.ts',
    find: 'if (undeliveredReports > 0) {',
    replacement: 'if (undeliveredReports > 9) {',
    breaks: 'a version is disposed while reports of restored versions wait',
    tests: ['test/declaration/waiting-time.test.ts'],
  },
];
