import type { App } from 'aws-cdk-lib';
import { CfnCondition, CfnParameter, CfnResource, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnPackageGroup } from 'aws-cdk-lib/aws-codeartifact';
import type { Plan } from '../../../review/plan/plan-model';
import { PLAN_OUTPUTS } from '../../../review/render/plan-outputs';
import { ENV, ReviewedRegistry } from '../review-of-app';

const OPTIONS = { maxLength: 65_000, color: false, width: undefined };

let registry: ReviewedRegistry;

beforeEach(async () => {
  registry = await ReviewedRegistry.start();
});
afterEach(() => registry.stop());

interface GroupOptions {
  readonly pattern?: string;
  readonly upstreams?: string;
  readonly id?: string;
}

function addGroup(
  stack: Stack,
  { pattern = '/npm//keyv$', upstreams = 'BLOCK', id = 'Keyv' }: GroupOptions = {},
): CfnPackageGroup {
  const restrictions = {
    publish: { restrictionMode: 'INHERIT' },
    externalUpstream: { restrictionMode: upstreams },
    internalUpstream: { restrictionMode: upstreams },
  };
  const properties = { domainName: 'my-domain', pattern, originConfiguration: { restrictions } };
  return new CfnPackageGroup(stack, id, properties);
}

function synth(build: (stack: Stack) => unknown): string {
  return registry.synth((app: App) => build(new Stack(app, 'Domain', { env: ENV })));
}

/** The package groups of a plan, a text each. */
function describeGroups({ packageGroups = [] }: Plan): string[] {
  return packageGroups.map(
    ({ change, pattern, modes }) => `${change} ${pattern}: ${modes.externalUpstream}/${modes.publish}`,
  );
}

describe('The package groups of a plan', () => {
  test('A plan without a base has every package group that is declared', async () => {
    const plan = await registry.plan(synth((stack) => addGroup(stack)));
    expect(describeGroups(plan)).toEqual(['declared /npm//keyv$: BLOCK/INHERIT']);
    expect(plan.complete).toBe(true);
  });

  test('A plan with a base has the groups that the change adds, changes or removes, and no other', async () => {
    const base = synth((stack) => {
      addGroup(stack, { pattern: '/npm//same$', id: 'Same' });
      addGroup(stack, { pattern: '/npm//changed$', id: 'Changed' });
      addGroup(stack, { pattern: '/npm//removed$', id: 'Removed' });
      addGroup(stack, { pattern: '/npm//kept$', id: 'Kept' }).applyRemovalPolicy(RemovalPolicy.RETAIN);
    });
    const head = synth((stack) => {
      addGroup(stack, { pattern: '/npm//same$', id: 'RenamedConstruct' });
      addGroup(stack, { pattern: '/npm//changed$', id: 'Changed', upstreams: 'ALLOW' });
      addGroup(stack, { pattern: '/npm//added$', id: 'Added' });
    });
    const plan = await registry.plan(head, { base });
    expect(describeGroups(plan).sort()).toEqual([
      'added /npm//added$: BLOCK/INHERIT',
      'changed /npm//changed$: ALLOW/INHERIT',
      'removed /npm//removed$: BLOCK/INHERIT',
    ]);
    expect(PLAN_OUTPUTS.table(plan, OPTIONS)).toContain(
      'Blocks of 2 package groups taken away: versions that were taken down may come back.',
    );
  });

  test('A change that adds blocks takes none away', async () => {
    const plan = await registry.plan(
      synth((stack) => addGroup(stack)),
      { base: synth((stack) => new CfnResource(stack, 'Other', { type: 'AWS::SNS::Topic' })) },
    );
    expect(PLAN_OUTPUTS.table(plan, OPTIONS)).not.toContain('taken away');
  });

  test('A mode that only the deployment knows is not known, and may differ from the base', async () => {
    const assembly = synth((stack) => {
      const mode = new CfnParameter(stack, 'Mode');
      addGroup(stack, { upstreams: mode.valueAsString });
    });
    const plan = await registry.plan(assembly, { base: assembly });
    expect(describeGroups(plan)).toEqual(['changed /npm//keyv$: null/INHERIT']);
  });

  test('A group whose condition never holds is not shown, and a group without restrictions inherits', async () => {
    const plan = await registry.plan(
      synth((stack) => {
        const never = new CfnCondition(stack, 'Never', { expression: Fn.conditionEquals('a', 'b') });
        addGroup(stack).cfnOptions.condition = never;
        new CfnPackageGroup(stack, 'Plain', { domainName: 'my-domain', pattern: '/pypi/*' });
      }),
    );
    expect(describeGroups(plan)).toEqual(['declared /pypi/*: INHERIT/INHERIT']);
  });

  test.each(['table', 'markdown', 'github', 'junit', 'json', 'jsonl'] as const)(
    'The format %s says what a package group blocks',
    async (format) => {
      const plan = await registry.plan(synth((stack) => addGroup(stack, { pattern: '/npm/my-scope/keyv$' })));
      const text = PLAN_OUTPUTS[format](plan, OPTIONS).replaceAll('&#64;', '@');
      expect(text).toContain(
        format.startsWith('json')
          ? '/npm/my-scope/keyv$'
          : 'npm @my-scope/keyv in all repositories of my-domain, us-east-1: external connections blocked, upstreams blocked, publications as in the group above (Domain/Keyv)',
      );
    },
  );
});
