import { exitStatus } from '../../../review/plan/plan-model';
import { leftPad, ReviewedRegistry } from '../review-of-app';
import { LEFT_PAD } from '../../fixtures/packages';

let reviewedRegistry: ReviewedRegistry;

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
});
afterEach(() => reviewedRegistry.stop());

describe('the registry is asked', () => {
  const calls = (operation: Parameters<typeof reviewedRegistry.service.callsOf>[0]) =>
    reviewedRegistry.service.callsOf(operation).length;

  test('The registry is asked for the versions of a package once, however many declarations name it', async () => {
    reviewedRegistry.publish('1.0.0', '1.1.0');
    const plan = await reviewedRegistry.plan(
      reviewedRegistry.synthOne(leftPad(['1.0.0']), leftPad(['1.1.0']), leftPad(['1.0.0', '1.1.0'])),
    );
    expect(plan.declarations).toHaveLength(3);
    expect(calls('ListPackageVersions')).toBe(1);
    expect(calls('DescribeRepository')).toBe(1);
  });

  test('The registry is asked for the size and time only of versions that would be disposed', async () => {
    reviewedRegistry.publish('1.0.0', '1.1.0');
    reviewedRegistry.registry.dispose(LEFT_PAD, '1.0.0');
    await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(['1.0.0', '1.1.0'])));
    expect(reviewedRegistry.service.callsOf('ListPackageVersionAssets').map(({ query }) => query['version'])).toEqual([
      '1.1.0',
    ]);
    expect(reviewedRegistry.service.callsOf('DescribePackageVersion').map(({ query }) => query['version'])).toEqual([
      '1.1.0',
    ]);
  });

  test('The registry is asked for nothing but the lists where the rest is switched off', async () => {
    reviewedRegistry.publish('1.0.0');
    const plan = await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(['1.0.0'])), {
      asked: { sizes: false, publishedTimes: false, upstreams: false },
    });
    expect(new Set(reviewedRegistry.service.calls.map(({ operation }) => operation))).toEqual(
      new Set(['ListPackageVersions']),
    );
    expect(plan.totals.sizeBytes).toBeNull();
  });

  test('The registry is asked to change nothing, ever', async () => {
    reviewedRegistry.publish('1.0.0', '1.1.0');
    const before = reviewedRegistry.registry.snapshot();
    await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(['1.0.0', '1.1.0', '9.9.9'])));
    expect(reviewedRegistry.registry.snapshot()).toEqual(before);
    expect(calls('DisposePackageVersions')).toBe(0);
  });

  test('The registry is asked with the owner of the domain, where that is another account', async () => {
    reviewedRegistry.publish('1.0.0');
    const plan = await reviewedRegistry.plan(
      reviewedRegistry.synthOne(leftPad(['1.0.0'], { domainOwner: '999988887777' })),
    );
    expect(reviewedRegistry.service.calls[0]!.query['domain-owner']).toBe('999988887777');
    expect(plan.problems[0]).toContain('domain my-domain of account 999988887777 does not exist');
  });

  test('The registry is asked page by page, to the last', async () => {
    const names = Array.from({ length: 1001 }, (_, index) => `1.0.${index}`);
    reviewedRegistry.publish(...names);
    const plan = await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(['1.0.0', '1.0.999', '1.0.1000'])), {
      asked: { sizes: false },
    });
    expect(plan.totals.willBeDisposed).toBe(3);
    expect(calls('ListPackageVersions')).toBe(2);
  });

  test('The registry is asked in at most as many calls at once as allowed', async () => {
    reviewedRegistry.service.latency = 5;
    reviewedRegistry.publish(...Array.from({ length: 40 }, (_, index) => `1.0.${index}`));
    const declared = Array.from({ length: 40 }, (_, index) => `1.0.${index}`);
    await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(declared)), { concurrency: 3 });
    const most =
      reviewedRegistry.service.mostAtOnce('DescribePackageVersion') +
      reviewedRegistry.service.mostAtOnce('ListPackageVersionAssets');
    expect(reviewedRegistry.service.mostAtOnce('ListPackageVersionAssets')).toBeLessThanOrEqual(3);
    expect(reviewedRegistry.service.mostAtOnce('DescribePackageVersion')).toBeLessThanOrEqual(3);
    expect(most).toBeGreaterThan(2);
  });

  test('The registry is asked again where it throttles', async () => {
    reviewedRegistry.publish('1.0.0');
    reviewedRegistry.service.faults.inject({ fault: 'throttling', times: 3 });
    const plan = await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(['1.0.0'])));
    expect(plan).toMatchObject({ complete: true, totals: { willBeDisposed: 1 } });
    expect(reviewedRegistry.service.faults.nextFault).toBe(0);
  });
});

