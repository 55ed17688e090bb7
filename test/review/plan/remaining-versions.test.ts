import { Stack } from 'aws-cdk-lib';
import { DisposedPackageVersions } from '../../../lib';
import { ENV, LEFT_PAD, leftPad, ReviewedRegistry } from '../review-of-app';

let reviewedRegistry: ReviewedRegistry;

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
  reviewedRegistry.registry.createRepository('my-domain', 'my-repo');
  reviewedRegistry.publish('1.0.0', '1.0.1', '1.1.0', '2.0.0');
});
afterEach(() => reviewedRegistry.stop());

async function remaining(...declared: string[][]) {
  const assembly = reviewedRegistry.synth((app) => {
    const stack = new Stack(app, 'Disposal', { env: ENV });
    declared.forEach((versions, index) => new DisposedPackageVersions(stack, `Declaration${index}`, leftPad(versions)));
  });
  const { declarations } = await reviewedRegistry.plan(assembly);
  return declarations.map(({ remainingVersions }) => remainingVersions);
}

describe('What stays of a package', () => {
  test('is what the plan does not dispose', async () => {
    expect(await remaining(['1.0.0'])).toEqual([3]);
  });

  test('is nothing where every version is disposed, by several declarations together', async () => {
    expect(await remaining(['1.0.0', '1.0.1'], ['1.1.0', '2.0.0'])).toEqual([0, 0]);
  });

  test('is everything where the declaration is refused', async () => {
    expect(await remaining(['1.0.0', '9.9.9'])).toEqual([4]);
  });

  test('leaves out versions whose assets are gone already', async () => {
    reviewedRegistry.registry.dispose(LEFT_PAD, '2.0.0');

    expect(await remaining(['1.0.0'])).toEqual([2]);
  });
});
