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
    find: 'restoredAt >= archivedAt',
    replacement: 'restoredAt > archivedAt',
    breaks: 'a version that was restored in the second of its archiving counts as archived since',
    tests: ARCHIVE('waiting-time'),
  },
  {
    file: 'lambda/versions/archive-times.ts',
    find: 'restoredAt === undefined || restoredAt < since',
    replacement: 'true',
    breaks: 'the time of an archiving hides that somebody restored the version meanwhile',
    tests: ARCHIVE('restored-meanwhile'),
  },
  {
    file: 'lambda/versions/archive-versions.ts',
    find: "return current?.status === 'Archived' && current.revision === revision ? [{ version, revision }] : [];",
    replacement: 'return [{ version, revision }];',
    breaks: 'a version gets a time by a list that was made before somebody restored it',
    tests: ARCHIVE('restored-meanwhile'),
  },
  {
    file: 'lambda/versions/archive-versions.ts',
    find: 'isNew ? forgetTimes(archived, versions) : archived',
    replacement: 'archived',
    breaks: 'times are believed of versions that nobody has watched',
    tests: ARCHIVE('restored-meanwhile'),
  },
  {
    file: 'lambda/versions/restore.ts',
    find: "return current?.status === 'Archived' && current.revision === revision ? [{ version, revision }] : [];",
    replacement: 'return [{ version, revision }];',
    breaks: 'a version is restored that somebody has changed since',
    tests: ARCHIVE('archive'),
  },
  {
    file: 'lambda/versions/restore.ts',
    find: 'if (restoreTo === undefined || undeclared.size === 0) {',
    replacement: 'if (undeclared.size === 0) {',
    breaks: 'versions are restored although the declaration does not say so',
    tests: ARCHIVE('archive'),
  },
  {
    file: 'lambda/manifest/change-packages.ts',
    find: 'const verdicts = await withWaitingTime(listed, { declaration, records: archiveRecords });',
    replacement: 'const verdicts = listed;',
    breaks: 'a version of a manifest is disposed that was restored since the check',
    tests: ['test/clean-up/waiting-time.test.ts'],
  },
  {
    file: 'lambda/manifest/check-packages.ts',
    find: 'withWaitingTime(decideOnListing(listing, declaration, previous), { declaration, records: archiveRecords })',
    replacement: 'decideOnListing(listing, declaration, previous)',
    breaks: 'one version of a manifest is disposed while another one waits',
    tests: ['test/clean-up/waiting-time.test.ts'],
  },
  {
    file: 'lambda/manifest/advance.ts',
    find: 'record.add(manifest, state.outcomes, state.isNew)',
    replacement: 'Promise.resolve(record)',
    breaks: 'nobody knows what a manifest archived, so that nothing of it is restored',
    tests: MANIFESTS,
  },
  {
    file: 'lambda/manifest/start.ts',
    find: "return properties.action === 'archive' && isOther;",
    replacement: 'return false;',
    breaks: 'a manifest that is created again believes the times of an earlier one',
    tests: MANIFESTS,
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
];
