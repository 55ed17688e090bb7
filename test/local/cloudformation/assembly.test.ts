import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnResource, Stack, Stage } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { readStack } from '../../../local/cloudformation';
import { resource, responder, startEngine, synthesize, thing } from '../fixtures/app';
import { temporaryDirectory } from '../fixtures/directories';

test('A stack is found by its name, its artifact id or its path, in nested stages too', () => {
  const app = new App({ outdir: temporaryDirectory(), analyticsReporting: false });
  const stack = new Stack(new Stage(app, 'Prod'), 'Inner', { stackName: 'named' });
  new CfnResource(stack, 'Thing', { type: 'AWS::SNS::Topic' });
  const { directory } = app.synth();
  for (const name of ['named', stack.artifactId, 'Prod/Inner']) {
    expect(readStack(directory, name).stackName).toBe('named');
  }
});

test('A stack that does not exist is an error that names those that do', () => {
  expect(() => readStack(thing(), 'Other')).toThrow(/has no stack named Other; it has: Tested\.$/);
});

test('A directory without a manifest is not a cloud assembly', () => {
  expect(() => readStack(temporaryDirectory(), 'Tested')).toThrow(
    /A cloud assembly is a directory with a manifest\.json/,
  );
});

test('Assets are found by the key under which they are published', () => {
  const { template, assets } = readStack(thing(), 'Tested');
  const { Code: code } = Object.values(template.Resources).find(({ Type: type }) => type === 'AWS::Lambda::Function')
    ?.Properties as { Code: { S3Key: string } };
  expect(assets.get(code.S3Key)).toMatchObject({
    isDirectory: true,
    path: expect.stringContaining('asset.') as string,
  });
});

test('Constructs are named as the CDK shortens them', () => {
  const { template, constructPath } = readStack(thing(), 'Tested');
  expect(Object.keys(template.Resources).map(constructPath)).toEqual(
    expect.arrayContaining(['Thing/Default', 'Responder/ServiceRole']),
  );
});

test('Code that is written into the template runs', async () => {
  const engine = await startEngine();
  const assembly = synthesize((stack) => {
    new Function(stack, 'Inline', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => 42;'),
    });
  });
  await engine.deploy(assembly, 'Tested');
  expect(await engine.findFunction('Tested', 'Inline').invoke({})).toMatchObject({ outcome: 'ok', value: 42 });
});

test('Code in a cloud assembly inside a project does not find the modules of that project', async () => {
  const engine = await startEngine();
  const code = temporaryDirectory();
  writeFileSync(join(code, 'index.js'), "exports.handler = async () => require('constructs')");
  const outdir = temporaryDirectory(join(__dirname, '../../../node_modules'));
  const build = (stack: Stack): void => void responder(stack, 'Bundle', { code: Code.fromAsset(code) });
  await engine.deploy(synthesize(build, {}, outdir), 'Tested');
  const { outcome, error } = await engine.findFunction('Tested', 'Bundle').invoke({});
  expect([outcome, error?.errorMessage]).toEqual(['error', expect.stringContaining("Cannot find module 'constructs'")]);
});

test('A function whose code is not in the assembly fails the stack', async () => {
  const engine = await startEngine();
  const assembly = synthesize((stack) => {
    (responder(stack).node.defaultChild as CfnResource).addPropertyOverride('Code.S3Key', 'gone.zip');
  });
  expect(await engine.deploy(assembly, 'Tested')).toMatchObject({
    status: 'ROLLBACK_COMPLETE',
    reason: expect.stringContaining('The specified key does not exist: gone.zip') as string,
  });
});

test('One stack imports what another exports', async () => {
  const engine = await startEngine();
  const app = new App({ outdir: temporaryDirectory(), analyticsReporting: false });
  const producer = new Stack(app, 'Producer');
  const consumer = new Stack(app, 'Consumer');
  const topic = new CfnResource(producer, 'Topic', { type: 'AWS::SNS::Topic', properties: { TopicName: 'news' } });
  resource(consumer, 'Thing', { handler: responder(consumer), properties: { Topic: topic.ref } });
  const { directory } = app.synth();
  expect((await engine.deploy(directory, 'Consumer')).reason).toMatch(/^No export named Producer:.* found/);
  await engine.deploy(directory, 'Producer');
  const { requests } = await engine.deploy(directory, 'Consumer');
  expect(requests[0]?.resourceProperties['Topic']).toBe('arn:aws:sns:us-east-1:111122223333:news');
});

describe('A template that cannot be deployed here', () => {
  test.each<[string, (resource: CfnResource) => void, RegExp]>([
    [
      'an intrinsic function',
      (on) => on.addPropertyOverride('A', { 'Fn::GetAZs': '' }),
      /the template uses Fn::GetAZs/,
    ],
    [
      'an intrinsic function beside another key',
      (on) => on.addPropertyOverride('A', { 'Fn::Sub': 'a', b: 1 }),
      /must have no other key; it has Fn::Sub, b/,
    ],
    [
      'Fn::GetAtt without an attribute',
      (on) => on.addPropertyOverride('A', { 'Fn::GetAtt': 'Thing' }),
      /requires two non-empty parameters.*got "Thing"/,
    ],
    [
      'Fn::Sub of a list',
      (on) => on.addPropertyOverride('A', { 'Fn::Sub': ['a'] }),
      /Fn::Sub cannot be resolved from \["a"\]/,
    ],
    ['a name', (on) => on.addPropertyOverride('A', { Ref: 'Nothing' }), /Unresolved resource dependencies \[Nothing\]/],
    ['a nested stack', (on) => on.addOverride('Type', 'AWS::CloudFormation::Stack'), /no nested stacks: Thing/],
    [
      'a type name',
      (on) => on.addOverride('Type', `Custom::${'x'.repeat(61)}`),
      /at most 60 characters.*Thing has Custom/,
    ],
    ['a cycle', (on) => on.addOverride('DependsOn', 'Thing'), /Circular dependency between resources: \[Thing\]/],
  ])('A template is refused before anything is begun: %s', async (_case, change, message) => {
    const events: unknown[] = [];
    const engine = await startEngine({ onEvent: (event) => events.push(event) });
    const assembly = synthesize((stack) => {
      const created = new CfnResource(stack, 'Thing', { type: 'Custom::Tested' });
      change(created);
    });
    await expect(engine.deploy(assembly, 'Tested')).rejects.toThrow(message);
    expect(events).toEqual([]);
    expect(engine.stack('Tested')).toBeUndefined();
  });

  test.each<[string, object, string]>([
    ['more than 500 resources', manyTopics(501), 'Number of resources, 501, is greater than maximum allowed, 500'],
    ['more than a megabyte', { A: topic('x'.repeat(1_000_000)) }, 'Template may not exceed 1000000 bytes in size'],
    ['no resource', {}, 'At least one Resources member must be defined'],
  ])('A stack is refused before anything is begun: %s', async (_case, resources, message) => {
    const engine = await startEngine();
    const assembly = thing();
    writeFileSync(join(assembly, 'Tested.template.json'), JSON.stringify({ Resources: resources }));
    await expect(engine.deploy(assembly, 'Tested')).rejects.toThrow(message);
  });
});

function topic(name: string): object {
  return { Type: 'AWS::SNS::Topic', Properties: { TopicName: name } };
}

function manyTopics(count: number): object {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`Topic${index}`, topic(`topic${index}`)]));
}
