import { assetHash, assetUrl, declaration, OTHER_FUNCTION, type Asset, type Resource } from '../assembly-of-templates';
import { stackOf, type Sections, TemplatePlanner } from '../template-planner';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

const TEMPLATE = {
  Parameters: { Version: { Type: 'String' } },
  Resources: { LeftPad: declaration([{ Ref: 'Version' }]), Other: OTHER_FUNCTION },
};

const PROPERTIES: Resource = {
  TemplateBody: JSON.stringify(TEMPLATE),
  StackSetName: 'clean-up',
  PermissionModel: 'SERVICE_MANAGED',
  AdministrationRoleARN: { 'Fn::GetAtt': ['Role', 'Arn'] },
  Parameters: [{ ParameterKey: 'Version', ParameterValue: '1.0.0' }],
  StackInstancesGroup: [{ DeploymentTargets: { Accounts: ['111122223333'] }, Regions: ['us-east-1'] }],
};

const stackSet = (properties: Resource = {}, others: Resource = {}): Resource => ({
  StackSet: { Type: 'AWS::CloudFormation::StackSet', Properties: { ...PROPERTIES, ...properties }, ...others },
});

const assemblyOf = (resources: Resource, sections: Sections = {}) => planner.assembly(stackOf(resources, sections));

/** With the parameters and conditions that some of the templates refer to. */
const sections = (value: string) => ({
  Parameters: { P: { Type: 'String', Default: value } },
  Conditions: { On: { 'Fn::Equals': [{ Ref: 'P' }, 'a'] } },
});

test('A declaration in the template of a StackSet is unchanged where the StackSet and its template are', async () => {
  const directory = assemblyOf(stackSet({}, { Condition: 'On' }), sections('a'));
  const base = assemblyOf(stackSet({ Description: 'before' }, { Condition: 'On' }), sections('a'));
  expect(await planner.planOf(directory, { base })).toMatchObject({
    complete: true,
    declarations: [],
    totals: { unchangedDeclarations: 1 },
  });
});

test.each<[what: string, head: Resource, base: Resource]>([
  ['a parameter of the StackSet', { Parameters: [{ ParameterKey: 'Version', ParameterValue: '1.1.0' }] }, {}],
  ['an account that gets it', { StackInstancesGroup: [{ DeploymentTargets: { Accounts: ['1', '2'] } }] }, {}],
  ['how it is rolled out', { AutoDeployment: { Enabled: true } }, {}],
  [
    'another resource of its template',
    { TemplateBody: JSON.stringify({ ...TEMPLATE, Resources: { LeftPad: declaration([{ Ref: 'Version' }]) } }) },
    {},
  ],
  [
    'the default of a parameter of its template',
    { TemplateBody: JSON.stringify({ ...TEMPLATE, Parameters: { Version: { Type: 'String', Default: '1.1.0' } } }) },
    {},
  ],
])('A declaration in the template of a StackSet is not unchanged where this changes: %s', async (_what, head, base) => {
  const plan = await planner.planOf(assemblyOf(stackSet(head)), { base: assemblyOf(stackSet(base)) });
  expect(plan).toMatchObject({ complete: false, declarations: [{ outcome: 'unknown' }] });
});

test.each<[what: string, head: [Resource, Sections?], base: [Resource, Sections?]]>([
  [
    'a default that the StackSet passes on changes',
    [stackSet({ Parameters: [{ ParameterKey: 'Version', ParameterValue: { Ref: 'P' } }] }), sections('1.1.0')],
    [stackSet({ Parameters: [{ ParameterKey: 'Version', ParameterValue: { Ref: 'P' } }] }), sections('1.0.0')],
  ],
  ['the StackSet loses its condition', [stackSet(), sections('b')], [stackSet({}, { Condition: 'On' }), sections('b')]],
  [
    'only the deployment knows what the StackSet passes on',
    [stackSet({ Parameters: [{ ParameterKey: 'Version', ParameterValue: { 'Fn::GetAtt': ['Other', 'Value'] } }] })],
    [stackSet({ Parameters: [{ ParameterKey: 'Version', ParameterValue: { 'Fn::GetAtt': ['Other', 'Value'] } }] })],
  ],
  ['a macro may change it', [stackSet(), { Transform: 'Ours' }], [stackSet(), { Transform: 'Ours' }]],
  ['the base has the declaration itself', [stackSet()], [{ LeftPad: declaration() }]],
  ['the StackSet became a nested stack', [{ StackSet: stackSet()['StackSet']! }], [{ StackSet: nestedStack() }]],
  ['a nested stack became the StackSet', [{ StackSet: nestedStack() }], [{ StackSet: stackSet()['StackSet']! }]],
])('A declaration in the template of a StackSet is not unchanged where %s', async (_what, head, base) => {
  const plan = await planner.planOf(assemblyOf(...head), { base: assemblyOf(...base) });
  expect(plan.declarations.length).toBeGreaterThan(0);
  expect(plan.totals.unchangedDeclarations).toBe(0);
});

function nestedStack(): Resource {
  return {
    Type: 'AWS::CloudFormation::Stack',
    Properties: { TemplateBody: JSON.stringify(TEMPLATE), Parameters: { Version: '1.0.0' } },
  };
}

describe('a declaration in the template of a product, or in one that is only published,', () => {
  const published = (hash: string, version: string, resources: Resource = {}) => {
    const file = `${hash}.json`;
    const assets: Asset[] = [{ hash, file }];
    const files = { [file]: { Resources: { LeftPad: declaration([version]) } } };
    return planner.assembly(stackOf(resources), { files, assets });
  };
  const product = (hash: string): Resource => ({
    Product: {
      Type: 'AWS::ServiceCatalog::CloudFormationProduct',
      Properties: { Name: 'x', ProvisioningArtifactParameters: [{ Info: { LoadTemplateFromURL: assetUrl(hash) } }] },
    },
  });
  const [before, after] = [assetHash('a'), assetHash('b')];

  test('A declaration in the template of a product, or in one that is only published, is unchanged where the template is', async () => {
    for (const resources of [product(before), {}]) {
      const plan = await planner.planOf(published(before, '1.0.0', resources), {
        base: published(before, '1.0.0', resources),
      });
      expect(plan).toMatchObject({ complete: true, declarations: [], totals: { unchangedDeclarations: 1 } });
    }
  });

  test('A declaration in the template of a product, or in one that is only published, is not unchanged where it is another one', async () => {
    for (const make of [product, () => ({})]) {
      const plan = await planner.planOf(published(after, '1.1.0', make(after)), {
        base: published(before, '1.0.0', make(before)),
      });
      expect(plan).toMatchObject({ complete: false, declarations: [{ outcome: 'unknown' }] });
    }
  });
});