describe('A part that could not be read', () => {
  /** Two packages, of which one is out of bounds. */
  async function planWithDenied(
    operation: 'ListPackageVersions' | 'ListPackageVersionAssets' | 'DescribePackageVersion',
  ) {
    reviewedRegistry.publish('1.0.0');
    const other = { ...LEFT_PAD, package: 'right-pad' };
    reviewedRegistry.registry.publish(other, '1.0.0');
    reviewedRegistry.service.faults.inject({
      fault: 'access-denied',
      operation,
      when: ({ resource }) => resource.endsWith('/right-pad'),
      times: Infinity,
    });
    return reviewedRegistry.plan(
      reviewedRegistry.synthOne(leftPad(['1.0.0']), leftPad(['1.0.0'], { packageName: 'right-pad' })),
    );
  }

  test('A part that could not be read leaves the other packages planned, and the plan incomplete', async () => {
    const plan = await planWithDenied('ListPackageVersions');
    expect(plan.declarations.map(({ outcome }) => outcome)).toEqual(['unknown', 'will dispose']);
    expect(plan.declarations[0]!.versions[0]).toMatchObject({ version: '1.0.0', verdict: 'unknown' });
    expect(plan.totals).toMatchObject({ willBeDisposed: 1, unknown: 1 });
    expect(exitStatus(plan, 'refusal')).toBe(1);
  });

  test('A part that could not be read is said with the action and the ARN to allow', async () => {
    const { problems } = await planWithDenied('ListPackageVersions');
    expect(problems[0]).toContain(
      'allow codeartifact:ListPackageVersions on ' +
        'arn:aws:codeartifact:us-east-1:111122223333:package/my-domain/my-repo/npm/my-scope/right-pad',
    );
  });

  test.each(['ListPackageVersionAssets', 'DescribePackageVersion'] as const)(
    'A version whose details cannot be read, by %s, makes the plan incomplete, though its verdict is known',
    async (operation) => {
      const plan = await planWithDenied(operation);
      expect(plan.totals.willBeDisposed).toBe(2);
      expect(exitStatus(plan, 'refusal')).toBe(1);
    },
  );

  test('A repository that cannot be read makes the plan incomplete', async () => {
    reviewedRegistry.publish('1.0.0');
    reviewedRegistry.service.faults.inject({
      fault: 'access-denied',
      operation: 'DescribeRepository',
      times: Infinity,
    });
    const plan = await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(['1.0.0'])));
    expect(plan.problems[0]).toContain(
      'codeartifact:DescribeRepository on arn:aws:codeartifact:us-east-1:111122223333:repository/my-domain/my-repo',
    );
  });

  test('A repository that does not exist is named', async () => {
    reviewedRegistry.registry.createDomain('my-domain');
    const plan = await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(['1.0.0'])));
    expect(plan).toMatchObject({ complete: false });
    expect(plan.problems[0]).toContain('repository my-repo in domain my-domain does not exist');
  });

  test('A part that could not be read outweighs a refusal in the exit status', async () => {
    reviewedRegistry.publish('1.0.0');
    const plan = await reviewedRegistry.plan(
      reviewedRegistry.synthOne(leftPad(['9.9.9']), leftPad(['1.0.0'], { repository: 'no-such-repo' })),
    );
    expect(exitStatus(plan, 'refusal')).toBe(1);
  });
});
