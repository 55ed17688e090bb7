import { Stack } from 'aws-cdk-lib';
import { DisposedPackageVersions, type DisposedPackageVersionsProps, PackageVersionStatus } from '../../../lib';
import { exitStatus, type Plan } from '../../../review/plan/plan-model';
import { renderAnnotations } from '../../../review/render/annotations/render-annotations';
import { renderMarkdown } from '../../../review/render/markdown/render-markdown';
import { renderTable } from '../../../review/render/table/render-table';
import { LEFT_PAD } from '../../fixtures/packages';
import { ENV, leftPad, ReviewedRegistry } from '../review-of-app';

let registry: ReviewedRegistry;

beforeEach(async () => {
  registry = await ReviewedRegistry.start();
  registry.publish('1.0.0', '1.1.0');
});
afterEach(() => registry.stop());

type Props = Partial<DisposedPackageVersionsProps>;

const planChange = (before: Props, after: Props): Promise<Plan> =>
  registry.plan(registry.synthOne(leftPad(['1.0.0', '1.1.0'], after)), {
    base: registry.synthOne(leftPad(['1.0.0'], before)),
  });

const remarks = (plan: Plan, version: string) =>
  plan.declarations
    .flatMap(({ versions }) => versions)
    .filter((planned) => planned.version === version)
    .flatMap(({ warnings }) => warnings.filter(({ id }) => id === 'refused-by-base').map(({ message }) => message));

describe('A guard that the base has and the change has not', () => {
  test('The plan names the versions whose pins were taken out', async () => {
    const versionRevisions = { '1.0.0': registry.revision('1.0.0') };
    const plan = await planChange({ versionRevisions }, {});
    expect(plan.loweredGuards).toMatchObject([{ guard: 'pin', versions: ['1.0.0'] }]);
  });

  test.each<[string, Props, Props, string, string]>([
    [
      'an expected status',
      { expectedStatus: PackageVersionStatus.ARCHIVED },
      {},
      'the expected status was Archived, and is none',
      'MISMATCHED_STATUS',
    ],
    [
      'another expected status',
      { expectedStatus: PackageVersionStatus.ARCHIVED },
      { expectedStatus: PackageVersionStatus.PUBLISHED },
      'the expected status was Archived, and is Published',
      'MISMATCHED_STATUS',
    ],
    [
      'a pin of other content',
      { versionRevisions: { '1.0.0': 'of-other-content' } },
      {},
      'the pin was taken out of 1.0.0',
      'MISMATCHED_REVISION',
    ],
  ])(
    'The plan says that %s is gone, and that the base would refuse the version',
    async (...[, before, after, message, code]) => {
      const plan = await planChange(before, after);

      expect(plan.totals.willBeDisposed).toBe(2);
      expect(plan.loweredGuards?.map((guard) => guard.message).join()).toContain(message);
      expect(remarks(plan, '1.0.0').join()).toContain(`the base would refuse it: ${code}`);
      for (const text of [renderTable(plan, { color: false }), renderMarkdown(plan), renderAnnotations(plan)]) {
        expect(text).toContain('Less protection than the base');
        expect(text).toContain(message);
      }
    },
  );

  test('The plan says that versions may be missing which had to exist', async () => {
    const plan = await planChange({}, { allowMissing: true });
    expect(plan.loweredGuards).toMatchObject([{ guard: 'allow-missing' }]);
  });

  test('The plan says nothing of guards that stay or get stronger', async () => {
    const pins = { '1.0.0': registry.revision('1.0.0') };
    const plan = await planChange(
      { allowMissing: true, versionRevisions: pins },
      {
        expectedStatus: PackageVersionStatus.PUBLISHED,
        versionRevisions: { ...pins, '1.1.0': registry.revision('1.1.0') },
      },
    );
    expect([plan.loweredGuards, remarks(plan, '1.0.0')]).toEqual([undefined, []]);
  });

  test('The plan finds a guard that is gone because the declaration has another name', async () => {
    const synth = (id: string, props: Props) =>
      registry.synth((app) => {
        new DisposedPackageVersions(new Stack(app, 'Disposal', { env: ENV }), id, leftPad(['1.0.0'], props));
      });
    const plan = await registry.plan(synth('New', {}), {
      base: synth('Old', { expectedStatus: PackageVersionStatus.ARCHIVED }),
    });
    expect(plan.loweredGuards).toMatchObject([{ constructPath: 'Disposal/New' }]);
    expect(plan.loweredGuards![0]!.message).toContain('(Disposal/Old)');
    expect(remarks(plan, '1.0.0')[0]).toContain('MISMATCHED_STATUS');
  });

  test('The plan does not say that the base would refuse a version which another declaration of it disposes', async () => {
    const synth = (...declarations: DisposedPackageVersionsProps[]) => registry.synthOne(...declarations);
    const guarded = leftPad(['1.0.0'], { expectedStatus: PackageVersionStatus.ARCHIVED });
    const plan = await registry.plan(synth(leftPad(['1.0.0']), leftPad(['1.0.0'])), {
      base: synth(guarded, leftPad(['1.0.0'])),
    });
    expect(remarks(plan, '1.0.0')).toEqual([]);
  });
});

