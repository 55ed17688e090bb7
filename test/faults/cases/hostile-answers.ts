import type { Fault } from '../../../local/codeartifact';
import { type Answer, type Deployment } from '../../lambda/deployment';
import { expectNothingDisposed, expectReadable, withTreasure } from './hostile';
import type { Case, Section } from './section';
import { LEFT_PAD } from '../../fixtures/packages';

type Json = Record<string, unknown>;

type Change = (answer: Json) => unknown;

/** What becomes of the service's answers to an operation. */
interface Rewrite {
  readonly operation: Fault['operation'];
  readonly change: Change;
  /** How many answers, at first. @default 1 */
  readonly times?: number;
}

const DECLARED = { versions: ['1.0.0', '1.0.1'], revisionAttributes: ['1.0.0'] };

const UNSEEN = 'nothing is disposed, and the operator is told why';
const UNBELIEVED = 'the repository is asked what became of the versions';

const MEGABYTES = 'x'.repeat(10_000_000);

export const HOSTILE_ANSWERS: Section = {
  title: 'A service that answers what it should not',
  about: 'The answer of the embedded service is replaced on its way.',
  file: 'hostile-input.test.ts',
  cases: [
    listing('The list has no versions', () => ({})),
    listing('The list is null', () => ({ versions: null })),
    listing('The list is a text', () => ({ versions: 'all of them' })),
    listing('The list is a list of lists', () => ({ versions: [[], null, 7] })),
    listing('The list holds no names', () => ({ versions: [{ status: 'Published' }, { version: 7 }] })),
    listing('The list has revisions that are none', (json) => each(json, { revision: { length: 50 } })),
    listing('The list has revisions of 10 MB', (item) => each(item, { revision: MEGABYTES })),
    listing('The list has empty revisions', (entry) => each(entry, { revision: '' })),
    listing('The list has other revisions', (other) => each(other, { revision: 'of-another-time' })),
    listing('The list has a status nobody knows', (candidate) => each(candidate, { status: 'Quarantined' })),
    listing('The list has a status that is a list', (element) => each(element, { status: ['Published'] })),
    listing('The list has 5 MB of versions nobody declared', () => ({ versions: crowd(50_000) })),
    listing('The list has versions named to make a search for a near one slow', () => ({ versions: slowNames(5_000) })),
    listing('The pages of the list never end', (item) => ({ ...item, nextToken: 'again' }), Infinity),
    disposal('The answer is empty', () => ({})),
    disposal('The answer is a list', () => []),
    disposal('The maps are null', () => ({ successfulVersions: null, failedVersions: null })),
    disposal('The maps are lists', () => ({ successfulVersions: [], failedVersions: [] })),
    disposal('The map holds null', () => ({ successfulVersions: { '1.0.0': null, '1.0.1': null } })),
    disposal('The map has a key `__proto__`', () => JSON.parse('{"successfulVersions":{"__proto__":{"1.0.0":{}}}}')),
    disposal('A message of 10 MB', () => failed('1.0.0', MEGABYTES)),
    disposal('A version both successful and failed', (item) => ({ ...item, ...failed('1.0.0', 'no') })),
    {
      fault: 'The answer is empty, and nothing was done',
      happens: 'it is not taken for success, and the reason names each version',
      run: () =>
        withTreasure(async (deployment) => {
          const answer = { status: 200, body: '{}' };
          deployment.codeArtifact.faults.inject({ operation: 'DisposePackageVersions', fault: 'raw', answer });
          const { Reason } = await deployment.create(DECLARED);

          expect(Reason).toMatch(
            /^2 of 2 versions .* 0 are known to be disposed for good: 1\.0\.0 NO_ANSWER: .*; 1\.0\.1 NO_ANSWER: /,
          );
          expectNothingDisposed(deployment);
        }),
    },
    {
      fault: 'The answer names a version nobody asked about',
      happens: 'the resource fails and names it, and says what is disposed for good',
      run: () =>
        withTreasure(async (deployment) => {
          inject(deployment, {
            operation: 'DisposePackageVersions',
            change: (json) => ({ ...json, ...failed('9.9.9', 'no') }),
          });
          const { Reason } = await deployment.create(DECLARED);

          expect(Reason).toMatch(
            /^0 of 2 versions .* were not disposed, 2 are disposed for good: 9\.9\.9 NOT_REQUESTED: /,
          );
          expectNothingDisposed(deployment, ['constructor', 'toString']);
        }),
    },
    {
      fault: 'The answer hands out revisions that are none',
      happens: 'the resource has the revisions that were seen',
      run: () =>
        withTreasure(async (deployment) => {
          for (const revision of [7, { a: 1 }, '']) {
            const seen = deployment.registry.republish(LEFT_PAD, '1.0.0').revision;
            inject(deployment, {
              operation: 'DisposePackageVersions',
              change: ({ successfulVersions }) => ({
                successfulVersions: Object.fromEntries(
                  Object.keys(successfulVersions as Json).map((version) => [version, { revision, status: 'Disposed' }]),
                ),
              }),
            });
            const { Status, Data } = await deployment.create(DECLARED);

            expect([Status, Data!['Revision.1.0.0']]).toEqual(['SUCCESS', seen]);
          }
        }),
    },
    {
      fault: 'An error whose name and message break out of a line',
      happens: 'the Reason is one line, and so is the log',
      run: () =>
        withTreasure(async (deployment) => {
          const message = 'no\r\n{"level":"INFO"}\u2028\u202e | <script> ';
          deployment.codeArtifact.faults.inject({
            fault: 'raw',
            answer: {
              status: 400,
              headers: { 'x-amzn-errortype': 'Odd;Exception:x' },
              body: JSON.stringify({ message }),
            },
          });
          const { Reason } = await deployment.create(DECLARED);

          expect(Reason).toMatch(/^Nothing was disposed: /);
          expectReadable(Reason);
          expectNothingDisposed(deployment);
        }),
    },
  ],
};

