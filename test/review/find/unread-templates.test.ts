import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RESOURCE_TYPE } from '../../../declaration/resource-type';
import { exitStatus } from '../../../review/plan/plan-model';
import { assetHash, assetUrl, declaration, OTHER_FUNCTION, type Asset, type Resource } from '../assembly-of-templates';
import { ids, stackOf, verdicts, type Sections, TemplatePlanner } from '../template-planner';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

function pipeline(TemplatePath: unknown): Resource {
  const ActionTypeId = { Category: 'Deploy', Owner: 'AWS', Provider: 'CloudFormation', Version: '1' };
  const action = { Name: 'Deploy', ActionTypeId, Configuration: { ActionMode: 'CREATE_UPDATE', TemplatePath } };
  return { Type: 'AWS::CodePipeline::Pipeline', Properties: { Stages: [{ Name: 'Deploy', Actions: [action] }] } };
}

describe('A source of resources that nobody can see', () => {
  const Include = { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/file' } };
  test.each<{ name: string; resources?: Resource; sections?: Sections; problem: string }>([
    { name: 'a macro of the template', sections: { Transform: 'OurMacro' }, problem: 'OurMacro' },
    { name: 'AWS::Include', sections: { Transform: ['AWS::LanguageExtensions', Include] }, problem: 'AWS::Include' },
    { name: 'Fn::Transform at the root', sections: { 'Fn::Transform': Include }, problem: 'AWS::Include' },
    { name: 'Fn::Transform among the resources', resources: { 'Fn::Transform': Include }, problem: 'AWS::Include' },
    { name: 'Fn::Transform in a resource', resources: { A: { 'Fn::Transform': { Name: 'Ours' } } }, problem: 'Ours' },
    { name: 'Fn::ForEach', resources: { 'Fn::ForEach::A': ['X', ['a'], {}] }, problem: 'Disposal/Fn::ForEach::A' },
    {
      name: 'a SAM application',
      resources: { A: { Type: 'AWS::Serverless::Application', Properties: { Location: 'x' } } },
      problem: 'Disposal/A',
    },
    { name: 'a module', resources: { A: { Type: 'Our::Team::Thing::MODULE' } }, problem: 'Disposal/A' },
    {
      name: 'a StackSet of a template elsewhere',
      resources: { A: { Type: 'AWS::CloudFormation::StackSet', Properties: { TemplateURL: 'https://x/y' } } },
      problem: 'Disposal/A',
    },
    {
      name: 'a StackSet of a YAML template',
      resources: { A: { Type: 'AWS::CloudFormation::StackSet', Properties: { TemplateBody: 'Resources: {}' } } },
      problem: 'Disposal/A',
    },
    {
      name: 'a provisioned product',
      resources: { A: { Type: 'AWS::ServiceCatalog::CloudFormationProvisionedProduct' } },
      problem: 'Disposal/A',
    },
    {
      name: 'a product of a template elsewhere',
      resources: { A: { Type: 'AWS::ServiceCatalog::CloudFormationProduct' } },
      problem: 'Disposal/A',
    },
    {
      name: 'a product of source code',
      resources: {
        A: {
          Type: 'AWS::ServiceCatalog::CloudFormationProduct',
          Properties: { SourceConnection: { Type: 'CODESTAR' }, ProvisioningArtifactParameters: [] },
        },
      },
      problem: 'Disposal/A',
    },
    {
      name: 'a pipeline that deploys a template of its source',
      resources: { A: pipeline('Source::clean-up/template.json') },
      problem: 'Disposal/A',
    },
    {
      name: 'a pipeline whose template only the deployment knows',
      resources: { A: pipeline({ 'Fn::Sub': '${AWS::StackName}::template.json' }) },
      problem: 'Disposal/A',
    },
    {
      name: 'a stack that is kept in line with a repository of source code',
      resources: {
        A: { Type: 'AWS::CodeStarConnections::SyncConfiguration', Properties: { SyncType: 'CFN_STACK_SYNC' } },
      },
      problem: 'Disposal/A',
    },
    {
      name: 'the source of a module',
      resources: { A: { Type: 'AWS::CloudFormation::ModuleVersion' } },
      problem: 'Disposal/A',
    },
  ])('The plan is incomplete with $name, until it is acknowledged', async ({ resources = {}, sections, problem }) => {
    const directory = planner.assembly(stackOf(resources, sections));
    const plan = await planner.planOf(directory);
    expect(plan.unresolved.map(({ name }) => name)).toEqual([problem]);
    expect(exitStatus(plan, 'refusal')).toBe(1);
    const acknowledged = await planner.planOf(directory, { acknowledge: [problem] });
    expect(acknowledged).toMatchObject({ complete: true, acknowledged: [{ name: problem }] });
  });

  test('The plan is complete with a pipeline that deploys a stack of the assembly', async () => {
    const stacks = {
      ...stackOf({ A: pipeline('Build::Other.template.json') }),
      Other: { template: { Resources: {} } },
    };
    expect(await planner.planOf(planner.assembly(stacks))).toMatchObject({ complete: true });
  });

  test('One macro is one line, whatever it touches, and its declarations are reviewed once it is acknowledged', async () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (__, index) => [`LeftPad${index}`, declaration()]));
    const directory = planner.assembly(stackOf(many, { Transform: 'OurMacro' }));
    const plan = await planner.planOf(directory);
    expect(plan.problems).toHaveLength(1);
    expect(plan.totals).toMatchObject({ willBeDisposed: 0, unknown: 1 });
    const acknowledged = await planner.planOf(directory, { acknowledge: ['OurMacro'] });
    expect(acknowledged).toMatchObject({ complete: true, totals: { declarations: 50, willBeDisposed: 1 } });
  });

  test('A transform of AWS that adds no disposal leaves the plan complete', async () => {
    const Transform = [
      'AWS::LanguageExtensions',
      'AWS::SecretsManager-2024-09-16',
      'AWS::CodeDeployBlueGreen',
      'AWS::Serverless-2016-10-31',
    ];
    expect(await planner.planOf(planner.assembly(stackOf({ LeftPad: declaration() }, { Transform })))).toMatchObject({
      complete: true,
    });
  });
});