describe('The account that owns the domain', () => {
  test('The plan names an owner that differs from the base, and says so', async () => {
    const plan = await planChange({ domainOwner: '111122223333' }, { domainOwner: '999988887777' });
    expect(plan.declarations[0]!.location).toBe('my-domain/my-repo of the account 999988887777');
    expect(plan.loweredGuards?.map(({ guard }) => guard)).toContain('owner');
    expect(renderMarkdown(plan)).toContain('of the account 999988887777');
  });

  test('The plan names both owners of two declarations that would look equal', async () => {
    const plan = await registry.plan(
      registry.synthOne(leftPad(['1.0.0']), leftPad(['1.0.0'], { domainOwner: '999988887777' })),
    );
    expect(plan.declarations.map(({ location }) => location).sort()).toEqual([
      'my-domain/my-repo of the account 111122223333',
      'my-domain/my-repo of the account 999988887777',
    ]);
  });

  test('The plan does not name the account of the stack', async () => {
    const plan = await registry.plan(registry.synthOne(leftPad(['1.0.0'], { domainOwner: '111122223333' })));
    expect(plan.declarations[0]!.location).toBe('my-domain/my-repo');
  });
});

describe('Versions that the base declares and no deployment has disposed', () => {
  test('The plan names them, although nothing changes, and fails where a disposal is to fail', async () => {
    const plan = await planChange({ versionRevisions: {} }, {}).then(() => {
      const assembly = registry.synthOne(leftPad(['1.0.0', '1.1.0']));
      return registry.plan(assembly, { base: registry.synthOne(leftPad(['1.0.0', '1.1.0'])) });
    });
    expect(plan).toMatchObject({ complete: true, totals: { willBeDisposed: 0, unchangedDeclarations: 1 } });
    expect(renderMarkdown(plan)).toContain(
      'The base declares 2 versions that no deployment has disposed or archived yet',
    );
    expect(renderTable(plan, { color: false })).toContain('Disposal/Declaration0: disposes 2 versions');
    expect([exitStatus(plan, 'refusal'), exitStatus(plan, 'disposal')]).toEqual([0, 3]);
  });

  test('The plan says nothing of versions that are disposed', async () => {
    ['1.0.0', '1.1.0'].forEach((version) => registry.registry.dispose(LEFT_PAD, version));
    const assembly = registry.synthOne(leftPad(['1.0.0', '1.1.0']));
    expect((await registry.plan(assembly, { base: assembly })).notDeployed).toBeUndefined();
  });

  test('The plan says that it could not read them', async () => {
    registry.service.faults.inject({ fault: 'access-denied', operation: 'ListPackageVersions', times: Infinity });
    const assembly = registry.synthOne(leftPad(['1.0.0']));
    const plan = await registry.plan(assembly, { base: assembly });
    expect(renderMarkdown(plan)).toContain('Disposal/Declaration0: could not be read of npm @my-scope/left-pad');
  });

  test('The plan asks nothing about unchanged declarations if told so', async () => {
    const assembly = registry.synthOne(leftPad(['1.0.0']));
    const plan = await registry.plan(assembly, { base: assembly, asked: { notDeployed: false } });
    expect([plan.notDeployed, registry.service.calls]).toEqual([undefined, []]);
  });
});

describe('A package that loses more than old versions', () => {
  const firstLine = async (...versions: string[]) => {
    const plan = await registry.plan(registry.synthOne(leftPad(versions)));
    return renderTable(plan, { color: false }).split('\n')[0];
  };

  test('The plan begins with a package of which nothing remains', async () => {
    expect(await firstLine('1.0.0', '1.1.0')).toBe(
      'Nothing remains of 1 package: npm @my-scope/left-pad in my-domain/my-repo, us-east-1.',
    );
  });

  test('The plan begins with a package that keeps no release', async () => {
    registry.publish('2.0.0-rc.1');
    expect(await firstLine('1.0.0', '1.1.0')).toMatch(/^1 package loses the last release that can be installed: /);
  });

  test('The plan begins with a package that loses its default version', async () => {
    expect(await firstLine('1.1.0')).toMatch(/^1 package loses its default version: /);
  });

  test('The plan begins with the disposals of a package that keeps its newest release', async () => {
    expect(await firstLine('1.0.0')).toMatch(/^Deploying disposes 1 version/);
  });

  test('The plan names packages by danger, whatever the order of the declarations is', async () => {
    const pkg = { ...LEFT_PAD, package: 'gone' };
    registry.registry.publish(pkg, '1.0.0');
    const plan = await registry.plan(
      registry.synthOne(
        leftPad(['1.0.0']),
        leftPad(['1.1.0', '9.9.9'], {}),
        leftPad(['1.0.0'], { packageName: 'gone' }),
      ),
    );
    expect(plan.declarations.map(({ constructPath }) => constructPath)).toEqual([
      'Disposal/Declaration1',
      'Disposal/Declaration2',
      'Disposal/Declaration0',
    ]);
  });
});
