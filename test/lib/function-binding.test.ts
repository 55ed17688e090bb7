import { App, DefaultStackSynthesizer, type FileAssetSource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  ArchivedPackages,
  ArchivedPackageVersions,
  DisposedPackages,
  DisposedPackageVersions,
  PackageFormat,
} from '../../lib';
import { boundConfiguration, manifestOf } from './clean-up';
import { statementsOf } from './policies';
import { newStack, only, refusalOf, type TemplateJson, templateOf } from './synthesize';

const REPOSITORY = { domain: 'my-domain', repository: 'my-repo' };
const LEFT_PAD = { ...REPOSITORY, format: PackageFormat.NPM, packageName: 'left-pad', versions: ['1.0.0'] };

/** The resources of S3 that statements of a template name, without the bucket. */
function keysOf(template: TemplateJson, action: string): string[] {
  return statementsOf(template)
    .filter(({ Action }) => [Action].flat().includes(action))
    .flatMap(({ Resource }) => [Resource].flat())
    .map((resource) => /\/([^"]*)"/.exec(JSON.stringify(resource).replace(/\\\//g, '/'))?.[1] ?? '')
    .filter((key) => key.endsWith('*'));
}

test('The configuration that a function is bound to wins over the environment of the user', () => {
  const stack = newStack();
  const environment = { DISPOSED_PACKAGES: 'mine', OTHER: 'kept' };
  new DisposedPackages(stack, 'D', { ...REPOSITORY, manifest: manifestOf({}), functionOptions: { environment } });
  const template = templateOf(stack);
  expect(JSON.stringify(boundConfiguration(template))).toContain('manifestHash');
  expect(only(template, 'AWS::Lambda::Function').Properties).toMatchObject({
    Environment: { Variables: { OTHER: 'kept' } },
  });
});

describe('The objects that a function may write', () => {
  test('The objects that a function may write are those of its own manifest, requests included', () => {
    const stack = newStack();
    new DisposedPackages(stack, 'D', { ...REPOSITORY, manifest: manifestOf({}) });
    const keys = keysOf(templateOf(stack), 's3:PutObject');
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^TestStackD[0-9A-F]{8}\/\*$/);
    expect(keys[1]).toBe(`requests/${keys[0]}`);
  });

  test.each<[string, (stack: Stack) => unknown]>([
    ['one package', (stack) => new ArchivedPackageVersions(stack, 'A', LEFT_PAD)],
    ['a manifest', (stack) => new ArchivedPackages(stack, 'A', { ...REPOSITORY, manifest: manifestOf({}) })],
  ])('The objects that a function may write are no records of other stacks: %s', (_, declare) => {
    const stack = newStack();
    declare(stack);
    const resources = statementsOf(templateOf(stack))
      .filter(({ Action }) => [Action].flat().includes('s3:PutObject'))
      .flatMap(({ Resource }) => [Resource].flat().map((resource) => JSON.stringify(resource)))
      .filter((resource) => resource.includes('archived/'));
    expect(resources).not.toEqual([]);
    // A mark makes a version wait longer, whichever declaration archives it.
    const own = /archived\/declarations\/TestStack\/|\/restored\/\*"/;
    expect(resources.filter((resource) => !own.test(resource))).toEqual([]);
  });
});

test('The keys that a function may list are those of its own manifest and of the records that it reads', () => {
  const stack = newStack();
  const archived = new ArchivedPackages(stack, 'A', { ...REPOSITORY, manifest: manifestOf({}) });
  new DisposedPackages(stack, 'D', { ...REPOSITORY, manifest: manifestOf({}), archived });
  const lists = statementsOf(templateOf(stack)).filter(({ Action }) => Action === 's3:ListBucket');
  expect(lists).toHaveLength(4);
  const prefixes = lists.flatMap(({ Condition }) => {
    const { StringLike: condition } = Condition as { StringLike: Record<string, unknown> };
    return [condition['s3:prefix']].flat().map((prefix) => JSON.stringify(prefix));
  });
  for (const prefix of prefixes) {
    expect(prefix).toMatch(/TestStack[AD][0-9A-F]{8}\/\*"$|"archived\/packages\/.*\/my-domain\/my-repo\/\*\/\*"/);
  }
});

test.each<[string, string, (stack: Stack) => unknown]>([
  [
    'one package',
    'Custom::CodeArtifactDisposedPackageVersions',
    (stack) => {
      const archived = new ArchivedPackageVersions(stack, 'A', LEFT_PAD);
      new DisposedPackageVersions(stack, 'D', { ...LEFT_PAD, archived });
    },
  ],
  [
    'a manifest',
    'Custom::CodeArtifactDisposedPackages',
    (stack) => {
      const archived = new ArchivedPackages(stack, 'A', { ...REPOSITORY, manifest: manifestOf({}) });
      new DisposedPackages(stack, 'D', { ...REPOSITORY, manifest: manifestOf({}), archived });
    },
  ],
])('A disposal waits until its versions are archived: %s', (_, type, declare) => {
  const stack = newStack();
  declare(stack);
  const template = templateOf(stack);
  const [archiving] = Object.entries(template.Resources).find(([, { Type }]) => /Archived/.test(Type))!;
  expect(only(template, type).DependsOn).toContain(archiving);
});

test('An archiving waits until its versions are watched', () => {
  const stack = newStack();
  new ArchivedPackages(stack, 'A', { ...REPOSITORY, manifest: manifestOf({}) });
  const template = templateOf(stack);
  const rules = Object.keys(template.Resources).filter((id) => template.Resources[id]!.Type === 'AWS::Events::Rule');
  expect(only(template, 'Custom::CodeArtifactArchivedPackages').DependsOn).toEqual(expect.arrayContaining(rules));
  expect(only(template, 'AWS::Events::Rule').Properties).toMatchObject({
    EventPattern: { detail: { domainOwner: [{ Ref: 'AWS::AccountId' }] } },
  });
});

test('The record bucket keeps its policy when it outlives the stack', () => {
  const stack = new Stack(new App(), 'TestStack');
  new DisposedPackages(stack, 'D', { ...REPOSITORY, manifest: manifestOf({}) });
  Template.fromStack(stack).hasResource('AWS::S3::BucketPolicy', {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
  });
});

test('Only the rules of the stack may send events to a function', () => {
  const stack = newStack();
  new ArchivedPackageVersions(stack, 'A', LEFT_PAD);
  new ArchivedPackages(stack, 'B', { ...REPOSITORY, manifest: manifestOf({}) });
  const template = templateOf(stack);
  const rules = Object.keys(template.Resources).filter((id) => template.Resources[id]!.Type === 'AWS::Events::Rule');
  const doors = Object.values(template.Resources).filter(({ Properties }) =>
    JSON.stringify(Properties ?? {}).includes('"events.amazonaws.com"'),
  );
  expect(doors).not.toEqual([]);
  for (const door of doors) {
    expect(rules.some((id) => JSON.stringify(door.Properties).includes(`{"Fn::GetAtt":["${id}","Arn"]}`))).toBe(true);
  }
});

test('A stack that publishes no single file refuses a manifest with the path of the construct', () => {
  class ZipOnly extends DefaultStackSynthesizer {
    override addFileAsset(asset: FileAssetSource) {
      if (asset.fileName?.endsWith('.disposals')) {
        throw new Error('Asset path must be either a .zip file or a directory');
      }
      return super.addFileAsset(asset);
    }
  }
  const stack = new Stack(new App(), 'TestStack', { synthesizer: new ZipOnly() });
  expect(refusalOf(() => new DisposedPackages(stack, 'D', { ...REPOSITORY, manifest: manifestOf({}) }))).toMatch(
    /^TestStack\/D: the stack cannot publish the manifest .*\.zip file or a directory\. A StackSet takes no single file/,
  );
});

test('A workflow waits for a run for longer than the function may take, so that no two runs work at once', () => {
  const stack = newStack();
  new DisposedPackages(stack, 'D', { ...REPOSITORY, manifest: manifestOf({}) });
  const template = templateOf(stack);
  const { Timeout } = only(template, 'AWS::Lambda::Function').Properties as { Timeout: number };
  const { Definition } = only(template, 'AWS::StepFunctions::StateMachine').Properties as {
    Definition: { States: Record<string, { TimeoutSeconds?: number }> };
  };
  for (const { TimeoutSeconds = Infinity } of Object.values(Definition.States)) {
    expect(TimeoutSeconds).toBeGreaterThan(Timeout);
  }
});
