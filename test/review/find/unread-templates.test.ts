import { exitStatus } from '../../../review/plan/plan-model';
import { assetHash, assetUrl, declaration, type Asset, type Resource } from '../assembly-of-templates';
import { ids, stackOf, verdicts, type Sections, TemplatePlanner } from '../template-planner';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

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
  ])('The plan is incomplete with $name, until it is acknowledged', async ({ resources = {}, sections, problem }) => {
    const directory = planner.assembly(stackOf(resources, sections));
    const plan = await planner.planOf(directory);
    expect(plan.unresolved.map(({ name }) => name)).toEqual([problem]);
    expect(exitStatus(plan, 'refusal')).toBe(1);
    const acknowledged = await planner.planOf(directory, { acknowledge: [problem] });
    expect(acknowledged).toMatchObject({ complete: true, acknowledged: [{ name: problem }] });
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
