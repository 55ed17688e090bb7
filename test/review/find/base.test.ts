import { join } from 'node:path';
import { CfnResource, Stack, Tags } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { RESOURCE_TYPE } from '../../../declaration/resource-type';
import { DisposedPackageVersions } from '../../../lib';
import { readAssembly } from '../../../template/read/assembly';
import { readBase } from '../../../review/find/base';
import { ENV, leftPad, ReviewedRegistry } from '../review-of-app';
import { LEFT_PAD } from '../../fixtures/packages';

let reviewedRegistry: ReviewedRegistry;

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
  reviewedRegistry.publish('1.0.0', '1.1.0', '1.2.0');
});
afterEach(() => reviewedRegistry.stop());

function isDeclaration(construct: IConstruct): construct is CfnResource {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === RESOURCE_TYPE;
}

type LeftPadArguments = Parameters<typeof leftPad>;

async function compared(before: LeftPadArguments, after: LeftPadArguments) {
  const plan = await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(...after)), {
    base: reviewedRegistry.synthOne(leftPad(...before)),
  });
  return {
    plan,
    versions: plan.declarations.flatMap(({ versions }) =>
      versions.map((plannedVersion) => [plannedVersion.version, plannedVersion.verdict]),
    ),
  };
}

test('Versions that the base declares and that are done are left out, and added ones are shown', async () => {
  reviewedRegistry.registry.dispose(LEFT_PAD, '1.0.0');
  const { plan, versions } = await compared([['1.0.0']], [['1.0.0', '1.1.0']]);
  expect(versions).toEqual([['1.1.0', 'will be disposed']]);
  expect(plan.totals).toMatchObject({ willBeDisposed: 1, alreadyDisposed: 0 });
});

test('A version that the base declares and that is not done yet is shown, since the update disposes it too', async () => {
  const { plan, versions } = await compared([['1.0.0']], [['1.0.0', '1.1.0']]);
  expect(versions).toEqual([
    ['1.0.0', 'will be disposed'],
    ['1.1.0', 'will be disposed'],
  ]);
  expect(plan.declarations[0]!.versions.map(({ added }) => added)).toEqual([false, true]);
});

test('An unchanged declaration is asked about in one list, which says if a deployment of the base failed', async () => {
  const { plan } = await compared([['1.0.0']], [['1.0.0']]);
  expect(plan).toMatchObject({ declarations: [], totals: { unchangedDeclarations: 1, willBeDisposed: 0 } });
  expect(reviewedRegistry.service.calls.map(({ operation }) => operation)).toEqual(['ListPackageVersions']);
  expect(plan.notDeployed).toMatchObject([{ constructPath: 'Disposal/Declaration0', versions: ['1.0.0'] }]);
});

test('A declaration whose timeout only the deployment knows is shown, since a change of the timeout is an event', async () => {
  const synth = () =>
    reviewedRegistry.synth((app) => {
      const stack = new Stack(app, 'Disposal', { env: ENV });
      const timeout = new CfnResource(stack, 'Timeout', {
        type: 'Custom::Timeout',
        properties: { ServiceToken: 'arn' },
      });
      const leftPadVersions = new DisposedPackageVersions(stack, 'LeftPad', leftPad(['1.0.0']));
      const resource = leftPadVersions.node.findAll().find(isDeclaration)!;
      resource.addPropertyOverride('ServiceTimeout', timeout.getAtt('Seconds'));
    });
  const plan = await reviewedRegistry.plan(synth(), { base: synth() });
  expect(plan.declarations.flatMap(({ versions }) => versions.map(({ verdict }) => verdict))).toEqual([
    'will be disposed',
  ]);
});

test('A version that was declared before and has been deleted outright is "deleted", not refused', async () => {
  reviewedRegistry.registry.delete(LEFT_PAD, '1.0.0');
  const { plan, versions } = await compared([['1.0.0']], [['1.0.0', '1.1.0']]);
  expect(versions).toEqual([['1.1.0', 'will be disposed']]);
  expect(plan.declarations[0]!.outcome).toBe('will dispose');
});

test('Without a base, a version that has been deleted outright is refused, as in a new declaration', async () => {
  reviewedRegistry.registry.delete(LEFT_PAD, '1.0.0');
  const plan = await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(['1.0.0', '1.1.0'])));
  expect(plan.declarations[0]!.outcome).toBe('refused');
});

test('A version that another package declared before is refused where it does not exist', async () => {
  const { versions } = await compared([['9.9.9'], { packageName: 'right-pad' }], [['9.9.9']]);
  expect(versions).toEqual([['9.9.9', 'refused']]);
});

test('A removed declaration is nothing to review', async () => {
  const base = reviewedRegistry.synthOne(leftPad(['1.0.0']), leftPad(['1.1.0']));
  const plan = await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(['1.0.0'])), { base });
  expect(plan.declarations).toEqual([]);
});

test('A declaration that moved to another stack is new there', async () => {
  const synth = (name: string) =>
    reviewedRegistry.synth((app) => {
      new DisposedPackageVersions(new Stack(app, name, { env: ENV }), 'LeftPad', leftPad(['1.0.0']));
    });
  const plan = await reviewedRegistry.plan(synth('After'), { base: synth('Before') });
  expect(plan.declarations[0]!.versions[0]).toMatchObject({ version: '1.0.0', added: true });
});

test('A template can be the base, matched by its file name', async () => {
  reviewedRegistry.registry.dispose(LEFT_PAD, '1.0.0');
  const base = join(reviewedRegistry.synthOne(leftPad(['1.0.0'])), 'Disposal.template.json');
  const plan = await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(['1.0.0', '1.1.0'])), { base });
  expect(plan.declarations[0]!.versions.map(({ version }) => version)).toEqual(['1.1.0']);
});

test('A template that fits several stacks is refused as a base', () => {
  const base = join(reviewedRegistry.synthOne(leftPad(['1.0.0'])), 'Disposal.template.json');
  const head = reviewedRegistry.synth((app) =>
    ['A', 'B'].forEach((id) => Tags.of(new Stack(app, id, { env: ENV })).add('k', 'v')),
  );
  expect(() => readBase(base, readAssembly(head).stacks)).toThrow(/the file name of a stack's template.*2 stacks/);
});

test('With everything shown, as for pins, versions that are done are there too', async () => {
  reviewedRegistry.registry.dispose(LEFT_PAD, '1.0.0');
  const base = reviewedRegistry.synthOne(leftPad(['1.0.0']));
  const plan = await reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(['1.0.0', '1.1.0'])), {
    base,
    shown: { showAll: true },
  });
  expect(plan.declarations[0]!.versions.map(({ version }) => version)).toEqual(['1.0.0', '1.1.0']);
});
