import type { HandMadeMutant } from './hand-made-mutant';

const CLEAN_UP = (name: string) => [`test/clean-up/${name}.test.ts`];

export const MANIFEST_MUTANTS: readonly HandMadeMutant[] = [
  {
    file: 'lambda/manifest/check-packages.ts',
    find: 'if (refused.length > 0) {',
    replacement: 'if (false) {',
    breaks: 'a manifest of which a version is refused disposes the others',
    tests: CLEAN_UP('deployment'),
  },
  {
    file: 'lambda/manifest/check-packages.ts',
    find: 'declaration.versions.some(isAsked)',
    replacement: 'false',
    breaks: 'a version that was disposed before and deleted since is missed',
    tests: CLEAN_UP('deployment'),
  },
  {
    file: 'lambda/manifest/stored-manifest.ts',
    find: 'if (hash !== expected) {',
    replacement: 'if (false) {',
    breaks: 'a manifest that somebody changed is obeyed',
    tests: CLEAN_UP('faults'),
  },
  {
    file: 'lambda/manifest/stored-manifest.ts',
    find: 'if (copy === undefined) {',
    replacement: 'if (false) {',
    breaks: 'no copy of the manifest outlives the asset',
    tests: CLEAN_UP('faults'),
  },
  {
    file: 'lambda/manifest/start.ts',
    find: 'actionOfManifestType(event.ResourceType) !== action',
    replacement: 'false',
    breaks: 'the function of a manifest serves any resource type',
    tests: CLEAN_UP('outcomes'),
  },
  {
    file: 'lambda/manifest/start.ts',
    find: 'if (different !== undefined) {',
    replacement: 'if (false) {',
    breaks: 'an event says what the function disposes, and not the template',
    tests: CLEAN_UP('faults'),
  },
  {
    file: 'lambda/manifest/start.ts',
    find: 'if (mayHaveStarted) {',
    replacement: 'if (false) {',
    breaks: 'a workflow goes on after its deployment was answered',
    tests: CLEAN_UP('faults'),
  },
  {
    file: 'lambda/manifest/run.ts',
    find: 'Math.min(context.getRemainingTimeInMillis(), state.end - Date.now())',
    replacement: 'context.getRemainingTimeInMillis()',
    breaks: 'a clean-up goes on after CloudFormation has stopped waiting',
    tests: CLEAN_UP('faults'),
  },
  {
    file: 'lambda/manifest/execution-state.ts',
    find: 'this.store.replace(this.location, { body: JSON.stringify(state), tag: this.tag })',
    replacement: 'this.store.write(this.location, JSON.stringify(state))',
    breaks: 'one of two runs at once overwrites the state of the other',
    tests: CLEAN_UP('outcomes'),
  },
  {
    file: 'lambda/manifest/change-packages.ts',
    find: 'failures.size === 0 && deadline.allowsBatch()',
    replacement: 'deadline.allowsBatch()',
    breaks: 'further packages are disposed after a failure',
    tests: CLEAN_UP('outcomes'),
  },
  {
    file: 'lambda/manifest/deployment-record.ts',
    find: 'dispose: [OUTCOMES.disposed, OUTCOMES.alreadyDisposed, OUTCOMES.deleted],',
    replacement: 'dispose: [OUTCOMES.disposed, OUTCOMES.deleted],',
    breaks: 'versions that were disposed already are not recorded',
    tests: CLEAN_UP('outcomes'),
  },
  {
    file: 'lambda/manifest/run.ts',
    find: ': record.check(),',
    replacement: ': Promise.resolve(),',
    breaks: 'versions are disposed though nothing can be recorded of them',
    tests: ['test/faults/manifest-faults.test.ts'],
  },
  {
    file: 'declaration/manifest/merge-manifests.ts',
    find: 'surplus > 0 && !isAdded',
    replacement: 'surplus > 0',
    breaks: 'a record that is full forgets what was just disposed',
    tests: ['test/declaration/manifest/merge-manifests.test.ts'],
  },
];
