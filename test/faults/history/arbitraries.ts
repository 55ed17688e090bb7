import fc from 'fast-check';
import type { Fault, OptionalMember, Variants } from '../../../local/codeartifact';
import type { DeliveryFault } from '../../../local/cloudformation/response-endpoint';
import {
  type Change,
  type ChangedVersion,
  CHANGES,
  changeOutside,
  ChangeOutside,
  DeliverAgain,
  Deploy,
  DeployBoth,
  type Draft,
  Remove,
} from './commands';
import { CALM, type Conditions, type PackageName } from './world';

/** Some mean something to JavaScript, some to a URL; none may mean anything to the handler. */
const VERSIONS = ['1.0.0', '1.0.1', '1.1.0-rc.1', '2.0.0+build.5', 'constructor', 'ünïcödé&x=%2F'];

type Values = { readonly [K in keyof Variants]: readonly Variants[K][] };

const OMITTED: readonly OptionalMember[] = [
  'SuccessfulPackageVersionInfo.revision',
  'SuccessfulPackageVersionInfo.status',
  'PackageVersionError.errorCode',
  'PackageVersionError.errorMessage',
  'PackageVersionSummary.revision',
  'PackageVersionSummary.origin',
  'ListPackageVersionsResult.defaultDisplayVersion',
  'ResourceNotFoundException.resourceId',
  'ResourceNotFoundException.resourceType',
  'ConflictException.resourceId',
  'ConflictException.resourceType',
];

/** Every answer to what the documentation leaves open; the compiler asks for each switch. */
export const VARIANTS: Omit<Values, 'omit'> = {
  disposedAgain: ['success', 'NOT_ALLOWED', 'MISMATCHED_STATUS', 'absent'],
  sameStatus: ['success', 'NOT_ALLOWED', 'absent'],
  unfinished: ['success', 'NOT_ALLOWED'],
  batch: ['all-or-nothing', 'partial'],
  revisionAfterDisposal: ['unchanged', 'changed'],
  precedence: ['MISMATCHED_REVISION', 'MISMATCHED_STATUS'],
  versionRevisions: ['exact', 'lenient'],
  duplicateVersions: ['once', 'ValidationException'],
  expectedStatusDeleted: ['accepted', 'ValidationException'],
  missingPackage: ['ResourceNotFoundException', 'empty'],
  packageWithoutVersions: ['removed', 'kept'],
  assetsOfDisposed: ['empty', 'ResourceNotFoundException'],
  listedAssetsOfArchived: ['all', 'none'],
  archivedAssets: ['ResourceNotFoundException', 'ConflictException', 'readable'],
  missingReadme: ['ResourceNotFoundException', 'empty'],
  publishOverDisposed: ['refused', 'accepted'],
  publishOverDeleted: ['accepted', 'refused'],
  revisionAfterRestore: ['changed', 'unchanged'],
  npmLatest: ['stays', 'moves'],
  unfilteredList: ['all', 'without-archived'],
  listOrder: ['version-ascending', 'version-descending', 'publication'],
  pages: ['full', 'short', 'empty'],
  names: ['exact', 'normalized'],
  staleReads: [0, 0, 0, 25],
  emptyMaps: ['present', 'absent'],
  eventWithoutNamespace: ['null', 'absent'],
  nullMembers: [false, true],
};

const variants = fc.record(
  Object.fromEntries([
    ...Object.entries(VARIANTS).map(([name, values]) => [name, fc.constantFrom<unknown>(...values)]),
    ['omit', often(2, fc.constant<OptionalMember[]>([]), fc.subarray([...OMITTED], { maxLength: 3 }))],
  ]) as { [K in keyof Variants]: fc.Arbitrary<Variants[K]> },
);

/** The answers of a service that lies about work it has done. */
const REWRITES: Record<string, (answer: Record<string, unknown>) => unknown> = {
  'names no version': () => ({}),
  'calls all of them failed': ({ successfulVersions }) => ({
    failedVersions: Object.fromEntries(
      Object.keys(successfulVersions ?? {}).map((version) => [version, { errorCode: 'UNHEARD_OF' }]),
    ),
  }),
  'names another version too': (answer) => ({ ...answer, failedVersions: { '9.9.9': { errorCode: 'NOT_ALLOWED' } } }),
  'is a list': () => [],
};

