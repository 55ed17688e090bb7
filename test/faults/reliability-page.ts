import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readScores } from '../../scripts/mutation/mutation-scores';
import { mutationSection } from '../../scripts/mutation/mutation-section';
import { ANSWER_FAULTS } from './cases/answer-faults';
import { ARCHIVE_FAULTS } from './cases/archive-faults';
import { COPY_FAULTS } from './cases/copy-faults';
import { EVENT_FAULTS } from './cases/event-faults';
import { HOSTILE_ANSWERS } from './cases/hostile-answers';
import { HOSTILE_EVENTS } from './cases/hostile-events';
import { HOSTILE_PROPERTIES } from './cases/hostile-properties';
import { KILLS, LIMITS } from './cases/process-faults';
import { MANIFEST_FAULTS } from './cases/manifest-faults';
import { OVERLAP_FAULTS } from './cases/overlap-faults';
import type { Section } from './cases/section';
import { SERVICE_FAULTS } from './cases/service-faults';
import { HISTORY_FAULTS, VARIANTS } from './history/arbitraries';
import { INVARIANTS } from './history/invariants';
import { MANIFEST_INVARIANTS } from './manifest-history/invariants';
import { OVERLAP_INVARIANTS } from './overlap-history/invariants';

export const PAGE = join(__dirname, '..', '..', 'docs', 'reliability.md');

const SECTIONS = [
  SERVICE_FAULTS,
  EVENT_FAULTS,
  KILLS,
  LIMITS,
  ANSWER_FAULTS,
  HOSTILE_PROPERTIES,
  HOSTILE_EVENTS,
  HOSTILE_ANSWERS,
  MANIFEST_FAULTS,
  OVERLAP_FAULTS,
  ARCHIVE_FAULTS,
  COPY_FAULTS,
];

/** The documentation of what the tests in this directory prove, from the very tables that they run. */
export function reliabilityPage(): string {
  const count = SECTIONS.reduce((sum, { cases }) => sum + cases.length, 0);
  return `# Reliability

Disposal cannot be undone, so what goes wrong on the way must never destroy what was not reviewed. This page lists what the
tests break on purpose, and what happens then. \`npm run reliability\` writes it from the tables that the tests run, and
\`npm test\` fails if it is out of date.

## Histories

[histories.test.ts](../test/faults/histories.test.ts) makes up histories of creations, updates, rollbacks, deletions, duplicate
deliveries, repeated runs and changes by others, with faults in between, and runs the handler through them against the embedded
service over HTTP, under any combination of answers to what the documentation of CodeArtifact leaves open. After each step, it
checks that

${list(INVARIANTS)}

\`npm test\` runs the same 40 histories every time, \`npm run verify\` the same 300, \`npm run test:faults\` 10,000 others. Each
prints its seed, and a failure its path: \`FAULTS_SEED=… FAULTS_PATH=… FAULTS_REPLAY=… npx jest test/faults/histories\` runs
that history again, with the seed, the path and the replayPath that were printed.

What goes wrong in them:

${list(HISTORY_FAULTS)}

What the service may be like:

${list(Object.entries(VARIANTS).map(([name, values]) => `\`${name}\`: ${[...new Set<unknown>(values)].join(', ')}`))}
- any optional member of an answer left out

## Histories of manifests

[manifest-histories.test.ts](../test/faults/manifest-histories.test.ts) makes up histories of a repository that is cleaned up by
manifests: versions are published, published again, deleted and disposed by others, also between check and disposal; manifests
change, are stale, or go back to the one before; runs are killed, S3 fails, and CodeArtifact throttles. After each deployment,

${list(Object.keys(MANIFEST_INVARIANTS))}

## Histories of events that overlap

[overlap-histories.test.ts](../test/faults/overlap-histories.test.ts) makes up histories of a stack that archives and disposes by
manifests: deployments are cancelled while calls are made, and rolled back at once; constructs are renamed, removed and created again; two of
them name one version; events are delivered twice, or again after newer ones; reports of restored versions are held in the queue; people restore,
archive and publish versions again; runs are killed, and answers are lost. After each step,

${list(OVERLAP_INVARIANTS)}

## Histories of cold copies

[cold-copy/histories.test.ts](../test/cold-copy/histories.test.ts) makes up versions, assets and faults, copies and disposes, and then runs the \`restore\`
command: either nothing was disposed, or every byte of every version is written, and published again.

## The matrix

${count} cases, each a test whose name is its row, \`fault: what happens\`. Run one with \`npx jest test/faults -t '<fault>'\`.

${SECTIONS.map(table).join('\n')}
## Least privilege

[least-privilege.test.ts](../test/faults/least-privilege.test.ts) synthesizes and deploys stacks with packages of every shape that
an ARN can have, and lets the service refuse what the policies of the deployed stack do not allow: every call is allowed, every
grant on CodeArtifact is needed by some call, and without any one of them the deployment fails, disposes nothing and names the
grant. The histories run under such policies, too.

[clean-up/least-privilege.test.ts](../test/clean-up/least-privilege.test.ts) does the same for \`DisposedPackages\`, for each choice
of \`PackagePermissions\`: every grant on CodeArtifact, S3, KMS and Step Functions is withheld in turn.

## Upgrades

[upgrade.test.ts](../test/faults/upgrade.test.ts) holds the properties, attributes and physical ids of each release against the
handler and the constructs of this one: \`test/faults/fixtures\` gets the properties and the template
of each release, which never change afterwards.

${mutationSection(readScores())}
## Limits

- A rollback looks like any other update. A version that the failed update had removed from the list, and that somebody has
  deleted outright since, is refused as NOT_FOUND by the rollback, unless \`allowMissing\` is set.
- Where the service says that a version is \`Disposed\`, the handler believes it. It lists again only where an answer is missing,
  incomplete, or says otherwise.
- The age of an event is the age of its response URL's signature, which AWS does not document. An event of unknown age disposes
  nothing, and fails only if it had something to dispose. The clock of the function may be wrong by a sixth of the time that
  CloudFormation waits, at most five minutes; if it is further behind, an event that is late by no more than that can still dispose.
- A version that was declared before and does not exist now counts as deleted since. With rollback off, "before" may be an update
  that failed; the log warns of each such version. A declaration with \`allowMissing\` is no evidence, so a rollback that takes
  \`allowMissing\` back is refused where such a version was deleted outright.
- A call that is given up because the time is nearly up may still be executed afterwards; the reason says so.
- The 128 MB of memory are checked as the peak of the resident memory on Linux, and as a limit of the heap elsewhere.
`;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function table({ title, about, file, cases }: Section): string {
  const rows = cases.map(
    ({ fault, happens, isSlow }) => `| ${fault}${isSlow ? ' (long run only)' : ''} | ${happens} |`,
  );
  return `### ${title}

${about} Test: [${file}](../test/faults/${file})

| fault | what happens |
|---|---|
${rows.join('\n')}
`;
}

if (require.main === module) {
  writeFileSync(PAGE, reliabilityPage());
}
