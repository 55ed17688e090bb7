import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assetHash, assetUrl, declaration, type Resource, type StackOfTemplate } from '../assembly-of-templates';
import { ids, stackOf, TemplatePlanner, verdicts } from '../template-planner';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

/** Changes a JSON file of an assembly. */
function change(directory: string, file: string, edit: (content: Resource) => void) {
  const path = join(directory, file);
  const content = JSON.parse(readFileSync(path, 'utf8')) as Resource;
  edit(content);
  writeFileSync(path, JSON.stringify(content));
  return directory;
}

describe('An export that two stacks declare', () => {
  const exporting = (Value: string, more: Resource = {}): StackOfTemplate => ({
    template: {
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
      Outputs: { Version: { Value, Export: { Name: 'the-version' }, ...more } },
    },
  });
  const importing = stackOf({ LeftPad: declaration([{ 'Fn::ImportValue': 'the-version' }]) });

  test('The plan takes neither of the two values', async () => {
    const plan = await planner.planOf(planner.assembly({ A: exporting('9.9.9'), B: exporting('1.1.0'), ...importing }));
    expect(plan.problems).toEqual([expect.stringContaining('the export the-version, which A and B both declare')]);
  });

  test('An export in another Region is another export', async () => {
    const stacks = { A: { ...exporting('9.9.9'), region: 'eu-west-1' }, B: exporting('1.1.0'), ...importing };
    expect(verdicts(await planner.planOf(planner.assembly(stacks)))).toEqual([['1.1.0', 'will be disposed']]);
  });

  test('An export of a stack that may be in any Region may be the same', async () => {
    const stacks = { A: { ...exporting('9.9.9'), region: 'unknown-region' }, B: exporting('1.1.0'), ...importing };
    expect(ids(await planner.planOf(planner.assembly(stacks)))).toEqual(['unknown-value']);
  });

  test('An export whose condition never holds does not exist', async () => {
    const stacks = { A: exporting('9.9.9', { Condition: 'Never' }), B: exporting('1.1.0'), ...importing };
    expect(verdicts(await planner.planOf(planner.assembly(stacks)))).toEqual([['1.1.0', 'will be disposed']]);
    const alone = { A: exporting('1.1.0', { Condition: 'Never' }), ...importing };
    expect(ids(await planner.planOf(planner.assembly(alone)))).toEqual(['unknown-value']);
  });
});

describe('A place to which the assembly publishes two files', () => {
  const [HASH, OTHER] = [assetHash('a'), assetHash('b')];
  const assemblyWith = (source: Resource, bucketName = 'assets-bucket', objectKey = `${HASH}.json`) => {
    const nested = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: assetUrl(HASH) } };
    const directory = planner.assembly(stackOf({ Nested: nested }), {
      files: { 'nested.json': { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } } },
      assets: [{ hash: HASH, file: 'nested.json' }],
    });
    return change(directory, 'assembly.assets.json', ({ files }) => {
      (files as Resource)[OTHER] = { source, destinations: { here: { bucketName, objectKey } } };
    });
  };

  test.each<[string, string]>([
    ['of the bucket', 'assets-bucket'],
    ['of a bucket whose name the deployment completes', 'assets-${AWS::AccountId}'],
  ])('A nested template is uncertain if an unstaged file has its key, %s', async (_, bucketName) => {
    const plan = await planner.planOf(assemblyWith({ path: '/elsewhere/evil.bin' }, bucketName));
    expect(plan.problems).toEqual([expect.stringContaining('may be another one than the assembly holds')]);
  });

  test('A nested template and a file that a command makes are both unknown', async () => {
    const plan = await planner.planOf(assemblyWith({ executable: ['make-it'] }));
    expect(ids(plan)).toEqual(['unread-template', 'unread-template']);
    expect(plan.problems.join()).toContain('a command makes it at deployment');
  });

  test('A file that a command makes is unknown by itself', async () => {
    const plan = await planner.planOf(assemblyWith({ executable: ['make-it'] }, 'assets-bucket', 'other.json'));
    expect(plan.unresolved).toMatchObject([{ id: 'unread-template', name: OTHER }]);
  });

  test('Code that is not staged leaves the plan complete', async () => {
    const source = { path: '/elsewhere/code', packaging: 'zip' };
    expect(await planner.planOf(assemblyWith(source, 'assets-bucket', 'code.zip'))).toMatchObject({ complete: true });
  });
});

describe('JSON with a key twice', () => {
  const twice = '{"Resources":{"A":{"Type":"AWS::SNS::Topic"},"A":{"Type":"AWS::SNS::Topic"}}}';

  test.each([
    ['in a section', twice],
    ['as a section', '{"Resources":{},"Resources":{"A":{"Type":"AWS::SNS::Topic"}}}'],
    ['with an escaped letter', '{"Resources":{"A":{"Type":"AWS::SNS::Topic"},"\\u0041":{"Type":"AWS::SNS::Topic"}}}'],
  ])('A template is refused %s', async (_, text) => {
    const directory = planner.assembly(stackOf({}));
    writeFileSync(join(directory, 'Disposal.template.json'), text);
    await expect(planner.planOf(directory)).rejects.toThrow('in which no object has a key twice');
  });

  test('A nested template in a text cannot be read', async () => {
    const Nested = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateBody: twice } };
    expect(ids(await planner.planOf(planner.assembly(stackOf({ Nested }))))).toEqual(['unread-template']);
  });

  test('Equal keys of different objects, and colons in texts, are no key twice', async () => {
    const Topic = {
      Type: 'AWS::SNS::Topic',
      Properties: { DisplayName: '"Type": "a\\" : b"', Tags: [{ Key: 'Type' }] },
    };
    const plan = await planner.planOf(planner.assembly(stackOf({ Topic, Other: Topic })));
    expect(plan.complete).toBe(true);
  });
});

describe('An assembly that says less than it deploys', () => {
  test('An assembly without a stack is unknown', async () => {
    const plan = await planner.planOf(planner.assembly({}));
    expect(plan.problems).toEqual([expect.stringContaining('has no stack')]);
  });

  test.each([['aws:cloudformation:changeset'], [undefined]])('An artifact of the type %p is unknown', async (type) => {
    const directory = change(planner.assembly(stackOf({})), 'manifest.json', ({ artifacts }) => {
      (artifacts as Resource)['Other'] = { type, properties: {} };
    });
    expect((await planner.planOf(directory)).unresolved).toMatchObject([{ id: 'unread-template', name: 'Other' }]);
  });

  test('A lookup that is missing in the assembly of a stage is refused', async () => {
    const directory = planner.assembly(stackOf({}), {
      files: {
        'assembly-Stage/manifest.json': { version: '48.0.0', missing: [{ key: 'vpc', props: {} }], artifacts: {} },
      },
    });
    change(directory, 'manifest.json', ({ artifacts }) => {
      (artifacts as Resource)['Stage'] = {
        type: 'cdk:cloud-assembly',
        properties: { directoryName: 'assembly-Stage' },
      };
    });
    await expect(planner.planOf(directory)).rejects.toThrow('without context that it looks up: vpc');
  });
});
