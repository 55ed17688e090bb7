import { Stack } from 'aws-cdk-lib';
import { DisposedPackageVersions } from '../../../lib';
import { ENV, leftPad, ReviewedRegistry } from '../review-of-app';
import { LEFT_PAD } from '../../fixtures/packages';

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

describe('The versions that a package keeps', () => {
  test('A package keeps what the plan does not dispose', async () => {
    expect(await remaining(['1.0.0'])).toEqual([3]);
  });

  test('A package keeps nothing where several declarations together dispose every version', async () => {
    expect(await remaining(['1.0.0', '1.0.1'], ['1.1.0', '2.0.0'])).toEqual([0, 0]);
  });

  test('A package keeps every version where the declaration is refused', async () => {
    expect(await remaining(['1.0.0', '9.9.9'])).toEqual([4]);
  });

  test('A package keeps no version whose assets are gone already', async () => {
    reviewedRegistry.registry.dispose(LEFT_PAD, '2.0.0');

    expect(await remaining(['1.0.0'])).toEqual([2]);
  });
});