const seconds = fc.constantFrom(undefined, 0, 0.005);
const beforeOrAfter = (make: (afterExecution: boolean) => Fault) => fc.boolean().map(make);

/** What goes wrong with a call, by what documentation calls it. */
const CALL_FAULTS: Record<string, fc.Arbitrary<Fault>> = {
  '429, with and without Retry-After': seconds.map((retryAfter) => ({ fault: 'throttling', retryAfter })),
  '429 after the work': fc.constant<Fault>({ fault: 'throttling', afterExecution: true }),
  '500, before and after the work': beforeOrAfter((afterExecution) => ({
    fault: 'internal-server-error',
    afterExecution,
  })),
  '409, before and after the work': beforeOrAfter((afterExecution) => ({ fault: 'conflict', afterExecution })),
  '403': fc.constant<Fault>({ fault: 'access-denied' }),
  'a reset before the work': fc.constant<Fault>({ fault: 'reset' }),
  'a reset after the work': fc.constant<Fault>({ fault: 'answer-lost' }),
  'a truncated answer': fc.constant<Fault>({ fault: 'truncated' }),
  'an answer that is no JSON': fc.constant<Fault>({ fault: 'malformed-json' }),
  'a page of HTML, with status 200 and 502': fc
    .record({ status: fc.constantFrom(200, 502), afterExecution: fc.boolean() })
    .map((item): Fault => ({ fault: 'html', ...item })),
  'a slow answer': beforeOrAfter((afterExecution) => ({ fault: 'slow', delay: 2_000, afterExecution })),
  'an exception nobody knows': beforeOrAfter((afterExecution) => ({
    fault: 'raw',
    answer: { status: 418, body: '{}' },
    afterExecution,
  })),
};

const version = fc.constantFrom(...VERSIONS);
const packageName = often<PackageName>(5, fc.constant('left-pad'), fc.constant('right-pad'));

const rewrites: fc.Arbitrary<Fault> = fc.constantFrom(...Object.keys(REWRITES)).map((name): Fault => ({
  fault: 'rewrite',
  operation: 'DisposePackageVersions',
  rewrite: (answer) => REWRITES[name]!(answer),
}));

/** A list has nothing to compare such an answer with, so it is only for calls that dispose. */
const nothing = fc.constant<Fault>({
  fault: 'raw',
  operation: 'DisposePackageVersions',
  answer: { status: 200, body: '{}' },
});

const changeFault = (target: ChangedVersion, afterExecution: boolean): Fault => {
  const happen = (registry: Parameters<typeof changeOutside>[0]) => changeOutside(registry, target);
  return {
    fault: 'concurrent-change',
    change: Object.assign(happen, { toJSON: () => `${target.change} ${target.name} ${target.version}` }),
    afterExecution,
  };
};

const changes = fc
  .tuple(fc.constantFrom(...CHANGES), packageName, version, fc.boolean())
  .map(([change, name, changed, afterExecution]) => changeFault({ change, name, version: changed }, afterExecution));

/** What the pins are for: a version that is published again between the list and the call. */
const races = fc
  .tuple(fc.constantFrom<Change>('republish', 'archive', 'dispose'), version)
  .map(([change, raced]): Fault => ({
    ...changeFault({ change, name: 'left-pad', version: raced }, false),
    operation: 'DisposePackageVersions',
  }));

const anyFault = fc
  .record({
    kind: fc.oneof(...Object.values(CALL_FAULTS), rewrites, nothing, { arbitrary: changes, weight: 2 }),
    operation: fc.constantFrom('ListPackageVersions', 'DisposePackageVersions', 'DisposePackageVersions'),
    after: often(3, fc.constant(0), fc.integer({ min: 1, max: 3 })),
    times: often(3, fc.constant(1), fc.integer({ min: 2, max: 12 })),
  })
  .map(({ kind, ...calls }) => ({ ...calls, ...kind }));

const fault = often(4, anyFault, races);

