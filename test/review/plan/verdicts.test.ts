import { type App, type CfnResource, Stack } from 'aws-cdk-lib';
import { DisposedPackageVersions, PackageFormat, PackageVersionStatus } from '../../../lib';
import { exitStatus, type Plan } from '../../../review/plan/plan-model';
import { ENV, leftPad, ReviewedRegistry } from '../review-of-app';
import { LEFT_PAD } from '../../fixtures/packages';

let reviewedRegistry: ReviewedRegistry;

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
});
afterEach(() => reviewedRegistry.stop());

describe('the verdict of a version', () => {
  test('A version that exists is "will be disposed", with its status, revision, time of publication and size', async () => {
    reviewedRegistry.registry.publish(LEFT_PAD, '1.0.0', {
      assets: [
        { name: 'package.tgz', size: 1000 },
        { name: 'package.sig', size: 24 },
      ],
      publishedTime: new Date('2025-06-01T12:00:00Z'),
    });
    const { '1.0.0': version } = await reviewedRegistry.versions(leftPad(['1.0.0']));
    expect(version).toMatchObject({
      verdict: 'will be disposed',
      status: 'Published',
      revision: reviewedRegistry.revision('1.0.0'),
      pin: 'none',
      publishedTime: '2025-06-01T12:00:00.000Z',
      sizeBytes: 1024,
    });
  });

  test('A version whose assets are gone is "already disposed", whatever its pin and the guard say', async () => {
    reviewedRegistry.publish('1.0.0');
    reviewedRegistry.registry.dispose(LEFT_PAD, '1.0.0');
    const { '1.0.0': version } = await reviewedRegistry.versions(
      leftPad(['1.0.0'], { versionRevisions: { '1.0.0': 'another' }, expectedStatus: PackageVersionStatus.ARCHIVED }),
    );
    expect(version).toMatchObject({ verdict: 'already disposed', pin: 'differs' });
  });

  test('A version that does not exist is refused as NOT_FOUND, with what was probably meant', async () => {
    reviewedRegistry.publish('1.1.0');
    const { '1.1': version } = await reviewedRegistry.versions(leftPad(['1.1']));
    expect(version).toMatchObject({ verdict: 'refused', code: 'NOT_FOUND', didYouMean: '1.1.0' });
  });

  test('A version that may be missing is "missing"', async () => {
    reviewedRegistry.publish('1.0.0');
    expect((await reviewedRegistry.versions(leftPad(['9.0.0'], { allowMissing: true })))['9.0.0']).toMatchObject({
      verdict: 'missing',
    });
  });

  test('A version of a package that does not exist is refused as NOT_FOUND', async () => {
    reviewedRegistry.registry.createRepository('my-domain', 'my-repo');
    expect((await reviewedRegistry.versions(leftPad(['1.0.0'])))['1.0.0']).toMatchObject({
      verdict: 'refused',
      code: 'NOT_FOUND',
    });
  });

  test('A version pinned to another revision is refused as MISMATCHED_REVISION', async () => {
    reviewedRegistry.publish('1.0.0');
    const { '1.0.0': version } = await reviewedRegistry.versions(
      leftPad(['1.0.0'], { versionRevisions: { '1.0.0': 'reviewed' } }),
    );
    expect(version).toMatchObject({
      verdict: 'refused',
      code: 'MISMATCHED_REVISION',
      pin: 'differs',
      pinnedRevision: 'reviewed',
    });
  });

  test('A version pinned to its revision will be disposed, and the pin is said to hold', async () => {
    reviewedRegistry.publish('1.0.0');
    const { '1.0.0': version } = await reviewedRegistry.versions(
      leftPad(['1.0.0'], { versionRevisions: { '1.0.0': reviewedRegistry.revision('1.0.0') } }),
    );
    expect(version).toMatchObject({ verdict: 'will be disposed', pin: 'holds' });
  });

  test('A version in another status than expected is refused as MISMATCHED_STATUS', async () => {
    reviewedRegistry.publish('1.0.0');
    const { '1.0.0': version } = await reviewedRegistry.versions(
      leftPad(['1.0.0'], { expectedStatus: PackageVersionStatus.ARCHIVED }),
    );
    expect(version).toMatchObject({ verdict: 'refused', code: 'MISMATCHED_STATUS' });
  });

  test('A version beside a refused one is "skipped", since the deployment then disposes nothing', async () => {
    reviewedRegistry.publish('1.0.0');
    const versions = await reviewedRegistry.versions(leftPad(['1.0.0', '9.9.9']));
    expect(versions['1.0.0']).toMatchObject({ verdict: 'skipped' });
    expect(versions['9.9.9']).toMatchObject({ verdict: 'refused' });
  });

  test('A version that only a list by status shows is found', async () => {
    reviewedRegistry.service.variants = { ...reviewedRegistry.service.variants, unfilteredList: 'without-archived' };
    reviewedRegistry.publish('1.0.0');
    reviewedRegistry.registry.archive(LEFT_PAD, '1.0.0');
    expect((await reviewedRegistry.versions(leftPad(['1.0.0'])))['1.0.0']).toMatchObject({
      verdict: 'will be disposed',
      status: 'Archived',
    });
  });
});