/** A changed list of versions. */
function listing(fault: string, change: Change, times = 3): Case {
  const check = ({ Status, Reason }: Answer, deployment: Deployment) => {
    expect(Status).toBe('FAILED');
    expect(Reason).toMatch(
      /^(Nothing was disposed|2 of 2 versions .* were not disposed, 0 are known to be disposed for good): /,
    );
    expectReadable(Reason);
    expectNothingDisposed(deployment);
  };
  return caseOf({ fault, happens: UNSEEN, rewrite: { operation: 'ListPackageVersions', change, times }, check });
}

/** A changed answer to the call that disposes. */
function disposal(fault: string, change: Change): Case {
  const check = ({ Status }: Answer, deployment: Deployment) => {
    expect(Status).toBe('SUCCESS');
    expect(deployment.listCalls.length).toBeGreaterThan(1);
    expect(deployment.statuses('1.0.0', '1.0.1')).toEqual(['Disposed', 'Disposed']);
    expectNothingDisposed(deployment, ['constructor', 'toString']);
  };
  const rewrite: Rewrite = { operation: 'DisposePackageVersions', change };
  return caseOf({ fault, happens: UNBELIEVED, rewrite, check });
}

interface RewrittenAnswer extends Pick<Case, 'fault' | 'happens'> {
  readonly rewrite: Rewrite;
  readonly check: (answer: Answer, deployment: Deployment) => void;
}

function caseOf({ fault, happens, rewrite, check }: RewrittenAnswer): Case {
  return {
    fault,
    happens,
    run: () =>
      withTreasure(async (deployment) => {
        inject(deployment, rewrite);
        check(await deployment.create(DECLARED), deployment);
      }),
  };
}

function inject(deployment: Deployment, { operation, change, times = 1 }: Rewrite) {
  deployment.codeArtifact.faults.inject({ operation, fault: 'rewrite', rewrite: change, times });
}

/** The versions of a list, each with other members. */
function each(answer: Json, members: Json): Json {
  return { ...answer, versions: ((answer.versions ?? []) as Json[]).map((version) => ({ ...version, ...members })) };
}

function failed(version: string, errorMessage: string): Json {
  return { failedVersions: { [version]: { errorCode: 'NOT_ALLOWED', errorMessage } } };
}

function crowd(count: number): Json[] {
  return Array.from({ length: count }, (_, n) => ({
    version: `7.${n}.0`,
    status: 'Published',
    revision: `r${n}`.padEnd(50, '0'),
  }));
}

function slowNames(count: number): Json[] {
  return Array.from({ length: count }, (_, n) => ({
    version: `1${'.0'.repeat(124)}.${n}`,
    status: 'Published',
    revision: 'r',
  }));
}