const DELIVERY_FAULTS: Record<string, DeliveryFault> = {
  'answers 500': { type: 'status', status: 500 },
  'answers 503': { type: 'status', status: 503 },
  'is slow': { type: 'slow', delayMs: 1_000 },
  'cuts the connection': { type: 'reset' },
  'takes the answer and cuts the connection': { type: 'resetAfterStoring' },
  redirects: { type: 'redirect', status: 307 },
  'has expired': { type: 'expired' },
};
const deliveryFault = fc.constantFrom(...Object.values(DELIVERY_FAULTS));

/** What can go wrong in a history, for its documentation. */
export const HISTORY_FAULTS: readonly string[] = [
  ...Object.keys(CALL_FAULTS).map((name) => `a call meets ${name}`),
  ...Object.keys(REWRITES).map((name) => `the work is done and its answer ${name}`),
  'a call that disposes is answered as if it were done, in no version, and nothing was done',
  ...CHANGES.map((name) => `somebody else changes a version between list and call, or after it (${name})`),
  ...Object.keys(DELIVERY_FAULTS).map((name) => `the response URL ${name}, up to six times`),
  'the clock is near the deadline',
  'the process is killed before or after one of its calls, and run again',
  'the event is delivered twice at once, or again much later',
  'another resource of the stack fails, so that all is rolled back',
  'a deployment fails with rollback off, and the next update sends the properties of the last success, or the failed ones',
  'Lambda holds an event back until CloudFormation has given up',
  'the response URL does not tell when it was signed',
  'another stack declares versions of the same package at the same time',
];

const rough: fc.Arbitrary<Conditions> = fc.record({
  faults: fc.array(fault, { minLength: 1, maxLength: 3 }),
  clock: often(6, fc.constant(300_000), fc.integer({ min: 0, max: 150 })),
  delivery: fc.option(fc.record({ fault: deliveryFault, times: fc.integer({ min: 1, max: 6 }) }), {
    freq: 4,
    nil: undefined,
  }),
  kill: fc.option(
    fc.record({ call: fc.integer({ min: 0, max: 4 }), when: fc.constantFrom('before' as const, 'after' as const) }),
    { freq: 6, nil: undefined },
  ),
  copies: often(5, fc.constant(1), fc.constant(2)),
  age: often(9, fc.constant(undefined), fc.constantFrom(1_080, 21_600, 'Expires' as const, 'without time' as const)),
});

const conditions = often(1, fc.constant(CALM), rough);

const draft: fc.Arbitrary<Draft> = fc.record({
  package: packageName,
  versions: fc.subarray(VERSIONS, { minLength: 1 }),
  crowd: often(9, fc.constant(false), fc.constant(true)),
  pins: fc.constantFrom('none', 'none', 'right', 'one stale'),
  expectedStatus: often(4, fc.constant(undefined), fc.constantFrom('Published', 'Archived', 'Disposed')),
  allowMissing: fc.boolean(),
  readRevisions: fc.boolean(),
});

const deployOptions = fc.record({
  siblingFails: often(5, fc.constant(false), fc.constant(true)),
  rollback: often(4, fc.constant(true), fc.constant(false)),
});

const index = often(3, fc.constant(0), fc.constant(1));
const deploy = fc
  .tuple(index, draft, conditions, deployOptions)
  .map(([resource, declared, met, options]) => new Deploy(resource, declared, { conditions: met, ...options }));
const changeByOthers = fc
  .tuple(fc.constantFrom(...CHANGES), packageName, version)
  .map(([change, name, changed]) => new ChangeOutside({ change, name, version: changed }));
const commands = fc.commands(
  [
    deploy,
    deploy,
    fc.tuple(fc.tuple(draft, draft), conditions).map((other) => new DeployBoth(...other)),
    changeByOthers,
    changeByOthers,
    fc.tuple(index, conditions).map((item) => new DeliverAgain(...item)),
    index.map((item) => new Remove(item)),
  ],
  { maxCommands: 7, size: 'max', replayPath: process.env.FAULTS_REPLAY },
);

/** A history: what the service is like, what there is at first, and what happens. */
export const histories = fc.record({
  variants,
  oldProperties: fc.constantFrom('last-succeeded' as const, 'failed' as const),
  published: fc.subarray(VERSIONS, { minLength: 3 }),
  crowd: often(9, fc.constant(false), fc.constant(true)),
  commands,
});

function often<T>(weight: number, usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ arbitrary: usual, weight }, other);
}
