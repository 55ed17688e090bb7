import type { RawAnswer } from '../../../local/codeartifact/faults';
import { CodeArtifactReader } from '../../../review/read/codeartifact-reader';
import { Deployment } from '../../lambda/deployment';
import { exitStatus } from '../../../review/plan/plan-model';
import { leftPad, ReviewedRegistry } from '../review-of-app';
import { LEFT_PAD } from '../../fixtures/packages';

let reviewedRegistry: ReviewedRegistry;
let reader: CodeArtifactReader;

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
  reader = new CodeArtifactReader({ concurrency: 4 });
});
afterEach(async () => {
  reader.close();
  await reviewedRegistry.stop();
});

const PACKAGE = { ...LEFT_PAD, format: 'npm' as const };

/** Answers calls of an operation with JSON that is written as it stands. */
function answer(operation: 'DescribePackageVersion' | 'ListPackageVersionAssets', body: string) {
  const raw: RawAnswer = { status: 200, body };
  reviewedRegistry.service.faults.inject({ fault: 'raw', operation, answer: raw, times: Infinity });
}

describe('A time of publication', () => {
  test.each(['1e20', '1e400', '"NaN"', '-1', '0', '"yesterday"', '253402300800', 'true', '{}', 'null'])(
    'A time of publication of %s is not known, and the plan is complete without',
    async (publishedTime) => {
      reviewedRegistry.publish('1.0.0');
      answer('DescribePackageVersion', `{"packageVersion":{"version":"1.0.0","publishedTime":${publishedTime}}}`);
      const plan = await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(['1.0.0'])));
      expect(plan.declarations[0]!.versions[0]!.publishedTime).toBeUndefined();
      expect(exitStatus(plan, 'refusal')).toBe(0);
    },
  );

  test('A time of publication in an answer that is not JSON is a problem', async () => {
    reviewedRegistry.publish('1.0.0');
    answer('DescribePackageVersion', '<html>');
    expect((await reader.publishedTime(PACKAGE, '1.0.0', undefined)).problem).toMatchObject({
      code: 'UNREADABLE_ANSWER',
    });
  });
});

describe('The size of a version', () => {
  test.each(['1e20', '-1', '"5"', '"NaN"', 'null', '{}'])(
    'The size of a version is not known with an asset of %s bytes',
    async (size) => {
      reviewedRegistry.publish('1.0.0');
      answer('ListPackageVersionAssets', `{"assets":[{"name":"a","size":5},{"name":"b","size":${size}}]}`);
      expect(await reader.size(PACKAGE, '1.0.0', undefined)).toEqual({ value: undefined });
    },
  );

  test('The size of a version is the sum over all pages of its assets', async () => {
    reviewedRegistry.service.variants = { ...reviewedRegistry.service.variants, pages: 'short' };
    const assets = Array.from({ length: 600 }, (_, index) => ({ name: `asset-${index}`, size: 2 }));
    reviewedRegistry.registry.publish(LEFT_PAD, '1.0.0', { assets });
    expect(await reader.size(PACKAGE, '1.0.0', undefined)).toEqual({ value: 1_200 });
  });
});

describe('The list of versions', () => {
  test('The list of versions cannot be read if the list of archived versions cannot be read', async () => {
    reviewedRegistry.publish('1.0.0');
    reviewedRegistry.service.faults.inject({
      fault: 'access-denied',
      operation: 'ListPackageVersions',
      when: ({ query }) => query['status'] === 'Archived',
      times: Infinity,
    });
    const plan = await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(['1.0.0', '9.9.9'])));
    expect(exitStatus(plan, 'refusal')).toBe(1);
    expect(plan.problems).toEqual([
      expect.stringContaining('AccessDeniedException: allow codeartifact:ListPackageVersions'),
    ]);
    expect(plan.declarations[0]!.versions.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown']);
  });

  test('The list of versions is read once, however often it is asked for', async () => {
    reviewedRegistry.publish('1.0.0');
    const { domain, repository, ...others } = PACKAGE;
    await Promise.all([
      reader.versions(PACKAGE, [], undefined),
      reader.versions({ ...others, repository, domain }, [], undefined),
    ]);
    expect(reviewedRegistry.service.callsOf('ListPackageVersions')).toHaveLength(1);
  });

  test('The list of versions in the order of publication has the newest version first', async () => {
    reviewedRegistry.publish('2.0.0', '1.0.0');
    const { value } = await reader.versionsByPublishedTime(PACKAGE, 'all', undefined);
    expect([...value!.versions.keys()]).toEqual(['1.0.0', '2.0.0']);
  });

  test('The list of versions with a version that has no name cannot be read', async () => {
    reviewedRegistry.publish('1.0.0');
    reviewedRegistry.service.faults.inject({
      fault: 'rewrite',
      operation: 'ListPackageVersions',
      rewrite: () => ({ versions: [{ status: 'Published' }] }),
    });
    expect((await reader.versions(PACKAGE, ['1.0.0'], undefined)).problem?.message).toContain(
      'a version without a name',
    );
  });
});

describe('A revision that breaks the rules of the service', () => {
  test.each(['a revision', 'r'.repeat(60)])(
    'The invalid revision %p is refused by the plan and by the function',
    async (revision) => {
      const rewrite = () => ({ versions: [{ version: '1.0.0', status: 'Published', revision }] });
      const fault = { fault: 'rewrite', operation: 'ListPackageVersions', rewrite, times: Infinity } as const;
      reviewedRegistry.publish('1.0.0');
      reviewedRegistry.service.faults.inject(fault);
      const plan = await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(['1.0.0'])));
      const [version] = plan.declarations[0]!.versions;
      expect(version).toMatchObject({ verdict: 'refused', code: 'NOT_ALLOWED' });

      const deployment = await Deployment.start();
      try {
        deployment.codeArtifact.registry.publish(LEFT_PAD, '1.0.0');
        deployment.codeArtifact.faults.inject(fault);
        const { Status, Reason } = await deployment.create({ ...LEFT_PAD, versions: ['1.0.0'] });
        expect(Status).toBe('FAILED');
        expect(Reason).toContain(`1.0.0 ${version!.code}: ${version!.message}`);
      } finally {
        await deployment.stop();
      }
    },
  );
});

test('Without permission, the problem names the identity, the action and the resource', async () => {
  reviewedRegistry.publish('1.0.0');
  reviewedRegistry.service.faults.inject({ fault: 'access-denied', operation: 'DescribeRepository' });
  expect((await reader.sources(PACKAGE, undefined)).problem?.message).toMatch(
    /^allow codeartifact:DescribeRepository on arn:aws:codeartifact:us-east-1:\*:repository\/my-domain\/my-repo to the identity that runs this command/,
  );
});
