import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CfnResource } from 'aws-cdk-lib';
import {
  type App,
  CfnCondition,
  CfnParameter,
  Duration,
  Fn,
  NestedStack,
  Stack,
  Stage,
  Validations,
} from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { writeManifest } from '../../../declaration/manifest';
import {
  ArchivedPackages,
  ArchivedPackageVersions,
  DisposalGuard,
  DisposedPackages,
  DisposedPackageVersions,
  PackageFormat,
} from '../../../lib';
import { readGuardFiles } from '../../../review/command/guard-files';
import { readGuard } from '../../../review/guard/read-guard';
import { exitStatus } from '../../../review/plan/plan-model';
import { LEFT_PAD } from '../../fixtures/packages';
import { ENV, leftPad, ReviewedRegistry } from '../review-of-app';

const PROTECTED = 'protect: ["npm @my-scope/left-pad", "pypi my-package", "nuget Newtonsoft.Json"]\n';
const PAGE = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'guard.md'), 'utf8');

let registry: ReviewedRegistry;

beforeEach(async () => {
  registry = await ReviewedRegistry.start();
  registry.publish('1.0.0', '1.0.1', '1.0.2', '1.0.3');
  const repository = { domain: 'my-domain', repository: 'my-repo' };
  registry.registry.publish({ ...repository, format: 'pypi', package: 'my-package' }, '1.0.0');
  registry.registry.publish({ ...repository, format: 'nuget', package: 'newtonsoft.json' }, '1.0.0');
});
afterEach(() => registry.stop());

/** The exit status of a plan, against a base that declares nothing. */
async function planAgainst(guard: string, build: (app: App) => unknown): Promise<number> {
  const base = registry.synth((app) => new Stack(app, 'Other', { env: ENV }));
  const input = { guard: readGuard(guard), labels: new Set<string>(), isEdited: false };
  return exitStatus(await registry.plan(registry.synth(build), { base, guard: input }), 'refusal');
}

const inStack = (build: (stack: Stack) => unknown) => (app: App) => build(new Stack(app, 'Disposal', { env: ENV }));
const dispose = (stack: Stack, props = {}, id = 'D') =>
  new DisposedPackageVersions(stack, id, { ...leftPad(['1.0.0']), ...props });

function writeLeftPad(): string {
  const manifest = join(registry.directory(), 'my-repo.disposals');
  const { format, namespace, package: name } = LEFT_PAD;
  const entry = { format, namespace, package: name, version: '1.0.0', revision: registry.revision('1.0.0') };
  writeFileSync(manifest, writeManifest([entry]));
  return manifest;
}

/** A template with a declaration, as an app includes it. */
function writeTemplate(): string {
  const file = join(registry.synthOne(leftPad(['1.0.0'])), 'Disposal.template.json');
  const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as { Resources: object };
  writeFileSync(file, JSON.stringify({ Resources }));
  return file;
}

const names = { domain: 'my-domain', repository: 'my-repo' };

/** Attempts of an app to dispose or archive what the guard protects, by the words of docs/guard.md. */
const ATTEMPTS: readonly (readonly [string, (app: App) => unknown])[] = [
  ['a nested stack', inStack((stack) => dispose(new NestedStack(stack, 'Nested')))],
  ['a stage', (app) => dispose(new Stack(new Stage(app, 'Prod', { env: ENV }), 'Disposal'))],
  ['a manifest', inStack((stack) => new DisposedPackages(stack, 'D', { ...names, manifest: writeLeftPad() }))],
  ['an included template', inStack((stack) => new CfnInclude(stack, 'D', { templateFile: writeTemplate() }))],
  ['archiving instead of disposal', inStack((stack) => new ArchivedPackageVersions(stack, 'A', leftPad(['1.0.0'])))],
  [
    'archiving by a manifest',
    inStack((stack) => new ArchivedPackages(stack, 'A', { ...names, manifest: writeLeftPad() })),
  ],
  [
    'a version that is a parameter',
    inStack((stack) =>
      dispose(stack, { versions: [new CfnParameter(stack, 'V', { default: '1.0.0' }).valueAsString] }),
    ),
  ],
  [
    'versions that only the deployment knows',
    inStack((stack) =>
      dispose(stack, { versions: new CfnParameter(stack, 'V', { type: 'CommaDelimitedList' }).valueAsList }),
    ),
  ],
  [
    'a package that only the deployment knows',
    inStack((stack) => dispose(stack, { packageName: new CfnParameter(stack, 'Name').valueAsString })),
  ],
  [
    'a condition that only the deployment knows',
    inStack((stack) => {
      const expression = Fn.conditionEquals(new CfnParameter(stack, 'On').valueAsString, 'yes');
      const { node } = dispose(stack);
      (node.findChild('Resource').node.defaultChild as CfnResource).cfnOptions.condition = new CfnCondition(
        stack,
        'C',
        {
          expression,
        },
      );
    }),
  ],
  [
    'another spelling of the package',
    inStack((stack) =>
      dispose(stack, { format: PackageFormat.PYPI, packageNamespace: undefined, packageName: 'My_Package' }),
    ),
  ],
  [
    'another case of the package',
    inStack((stack) =>
      dispose(stack, { format: PackageFormat.NUGET, packageNamespace: undefined, packageName: 'NEWTONSOFT.JSON' }),
    ),
  ],
  [
    'a call of the API by another custom resource',
    inStack((stack) => {
      const call = {
        service: 'CodeArtifact',
        action: 'disposePackageVersions',
        parameters: { ...names, format: 'npm', namespace: 'my-scope', package: 'left-pad', versions: ['1.0.0'] },
        physicalResourceId: PhysicalResourceId.of('D'),
      };
      const policy = AwsCustomResourcePolicy.fromSdkCalls({ resources: AwsCustomResourcePolicy.ANY_RESOURCE });
      new AwsCustomResource(stack, 'D', { onCreate: call, policy });
    }),
  ],
  ['a macro', inStack((stack) => (dispose(stack), stack.addTransform('OurMacro')))],
  [
    'an acknowledgement of the plugin',
    inStack((stack) => {
      Validations.of(stack).addPlugins(guardOfApp());
      Validations.of(stack).acknowledge({ id: 'protect', reason: 'we know better' });
      dispose(stack);
    }),
  ],
];