describe('A declaration in a template of another owner', () => {
  const inner = { Resources: { LeftPad: declaration() } };
  const assets: Asset[] = [{ hash: assetHash('b'), file: 'inner.json' }];
  const url = assetUrl(assetHash('b'));
  const product = { ProvisioningArtifactParameters: [{ Info: { LoadTemplateFromURL: url } }] };
  test.each<[string, Resource | undefined]>([
    [
      'a StackSet with a body',
      { Type: 'AWS::CloudFormation::StackSet', Properties: { TemplateBody: JSON.stringify(inner) } },
    ],
    ['a StackSet with an asset', { Type: 'AWS::CloudFormation::StackSet', Properties: { TemplateURL: url } }],
    ['a Service Catalog product', { Type: 'AWS::ServiceCatalog::CloudFormationProduct', Properties: product }],
    ['an asset that no resource names', undefined],
  ])('A declaration is found, and unknown, in the template of %s', async (_, resource) => {
    const directory = planner.assembly(stackOf(resource ? { Carrier: resource } : {}), {
      files: { 'inner.json': inner },
      assets,
    });
    const plan = await planner.planOf(directory, { acknowledge: ['Disposal/Carrier'] });
    expect(verdicts(plan)).toContainEqual(['1.0.0', 'unknown']);
    expect(plan.complete).toBe(false);
  });

  test('The template of a nested stack whose address leads elsewhere than its asset is reviewed, and is a problem', async () => {
    const Properties = { TemplateURL: `https://s3.amazonaws.com/another-bucket/${assetHash('b')}.json` };
    const resource = { Type: 'AWS::CloudFormation::Stack', Properties };
    const plan = await planner.planOf(
      planner.assembly(stackOf({ Nested: resource }), { files: { 'inner.json': inner }, assets }),
    );
    expect(verdicts(plan)).toEqual([['1.0.0', 'will be disposed']]);
    expect(ids(plan)).toEqual(['unread-template']);
  });
});

