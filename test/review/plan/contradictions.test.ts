import { type App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ArchivedPackageVersions, PackageFormat, RestoredStatus } from '../../../lib';
import { LEFT_PAD } from '../../fixtures/packages';
import { ENV, ReviewedRegistry } from '../review-of-app';

let registry: ReviewedRegistry;

beforeEach(async () => {
  registry = await ReviewedRegistry.start();
  registry.publish('1.0.0', '1.1.0');
  ['1.0.0', '1.1.0'].forEach((version) => registry.registry.archive(LEFT_PAD, version));
});

afterEach(() => registry.stop());

/** The versions that each of two stacks archives. */
interface Archiving {
  readonly first: readonly string[];
  readonly second: readonly string[];
  /** Default: a bucket of each stack. */
  readonly recordBucket?: string;
}

function archiving({ first, second, recordBucket }: Archiving): (app: App) => void {
  return (app) => {
    for (const [id, versions] of Object.entries({ First: first, Second: second })) {
      const stack = new Stack(app, id, { env: ENV });
      if (versions.length > 0) {
        new ArchivedPackageVersions(stack, 'Archived', {
          domain: 'my-domain',
          repository: 'my-repo',
          format: PackageFormat.NPM,
          packageNamespace: 'my-scope',
          packageName: 'left-pad',
          versions: [...versions],
          restoreTo: RestoredStatus.PUBLISHED,
          ...(recordBucket !== undefined && { recordBucket: Bucket.fromBucketName(stack, 'Record', recordBucket) }),
        });
      }
    }
  };
}

const planOf = (change: Archiving, base: Archiving) =>
  registry.plan(registry.synth(archiving(change)), { base: registry.synth(archiving(base)) });

const problemsOf = async (change: Archiving, base: Archiving) =>
  (await planOf(change, base)).unresolved.filter(({ id }) => id === 'contradiction');

test('A version that one stack restores and another one archives makes the plan incomplete, with what to do', async () => {
  const plan = await planOf({ first: ['1.1.0'], second: ['1.0.0'] }, { first: ['1.0.0', '1.1.0'], second: [] });
  expect(plan.complete).toBe(false);
  expect(plan.unresolved.find(({ id }) => id === 'contradiction')).toEqual({
    id: 'contradiction',
    stack: 'First/Archived',
    message: 'First/Archived restores @my-scope/left-pad 1.0.0 in my-domain/my-repo, which Second/Archived archives.',
    resolution: 'Give both the same recordBucket, in which they see each other, or take out restoreTo.',
  });
});

test('A version that moves to another stack with the same record bucket contradicts nothing', async () => {
  const recordBucket = 'my-records';
  expect(
    await problemsOf(
      { first: ['1.1.0'], second: ['1.0.0'], recordBucket },
      { first: ['1.0.0', '1.1.0'], second: [], recordBucket },
    ),
  ).toEqual([]);
});

test('A declaration that is removed contradicts another stack that archives its versions', async () => {
  expect(await problemsOf({ first: [], second: ['1.0.0'] }, { first: ['1.0.0'], second: ['1.0.0'] })).toHaveLength(1);
});

test('A version that both stacks go on to archive contradicts nothing', async () => {
  const both = { first: ['1.0.0'], second: ['1.0.0'] };
  expect(await problemsOf({ ...both, first: ['1.0.0', '1.1.0'] }, both)).toEqual([]);
});
