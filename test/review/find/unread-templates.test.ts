import { exitStatus } from '../../../review/plan/plan-model';
import { assetHash, assetUrl, declaration, type Asset, type Resource } from '../assembly-of-templates';
import { ids, stackOf, verdicts, type Sections, TemplatePlanner } from '../template-planner';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

describe('what may add resources that nobody can see makes the plan incomplete, until it is acknowledged:', () => {
  const Include = { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/file' } };
  test.each<[string, Resource, Sections, string]>([
    ['a macro of the template', {}, { Transform: 'OurMacro' }, 'OurMacro'],
    ['AWS::Include', {}, { Transform: ['AWS::LanguageExtensions', Include] }, 'AWS::Include'],
    ['Fn::Transform at the root', {}, { 'Fn::Transform': Include }, 'AWS::Include'],
    ['Fn::Transform among the resources', { 'Fn::Transform': Include }, {}, 'AWS::Include'],
    ['Fn::Transform in a resource', { A: { 'Fn::Transform': { Name: 'Ours' } } }, {}, 'Ours'],
    ['Fn::ForEach', { 'Fn::ForEach::A': ['X', ['a'], {}] }, {}, 'Disposal/Fn::ForEach::A'],
    [
      'a SAM application',
      { A: { Type: 'AWS::Serverless::Application', Properties: { Location: 'x' } } },
      {},
      'Disposal/A',
    ],
    ['a module', { A: { Type: 'Our::Team::Thing::MODULE' } }, {}, 'Disposal/A'],
    [
      'a StackSet of a template elsewhere',
      { A: { Type: 'AWS::CloudFormation::StackSet', Properties: { TemplateURL: 'https://x/y' } } },
      {},
      'Disposal/A',
    ],
    [
      'a StackSet of a YAML template',
      { A: { Type: 'AWS::CloudFormation::StackSet', Properties: { TemplateBody: 'Resources: {}' } } },
      {},
      'Disposal/A',
    ],
    [
      'a provisioned product',
      { A: { Type: 'AWS::ServiceCatalog::CloudFormationProvisionedProduct' } },
      {},
      'Disposal/A',
    ],
    [
      'a product of a template elsewhere',
      { A: { Type: 'AWS::ServiceCatalog::CloudFormationProduct' } },
      {},
      'Disposal/A',
    ],
  ])('%s', async (_, resources, sections, name) => {
    const directory = planner.assembly(stackOf(resources, sections));
    const plan = await planner.planOf(directory);
    expect(plan.unresolved.map((problem) => problem.name)).toEqual([name]);
    expect(exitStatus(plan, 'refusal')).toBe(1);
    const acknowledged = await planner.planOf(directory, { acknowledge: [name] });
    expect(acknowledged).toMatchObject({ complete: true, acknowledged: [{ name }] });
  });

  test('one macro is one line, whatever it touches, and its declarations are judged once it is acknowledged', async () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (__, index) => [`LeftPad${index}`, declaration()]));
    const directory = planner.assembly(stackOf(many, { Transform: 'OurMacro' }));
    const plan = await planner.planOf(directory);
    expect(plan.problems).toHaveLength(1);
    expect(plan.totals).toMatchObject({ willBeDisposed: 0, unknown: 1 });
    const acknowledged = await planner.planOf(directory, { acknowledge: ['OurMacro'] });
    expect(acknowledged).toMatchObject({ complete: true, totals: { declarations: 50, willBeDisposed: 1 } });
  });

  test('and none of the transforms of AWS that add no disposal', async () => {
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

describe('a declaration is found, and unknown, in the template of', () => {
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
  ])('%s', async (_, resource) => {
    const directory = planner.assembly(stackOf(resource ? { Carrier: resource } : {}), {
      files: { 'inner.json': inner },
      assets,
    });
    const plan = await planner.planOf(directory, { acknowledge: ['Disposal/Carrier'] });
    expect(verdicts(plan)).toContainEqual(['1.0.0', 'unknown']);
    expect(plan.complete).toBe(false);
  });

  test('a nested stack whose address leads elsewhere than its asset is judged, and is a problem', async () => {
    const Properties = { TemplateURL: `https://s3.amazonaws.com/another-bucket/${assetHash('b')}.json` };
    const resource = { Type: 'AWS::CloudFormation::Stack', Properties };
    const plan = await planner.planOf(
      planner.assembly(stackOf({ Nested: resource }), { files: { 'inner.json': inner }, assets }),
    );
    expect(verdicts(plan)).toEqual([['1.0.0', 'will be disposed']]);
    expect(ids(plan)).toEqual(['unread-template']);
  });
});
