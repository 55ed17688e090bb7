import type { HandMadeMutant } from './hand-made-mutant';

const CLEAN_UP = (name: string) => [`test/clean-up/${name}.test.ts`];
const OTHER_DECLARATION = ['test/lambda/archive/other-declaration.test.ts'];
const HISTORIES = ['test/faults/overlap-histories.test.ts'];

/** Of what lies between two events, and between two declarations of one version. */
export const OVERLAP_MUTANTS: readonly HandMadeMutant[] = [
  {
    file: 'lambda/manifest/start.ts',
    find: '      !this.mayOverlap &&\n',
    replacement: '',
    breaks: 'a removal succeeds while an older execution finishes its calls',
    tests: CLEAN_UP('earlier-execution'),
  },
  {
    file: 'lambda/manifest/start.ts',
    find: "if (this.action === 'archive' && !(await this.current.isCurrent(id))) {",
    replacement: 'if (false) {',
    breaks: 'an event that a newer one overtook begins a life of the construct',
    tests: CLEAN_UP('removal'),
  },
  {
    file: 'lambda/manifest/earlier-executions.ts',
    find: 'if (Date.now() >= state.end) {',
    replacement: 'if (false) {',
    breaks: 'an event waits for a killed run until CloudFormation has given it up',
    tests: CLEAN_UP('earlier-execution'),
  },
  {
    file: 'lambda/manifest/run.ts',
    find: 'if (error === undefined || state.isAtRest) {',
    replacement: 'if (true) {',
    breaks: 'an execution that somebody starts to give up answers while another run works',
    tests: CLEAN_UP('earlier-execution'),
  },
  {
    file: 'lambda/manifest/run.ts',
    find: "const isInTime = this.runDeadline.allowsBatch() || state.phase === 'answer';",
    replacement: 'const isInTime = true;',
    breaks: 'the end of a deployment is written in the last milliseconds of a run',
    tests: CLEAN_UP('outcomes'),
  },
  {
    file: 'lambda/manifest/start.ts',
    find: 'const ANSWER_MILLISECONDS = 60_000;',
    replacement: 'const ANSWER_MILLISECONDS = 0;',
    breaks: 'no time is kept for the answer',
    tests: CLEAN_UP('outcomes'),
  },
  {
    file: 'lambda/manifest/change-packages.ts',
    find: 'return { failures: deadline.allowsBatch() ? failures : [], isDone: false };',
    replacement: 'return { failures, isDone: false };',
    breaks: 'a list that the end of a run cuts short fails the deployment',
    tests: CLEAN_UP('outcomes'),
  },
  {
    file: 'lambda/manifest/slice.ts',
    find: 'mayStart: () => errors.size === 0 && deadline.allowsBatch(),',
    replacement: 'mayStart: () => deadline.allowsBatch(),',
    breaks: 'a whole manifest is listed after a call that fails for each package',
    tests: CLEAN_UP('outcomes'),
  },
  {
    file: 'lambda/manifest/current-event.ts',
    find: 'const earlier = current === undefined || current.isOver ? [] : [...current.earlier, current.execution];',
    replacement: 'const earlier: string[] = [];',
    breaks: 'a removal is answered before the older execution has stopped',
    tests: HISTORIES,
  },
  {
    file: 'lambda/manifest/report.ts',
    find: 'const before = content === undefined ?',
    replacement: 'const before = true ?',
    breaks: 'a run replaces the lines of a report that another run wrote',
    tests: CLEAN_UP('report-parts'),
  },
  {
    file: 'lambda/manifest/stored-manifest.ts',
    find: 'hasHash(content, hash) ? content.body : await findAsset(store, configuration, hash)',
    replacement: 'hasHash(content, hash) ? content.body : undefined',
    breaks: 'a removal restores nothing where the copy of the manifest is gone',
    tests: CLEAN_UP('removal'),
  },
  {
    file: 'lambda/versions/begin-life.ts',
    find: 'stored?.id === id ? { ...stored, id: undefined } : stored',
    replacement: 'stored && { ...stored, id: undefined }',
    breaks: 'a late removal ends the life of the next declaration',
    tests: OTHER_DECLARATION,
  },
  {
    file: 'lambda/versions/restore.ts',
    find: 'deadline: context.deadline.forCorrection',
    replacement: 'deadline: context.deadline',
    breaks: 'a version stays restored that another declaration names, since the time was nearly up',
    tests: OTHER_DECLARATION,
  },
  {
    file: 'lambda/versions/restore.ts',
    find: 'return failed.length > 0 ? notArchivedAgain(declaration, failed) : undefined;',
    replacement: 'return undefined;',
    breaks: 'nobody is told of a version that could not be archived again for another declaration',
    tests: OTHER_DECLARATION,
  },
  {
    file: 'lambda/versions/restore.ts',
    find: 'return entry !== undefined && !elsewhere.has(version) && isArchivedBy',
    replacement: 'return entry !== undefined && isArchivedBy',
    breaks: 'a removal restores what another construct archives',
    tests: HISTORIES,
  },
  {
    file: 'codeartifact/archive-records.ts',
    find: 'undeliveredReports: reportQueue === undefined ? 0 :',
    replacement: 'undeliveredReports: reportQueue !== undefined ? 0 :',
    breaks: 'a disposal that waits does not ask for reports that wait in the queue',
    tests: ['test/archive/reports.test.ts'],
  },
  {
    file: 'review/plan/review-declarations.ts',
    find: '...findContradictionProblems(contradictions)',
    replacement: '',
    breaks: 'a plan is complete though one stack restores what another one archives',
    tests: ['test/review/plan/contradictions.test.ts'],
  },
];