describe('the warnings of a version that will be disposed', () => {
  const warnings = async (...props: Parameters<typeof leftPad>) =>
    Object.values(await reviewedRegistry.versions(leftPad(...props))).map((version) =>
      version.warnings.map(({ id }) => id),
    );

  test('The warnings of a version that will be disposed say that it is the default version', async () => {
    reviewedRegistry.publish('1.0.0', '2.0.0');
    reviewedRegistry.registry.tag(LEFT_PAD, 'latest', '2.0.0');
    expect(await warnings(['1.0.0', '2.0.0'], { expectedStatus: PackageVersionStatus.PUBLISHED })).toEqual([
      ['nothing-remains'],
      ['nothing-remains', 'default-version'],
    ]);
  });

  test('The warnings of a version that will be disposed say from which upstream repository it could come back', async () => {
    reviewedRegistry.registry.createRepository('my-domain', 'store');
    reviewedRegistry.registry.createRepository('my-domain', 'my-repo', { upstreams: ['store'] });
    reviewedRegistry.publish('0.9.0', '1.0.0');
    const { '0.9.0': version } = await reviewedRegistry.versions(
      leftPad(['0.9.0'], { expectedStatus: PackageVersionStatus.PUBLISHED }),
    );
    expect(version!.warnings).toEqual([{ id: 'upstream', message: 'may come back from store' }]);
  });

  test('The warnings of a version that will be disposed say so of an external connection of the same format, and not of another', async () => {
    reviewedRegistry.registry.createRepository('my-domain', 'my-repo', { externalConnections: ['public:npmjs'] });
    reviewedRegistry.publish('0.9.0', '1.0.0');
    reviewedRegistry.registry.publish({ ...LEFT_PAD, format: 'pypi', namespace: undefined }, '0.9.0');
    reviewedRegistry.registry.publish({ ...LEFT_PAD, format: 'pypi', namespace: undefined }, '1.0.0');
    const guard = { expectedStatus: PackageVersionStatus.PUBLISHED };
    expect(await warnings(['0.9.0'], guard)).toEqual([['upstream']]);
    expect(await warnings(['0.9.0'], { ...guard, format: PackageFormat.PYPI, packageNamespace: undefined })).toEqual([
      [],
    ]);
  });

  test('The warnings of a version that will be disposed say that it is Published without a guard, and not so of an archived one', async () => {
    reviewedRegistry.publish('1.0.0', '1.1.0', '2.0.0');
    reviewedRegistry.registry.archive(LEFT_PAD, '1.0.0');
    expect(await warnings(['1.0.0', '1.1.0'])).toEqual([[], ['unguarded']]);
  });

  test('The warnings of a version that will be disposed are not given for a version that is disposed already', async () => {
    reviewedRegistry.publish('1.0.0');
    reviewedRegistry.registry.dispose(LEFT_PAD, '1.0.0');
    expect(await warnings(['1.0.0'])).toEqual([[]]);
  });
});

describe('the totals', () => {
  test('The totals count a version once however many declarations name it', async () => {
    reviewedRegistry.publish('1.0.0', '1.1.0');
    const plan = await reviewedRegistry.plan(
      reviewedRegistry.synthOne(leftPad(['1.0.0', '1.1.0']), leftPad(['1.0.0'])),
    );
    expect(plan.totals).toMatchObject({ declarations: 2, packagesToDispose: 1, willBeDisposed: 2, sizeBytes: 2048 });
  });

  test('The totals do not count a skipped version as disposed', async () => {
    reviewedRegistry.publish('1.0.0');
    const plan = await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(['1.0.0', '9.9.9'])));
    expect(plan.totals).toMatchObject({ willBeDisposed: 0, skipped: 1, refused: 1, sizeBytes: 0 });
  });

  test('The totals say how many sizes the service did not give', async () => {
    reviewedRegistry.publish('1.0.0');
    reviewedRegistry.service.variants = { ...reviewedRegistry.service.variants, omit: ['AssetSummary.size'] };
    const plan = await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(['1.0.0'])));
    expect(plan.totals).toMatchObject({ sizeBytes: 0, sizeUnknown: 1 });
  });
});

describe('the exit status', () => {
  const statusOf = (plan: Plan) => [exitStatus(plan, 'refusal'), exitStatus(plan, 'disposal')];

  test('The exit status is 0 where something is disposed and nothing refused, or 3 if asked for', async () => {
    reviewedRegistry.publish('1.0.0');
    expect(statusOf(await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(['1.0.0']))))).toEqual([0, 3]);
  });

  test('The exit status is 0 where nothing is left to dispose', async () => {
    reviewedRegistry.publish('1.0.0');
    reviewedRegistry.registry.dispose(LEFT_PAD, '1.0.0');
    expect(statusOf(await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(['1.0.0']))))).toEqual([0, 0]);
  });

  test('The exit status is 2 where something is refused', async () => {
    reviewedRegistry.publish('1.0.0');
    expect(statusOf(await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(['9.9.9']))))).toEqual([2, 2]);
  });
});

test('Properties that the deployment would not take are refused, with the broken rule', async () => {
  reviewedRegistry.publish('1.0.0');
  const assembly = reviewedRegistry.synth((app: App) => {
    const stack = new Stack(app, 'Disposal', { env: ENV });
    const declared = new DisposedPackageVersions(stack, 'LeftPad', leftPad(['1.0.0']));
    const resource = declared.node.findChild('Resource').node.defaultChild as CfnResource;
    resource.addPropertyOverride('versions', ['1.0.0', '1.0.0']);
  });
  const plan = await reviewedRegistry.plan(assembly);
  expect(plan.declarations[0]).toMatchObject({
    outcome: 'refused',
    problem: { code: 'INVALID_PROPERTIES', message: 'versions must be free of duplicates; got "1.0.0"' },
  });
  expect(exitStatus(plan, 'refusal')).toBe(2);
});
