import { rmSync, writeFileSync } from 'node:fs';
import type { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { type ManifestEntry, manifestHash, writeManifest } from '../../../declaration/manifest';
import type { DisposedPackages, DisposedPackagesProps } from '../../../lib/disposed-packages';
import { PackagePermissions } from '../../../lib/permissions/package-permissions';
import { PackageVersionStatus } from '../../../lib';
import type { Plan } from '../../../review/plan/plan-model';
import { ENV, ReviewedRegistry } from '../review-of-app';
import {
  forge,
  type ManifestApp,
  manifestFileOf,
  publish as publishVersions,
  stateMachineOf,
  synthManifest,
  verdictsOf,
} from './manifest-app';

let registry: ReviewedRegistry;

beforeEach(async () => {
  registry = await ReviewedRegistry.start();
});
afterEach(() => registry.stop());

const publish = (...names: string[]) => publishVersions(registry, ...names);
const synth = (entries: readonly ManifestEntry[], props?: ManifestApp['props'], extend?: ManifestApp['extend']) =>
  synthManifest(registry, entries, { props, extend });

describe('The plan of a manifest', () => {
  test('The plan of a manifest shows every version of every package, each pinned, and is complete without an acknowledgement', async () => {
    const plan = await registry.plan(synth(publish('a@1.0.0', 'a@1.1.0', 'b@2.0.0')));

    expect([plan.complete, plan.problems]).toEqual([true, []]);
    expect(verdictsOf(plan)).toEqual([
      'a@1.0.0 will be disposed',
      'a@1.1.0 will be disposed',
      'b@2.0.0 will be disposed',
    ]);
    expect(plan.totals).toMatchObject({ declarations: 1, packages: 2, willBeDisposed: 3, notPinned: 0 });
    expect(plan.manifests).toMatchObject([
      { constructPath: 'CleanUp/Packages', outcome: 'will dispose', packageCount: 2, versionCount: 3, addedLines: 3 },
    ]);
  });

  test.each<[string, (scope: Stack) => Partial<DisposedPackagesProps>]>([
    ['exact permissions', () => ({ permissions: PackagePermissions.exact() })],
    ['permissions by namespace', () => ({ permissions: PackagePermissions.namespaces() })],
    [
      'a role of the same stack',
      (stack) => ({
        functionOptions: {
          role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }),
        },
      }),
    ],
    [
      'a role that is imported',
      (stack) => ({ functionOptions: { role: iam.Role.fromRoleName(stack, 'Role', 'clean-up') } }),
    ],
  ])('The plan of a manifest is complete with %s', async (_, propsOf) => {
    const plan = await registry.plan(synth(publish('a@1.0.0'), propsOf));

    expect([plan.problems, plan.complete]).toEqual([[], true]);
  });

  test('The plan of a manifest disposes nothing of any package if a version of one package is refused', async () => {
    const entries = publish('a@1.0.0', 'b@2.0.0');

    const plan = await registry.plan(
      synth([...entries, { format: 'npm', package: 'c', version: '3.0.0', revision: 'r' }]),
    );

    expect(verdictsOf(plan)).toEqual(['a@1.0.0 skipped', 'b@2.0.0 skipped', 'c@3.0.0 refused']);
    expect(plan.manifests).toMatchObject([{ outcome: 'refused' }]);
    expect(plan.declarations[0]!.versions[0]!.message).toBe('another version of the manifest is refused');
  });

  test('The plan of a manifest refuses a version whose revision or status is not the one of the manifest', async () => {
    const [a, b] = publish('a@1.0.0', 'b@2.0.0') as [ManifestEntry, ManifestEntry];

    const plan = await registry.plan(
      synth([{ ...a, revision: 'other' }, b], { expectedStatus: PackageVersionStatus.ARCHIVED }),
    );

    expect(plan.declarations.flatMap(({ versions }) => versions.map(({ code }) => code))).toEqual([
      'MISMATCHED_REVISION',
      'MISMATCHED_STATUS',
    ]);
  });

  test('The plan of a manifest is harmless and complete if the manifest is empty', async () => {
    const plan = await registry.plan(synth([]));

    expect([plan.complete, plan.totals.willBeDisposed, plan.totals.packages]).toEqual([true, 0, 0]);
    expect(plan.manifests).toMatchObject([{ outcome: 'nothing to do', versionCount: 0 }]);
  });

  test.each<[string, (assembly: string) => void, RegExp]>([
    ['another hash', (assembly) => forge(assembly, (p) => (p['manifestHash'] = '0'.repeat(64))), /SHA-256/],
    ['another count of versions', (assembly) => forge(assembly, (p) => (p['versionCount'] = 7)), /7 versions of 2/],
    ['another count of packages', (assembly) => forge(assembly, (p) => (p['packageCount'] = 1)), /of 1 packages/],
    [
      'another key',
      (assembly) => forge(assembly, (p) => (p['manifestKey'] = 'other.disposals')),
      /got none of the key/,
    ],
    ['no file', (assembly) => rmSync(manifestFileOf(assembly)), /got none of the key/],
    ['other bytes', (assembly) => writeFileSync(manifestFileOf(assembly), writeManifest([])), /SHA-256/],
    [
      'a hash that only the deployment knows',
      (assembly) => forge(assembly, (p) => (p['manifestHash'] = { 'Fn::GetAtt': ['Elsewhere', 'Hash'] })),
      /manifestHash/,
    ],
  ])('The plan of a manifest is not complete with %s, and does not count as unchanged', async (_, break_, reason) => {
    const entries = publish('a@1.0.0', 'b@2.0.0');
    const base = synth(entries);
    const head = synth(entries);
    break_(head);

    for (const plan of [await registry.plan(head), await registry.plan(head, { base })]) {
      expect(plan.complete).toBe(false);
      expect(plan.problems.join()).toMatch(reason);
      expect(plan.totals.willBeDisposed).toBe(0);
    }
  });

  test('The plan of a manifest that is about another repository is not complete, and says so', async () => {
    const entries = publish('a@1.0.0');
    const head = synth(entries);
    const bytes = writeManifest(entries, { domain: 'my-domain', repository: 'my-other' });
    writeFileSync(manifestFileOf(head), bytes);
    forge(head, (properties) => (properties['manifestHash'] = manifestHash(bytes)));

    const plan = await registry.plan(head);

    expect(plan).toMatchObject({ complete: false, totals: { willBeDisposed: 0 } });
    expect(plan.problems.join()).toContain('one of my-domain/my-repo; its first line names my-domain/my-other');
  });

  test('The plan of a manifest is refused if a property breaks a rule of the function', async () => {
    const head = synth(publish('a@1.0.0'));
    forge(head, (properties) => (properties['versionCount'] = 'many'));

    const plan = await registry.plan(head);

    expect(plan.declarations).toMatchObject([{ outcome: 'refused', problem: { code: 'INVALID_PROPERTIES' } }]);
  });

  test.each<[string, (properties: Record<string, unknown>) => void]>([
    ['a literal', (properties) => (properties['region'] = 'us-west-2')],
    ['an expression', (properties) => (properties['region'] = { 'Fn::Select': [1, ['us-east-1', 'us-west-2']] })],
  ])(
    'The plan of a manifest is refused if the repository is in another Region, as %s, which the function refuses',
    async (_, change) => {
      const head = synth(publish('a@1.0.0'));
      forge(head, change);

      const plan = await registry.plan(head);

      expect([verdictsOf(plan), registry.service.calls]).toEqual([[], []]);
      expect(plan.declarations[0]!.problem).toMatchObject({
        code: 'INVALID_PROPERTIES',
        message: expect.stringContaining(`the repository must be in the Region of the stack, ${ENV.region}`) as string,
      });
    },
  );

  test('The plan of a manifest is the same if the Region that it names is that of the stack', async () => {
    const head = synth(publish('a@1.0.0'));
    forge(head, (properties) => (properties['region'] = ENV.region));

    const plan = await registry.plan(head);

    expect([plan.complete, verdictsOf(plan)]).toEqual([true, ['a@1.0.0 will be disposed']]);
  });

  test('The plan of a manifest against a base shows the lines that were added, and counts those that were removed', async () => {
    const before = publish('a@1.0.0', 'b@1.0.0', 'c@1.0.0');
    before.forEach(({ package: pkg, version }) =>
      registry.registry.dispose({ domain: 'my-domain', repository: 'my-repo', format: 'npm', package: pkg }, version),
    );
    const [a, b] = before as [ManifestEntry, ManifestEntry];
    const added = publish('a@2.0.0');

    const plan = await registry.plan(synth([a, b, ...added]), { base: synth(before) });

    expect(verdictsOf(plan)).toEqual(['a@2.0.0 will be disposed']);
    expect(plan.manifests).toMatchObject([
      { addedLines: 1, removedLines: [{ format: 'npm', package: 'c', version: '1.0.0' }] },
    ]);
  });

  test('The plan of a manifest names the rule of each version whose line names one, also where the package could not be read', async () => {
    const [a, b] = publish('a@1.0.0', 'b@1.0.0') as [ManifestEntry, ManifestEntry];
    const assembly = synth([{ ...a, rule: 'old' }, b]);
    const rulesOf = ({ declarations }: Plan) =>
      declarations.flatMap(({ versions }) => versions.map(({ version, rule }) => [version, rule]));

    const expected = [
      ['1.0.0', 'old'],
      ['1.0.0', undefined],
    ];
    expect(rulesOf(await registry.plan(assembly))).toEqual(expected);
    registry.service.faults.inject({ fault: 'access-denied', operation: 'ListPackageVersions', times: Infinity });
    expect(rulesOf(await registry.plan(assembly))).toEqual(expected);
  });

  test('The plan of a manifest counts no line as added or removed of which only the rule has another name', async () => {
    const entries = publish('a@1.0.0').map((entry) => ({ ...entry, rule: 'old' }));

    const plan = await registry.plan(synth(entries.map((entry) => ({ ...entry, rule: 'older' }))), {
      base: synth(entries),
    });

    expect(plan.manifests).toMatchObject([{ addedLines: 0, removedLines: [] }]);
  });

  test('The plan of a manifest says what its rollback disposes, which the base permits to be missing and somebody has published since', async () => {
    const [a, b] = publish('a@1.0.0', 'b@1.0.0') as [ManifestEntry, ManifestEntry];
    const other = { ...a, version: '1.1.0' };

    const plan = await registry.plan(synth([{ ...other, revision: 'r' }, b], { allowMissing: true }), {
      base: synth([a, b], { allowMissing: true }),
    });

    const rollbacks = plan.declarations.map(({ displayName, rollback }) => [displayName, rollback?.versions]);
    expect(new Map(rollbacks as [string, unknown][])).toEqual(
      new Map([
        ['a', ['1.0.0']],
        ['b', undefined],
      ]),
    );
  });

  test('The plan of a manifest against the same manifest has nothing to show', async () => {
    const entries = publish('a@1.0.0');

    const plan = await registry.plan(synth(entries), { base: synth(entries) });

    expect([plan.complete, plan.declarations, plan.totals.unchangedDeclarations]).toEqual([true, [], 1]);
  });

  test('The plan of a manifest shows an unchanged manifest whose state machine gets another ARN, since that is an event', async () => {
    const entries = publish('a@1.0.0');
    const named = synth(entries, {}, (cleanUp) =>
      stateMachineOf(cleanUp).addPropertyOverride('StateMachineName', 'old'),
    );

    const plan = await registry.plan(synth(entries), { base: named });

    expect(verdictsOf(plan)).toEqual(['a@1.0.0 will be disposed']);
  });

  test('The plan of a manifest shows an unchanged manifest whose state machine only the deployment chooses', async () => {
    const entries = publish('a@1.0.0');
    const chosen = () => {
      const assembly = synth(entries);
      forge(assembly, (properties) => {
        properties['stateMachineArn'] = { 'Fn::Join': ['', [properties['stateMachineArn'], '']] };
      });
      return assembly;
    };

    const plan = await registry.plan(chosen(), { base: chosen() });

    expect(verdictsOf(plan)).toEqual(['a@1.0.0 will be disposed']);
  });

  test('The plan of a manifest takes a version that the base declares and the repository lacks for one that was deleted since', async () => {
    const gone: ManifestEntry = { format: 'npm', package: 'a', version: '1.0.0', revision: 'r' };
    const added = publish('a@2.0.0');

    const alone = await registry.plan(synth([gone, ...added]));
    const compared = await registry.plan(synth([gone, ...added]), { base: synth([gone]) });

    expect(verdictsOf(alone)).toEqual(['a@1.0.0 refused', 'a@2.0.0 skipped']);
    expect(verdictsOf(compared)).toEqual(['a@2.0.0 will be disposed']);
  });

  test('The plan of a manifest is not complete if anything else can start its workflow or call its function', async () => {
    const entries = publish('a@1.0.0');
    const starter = (cleanUp: DisposedPackages) => stateMachineOf(cleanUp).getAtt('Arn').toString();
    const policyOf = (stack: Stack, action: string, resource: string) =>
      new iam.ManagedPolicy(stack, 'Other', {
        statements: [new iam.PolicyStatement({ actions: [action], resources: [resource] })],
      });

    const planWith = (add: (cleanUp: DisposedPackages, stack: Stack) => void) => registry.plan(synth(entries, {}, add));
    const plans = [
      await planWith((cleanUp, stack) => void policyOf(stack, 'states:StartExecution', starter(cleanUp))),
      await planWith((cleanUp, stack) => void policyOf(stack, 'lambda:InvokeFunction', cleanUp.function.functionArn)),
    ];

    for (const { complete, unresolved } of plans) {
      expect(complete).toBe(false);
      expect(unresolved.map(({ id, message }) => [id, message.slice(0, 13)])).toEqual([
        ['undeclared-call', 'CleanUp/Other'],
      ]);
    }
  });

  test.each<[string, string, unknown]>([
    ['runs another function too', 'Definition.States.Run.Parameters', { RequestType: 'Create' }],
    [
      'writes what the function gets in a choice',
      'Definition.States.IsDone.Choices.0.Output',
      { RequestType: 'Create' },
    ],
    [
      'writes what the function gets where no choice fits',
      'Definition.States.IsDone.Output',
      { RequestType: 'Create' },
    ],
    ['has a state that makes up what the function gets', 'Definition.States.Other', { Type: 'Pass', Result: {} }],
  ])('The plan of a manifest is not complete if the workflow %s', async (_what, path, value) => {
    const plan = await registry.plan(
      synth(publish('a@1.0.0'), {}, (cleanUp) => stateMachineOf(cleanUp).addPropertyOverride(path, value)),
    );

    expect(plan.complete).toBe(false);
  });
});