/** The plugin with a guard that protects nothing, as an app can have it. */
function guardOfApp(): DisposalGuard {
  const file = join(registry.directory(), 'disposal-guard.yaml');
  writeFileSync(file, 'protect: npm other\n');
  return DisposalGuard.fromFile(file);
}

describe('A change that disposes what the guard of the base protects', () => {
  test.each(ATTEMPTS)('The plan of a change does not pass that disposes what is protected by %s', async (_, build) => {
    expect(await planAgainst(PROTECTED, build)).not.toBe(0);
  });

  test('The page of guards lists each of these attempts', () => {
    expect(ATTEMPTS.map(([name]) => name).filter((name) => !PAGE.includes(name))).toEqual([]);
  });

  test('The plan of a change passes that disposes another package', async () => {
    registry.registry.publish({ ...LEFT_PAD, package: 'right-pad' }, '1.0.0');
    const build = inStack((stack) => dispose(stack, { packageName: 'right-pad' }));
    expect(await planAgainst(PROTECTED, build)).toBe(0);
  });
});

describe('A change that breaks another rule of the guard', () => {
  test.each<[string, string, (app: App) => unknown]>([
    [
      'many declarations instead of a large one',
      'atMost: { versions: 3 }',
      inStack((stack) =>
        ['1.0.0', '1.0.1', '1.0.2', '1.0.3'].map((version) => dispose(stack, { versions: [version] }, version)),
      ),
    ],
    [
      'many stacks instead of a large one',
      'atMost: { versions: 1 }',
      (app) => ['A', 'B'].map((id, n) => dispose(new Stack(app, id, { env: ENV }), { versions: [`1.0.${n}`] })),
    ],
    [
      'a pin of another revision',
      'requirePins: true',
      inStack((stack) => dispose(stack, { versionRevisions: { '1.0.0': 'other' } })),
    ],
    [
      'a waiting time that takes unknown archive times',
      'archiveFirst: 30d',
      inStack((stack) => {
        const archived = new ArchivedPackageVersions(stack, 'A', leftPad(['1.0.0']));
        dispose(stack, { archived, waitingTime: Duration.days(30), allowUnknownArchiveTime: true });
      }),
    ],
  ])('The plan of a change does not pass that has %s', async (name, guard, build) => {
    expect(await planAgainst(guard, build)).not.toBe(0);
    expect(PAGE).toContain(name);
  });
});

describe('A change of the file of the guard', () => {
  const guard = 'requirePins: true\n';

  test.each<[string, (head: string) => void]>([
    ['deleted', () => undefined],
    ['emptied', (head) => writeFileSync(head, '')],
    ['edited', (head) => writeFileSync(head, 'requirePins: false\n')],
    ['renamed to another extension', (head) => writeFileSync(head.replace('.yaml', '.yml'), guard)],
    [
      'moved to another folder',
      (head) => (
        mkdirSync(join(head, '..', 'config')),
        writeFileSync(join(head, '..', 'config', 'disposal-guard.yaml'), guard)
      ),
    ],
    ['a link', (head) => (writeFileSync(`${head}.target`, guard), symlinkSync(`${head}.target`, head))],
    ['a folder', (head) => mkdirSync(head)],
    ['no YAML', (head) => writeFileSync(head, '[')],
    ['a key that stands twice', (head) => writeFileSync(head, `${guard}requirePins: false\n`)],
  ])('A guard that the change has made %s is shown as edited, and the one of the base counts', (name, change) => {
    const folder = registry.directory();
    writeFileSync(join(folder, 'base.yaml'), guard);
    const head = join(folder, 'disposal-guard.yaml');
    change(head);
    const input = readGuardFiles({ guard: join(folder, 'base.yaml'), guardOfChange: head, label: [] });
    expect(input).toMatchObject({ isEdited: true, guard: { requirePins: true } });
    expect(PAGE).toContain(name);
  });

  test('A guard that the change leaves is not shown as edited', () => {
    const folder = registry.directory();
    writeFileSync(join(folder, 'base.yaml'), guard);
    writeFileSync(join(folder, 'head.yaml'), guard);
    const input = readGuardFiles({
      guard: join(folder, 'base.yaml'),
      guardOfChange: join(folder, 'head.yaml'),
      label: [],
    });
    expect(input?.isEdited).toBe(false);
  });
});