describe('A template that another object may take the place of', () => {
  const assets: Asset[] = [{ hash: assetHash('b'), file: 'inner.json' }];
  const key = `assets-bucket/${assetHash('b')}.json`;
  const planWith = (address: unknown, files: Record<string, unknown> = {}, more: readonly Asset[] = []) => {
    const Nested = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: address } };
    const sections = { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } };
    return planner.planOf(
      planner.assembly(stackOf({ Nested }, sections), {
        files: { 'inner.json': { Resources: { Other: OTHER_FUNCTION } }, ...files },
        assets: [...assets, ...more],
      }),
    );
  };

  test.each<[string, unknown]>([
    ['a substitution', { 'Fn::Sub': `https://s3.\${AWS::Region}.\${AWS::URLSuffix}/${key}` }],
    [
      'a join',
      { 'Fn::Join': ['', ['https://s3.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }, `/${key}`]] },
    ],
    ['a text', `https://s3.amazonaws.com/${key}`],
    ['a text with a Region', `https://s3.eu-west-1.amazonaws.com/${key}`],
  ])('A nested stack has the template of the assembly at the address of its asset, as %s', async (_, address) => {
    expect(await planWith(address)).toMatchObject({ complete: true, problems: [] });
  });

  test.each<[string, unknown]>([
    ['of another host', `https://example.com/${key}`],
    ['of a bucket with the same path in it', `https://other.s3.amazonaws.com/${key}`],
    ['of a bucket whose name begins like the host', `https://s3.other.s3.amazonaws.com/${key}`],
    ['of an object with the address after it', `https://s3.amazonaws.com/other/x.json?/${key}`],
    ['with more after it', `https://s3.amazonaws.com/${key}?versionId=1`],
    ['that a parameter is a part of', { 'Fn::Join': ['', ['https://s3.', { Ref: 'Host' }, `/${key}`]] }],
    ['of one of two branches', { 'Fn::If': ['Never', assetUrl(assetHash('b')), 'https://s3.amazonaws.com/other/x'] }],
  ])('A nested stack may have another template at an address %s', async (_, address) => {
    expect(ids(await planWith(address))).toEqual(['unread-template']);
  });

  test('A nested stack may have another template where two files are published at one place', async () => {
    const manifest = {
      version: '48.0.0',
      files: Object.fromEntries(
        ['inner.json', 'other.template'].map((path, index) => [
          assetHash(index === 0 ? 'b' : 'c'),
          {
            source: { path, packaging: 'file' },
            destinations: { here: { bucketName: 'assets-bucket', objectKey: `${assetHash('b')}.json` } },
          },
        ]),
      ),
    };
    const same = { Resources: { Other: OTHER_FUNCTION } };
    const plan = (other: unknown) =>
      planWith(assetUrl(assetHash('b')), { 'other.template': other, 'assembly.assets.json': manifest });
    expect(await plan(same)).toMatchObject({ complete: true });
    expect(ids(await plan({ Resources: {} }))).toEqual(['unread-template']);
  });

  test('A nested stack may have another template where its metadata alone leads to a file', async () => {
    const resource = (url: string) => ({
      Type: 'AWS::CloudFormation::Stack',
      Metadata: { 'aws:asset:path': 'inner.json' },
      Properties: { TemplateURL: url },
    });
    const files = { 'inner.json': { Resources: {} } };
    const directory = planner.assembly(stackOf({ Nested: resource('https://s3.amazonaws.com/AssetParameters/x') }), {
      files,
    });
    expect(ids(await planner.planOf(directory))).toEqual(['unread-template']);
  });

  test('A stack is deployed from the place that the assembly names, so that another file there is a problem', async () => {
    const directory = planner.assembly(stackOf({}), {
      files: { 'inner.json': { Resources: { LeftPad: declaration() } } },
      assets,
    });
    const file = join(directory, 'manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as {
      artifacts: Record<string, { properties: Record<string, unknown> }>;
    };
    manifest.artifacts['Disposal']!.properties['stackTemplateAssetObjectUrl'] = `s3://${key}`;
    writeFileSync(file, JSON.stringify(manifest));
    const plan = await planner.planOf(directory, { acknowledge: ['inner.json'] });
    expect(plan.problems).toContainEqual(expect.stringMatching(/^The template of Disposal may be another one/));
  });
});

describe('A published file', () => {
  const published = (file: string, content: unknown) =>
    planner.assembly(stackOf({}), { files: { [file]: content }, assets: [{ hash: assetHash('b'), file }] });
  const inner = { Resources: { LeftPad: declaration() } };

  test.each<[string, string, unknown]>([
    ['of any name', 'inner.template', inner],
    ['with a byte order mark', 'inner.json', `\ufeff${JSON.stringify(inner)}`],
  ])('A published file %s is read as a template', async (_, file, content) => {
    expect(verdicts(await planner.planOf(published(file, content)))).toEqual([['1.0.0', 'unknown']]);
  });

  test.each<[string, string, unknown]>([
    ['that is YAML with a declaration', 'inner.yaml', `Resources:\n  LeftPad:\n    Type: ${RESOURCE_TYPE}\n`],
    ['that is cut off', 'inner.json', JSON.stringify(inner).slice(0, -3)],
    ['of which a macro makes a template', 'inner.json', { Transform: 'Ours', Resources: { A: { Kind: 'x' } } }],
  ])('A published file %s makes the plan incomplete, until it is acknowledged', async (_, file, content) => {
    const directory = published(file, content);
    expect((await planner.planOf(directory)).unresolved).toMatchObject([{ id: 'unread-template', name: file }]);
    expect(await planner.planOf(directory, { acknowledge: [file] })).toMatchObject({ complete: true });
  });

  test('A published file that only includes another makes the plan incomplete', async () => {
    const content = { Transform: { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/key' } } };
    expect(ids(await planner.planOf(published('inner.json', content)))).toEqual(['macro']);
  });

  test.each<[string, string, unknown]>([
    ['that is no template', 'data.json', { Resources: { a: 1 }, more: 'data' }],
    ['of text', 'notes.txt', 'Nothing to dispose'],
  ])('A published file %s leaves the plan complete', async (_, file, content) => {
    expect(await planner.planOf(published(file, content))).toMatchObject({ complete: true });
  });

  test('A published directory makes the plan incomplete where a file in it may be a template with a declaration', async () => {
    const directory = (name: string) =>
      planner.assembly(stackOf({}), {
        files: { [`site/${name}`]: inner },
        assets: [{ hash: assetHash('b'), file: 'site', packaging: 'zip' }],
      });
    const plan = await planner.planOf(directory('templates/inner.json'));
    expect(plan.unresolved).toMatchObject([{ id: 'unread-template', name: 'site/templates/inner.json' }]);
    expect(await planner.planOf(directory('index.js'))).toMatchObject({ complete: true });
  });
});
