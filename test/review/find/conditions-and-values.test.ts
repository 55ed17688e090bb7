import { assetHash, assetUrl, declaration, type Resource, type StackOfTemplate } from '../assembly-of-templates';
import { ids, stackOf, verdicts, type Sections, TemplatePlanner } from '../template-planner';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

describe('a condition', () => {
  const ON = {
    Parameters: { On: { Type: 'String', Default: 'no' } },
    Conditions: { On: { 'Fn::Equals': [{ Ref: 'On' }, 'yes'] } },
  };

  test('A condition that is false only by a default keeps the declaration, and the plan is not complete', async () => {
    const plan = await planner.planOf(
      planner.assembly(stackOf({ LeftPad: { ...declaration(), Condition: 'On' } }, ON)),
    );
    expect(verdicts(plan)).toEqual([['1.0.0', 'will be disposed']]);
    expect(plan.declarations[0]!.notes).toContain('The parameter On is taken to have its default, "no".');
    expect(plan.unresolved).toMatchObject([{ id: 'assumption', stack: 'Disposal' }]);
  });

  test('A condition that is false by a given value leaves the declaration out', async () => {
    const directory = planner.assembly(stackOf({ LeftPad: { ...declaration(), Condition: 'On' } }, ON));
    expect(await planner.planOf(directory, { parameters: { On: 'no' } })).toMatchObject({
      complete: true,
      declarations: [],
    });
  });

  test('A condition that rests on a default is unchanged where the base has the same', async () => {
    const directory = planner.assembly(stackOf({ LeftPad: { ...declaration(), Condition: 'On' } }, ON));
    const plan = await planner.planOf(directory, { base: directory });
    expect(plan).toMatchObject({ complete: true, declarations: [], totals: { unchangedDeclarations: 1 } });
  });

  const ENVIRONMENT = {
    Parameters: { Env: { Type: 'String' } },
    Conditions: { Prod: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
  };
  const NOT_PROD = { Prod: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] }] } };
  const conditional = { LeftPad: { ...declaration(), Condition: 'Prod' } };

  test.each<[string, Record<string, StackOfTemplate>]>([
    ['removed', stackOf({ LeftPad: declaration() }, ENVIRONMENT)],
    ['inverted', stackOf(conditional, { ...ENVIRONMENT, Conditions: NOT_PROD })],
    ['the same, and decided by what is not known', stackOf(conditional, ENVIRONMENT)],
  ])('A declaration whose condition is %s does not count as unchanged', async (_, head) => {
    const plan = await planner.planOf(planner.assembly(head), {
      base: planner.assembly(stackOf(conditional, ENVIRONMENT)),
    });
    expect(verdicts(plan)).toEqual([['1.0.0', 'will be disposed']]);
    expect(plan.totals.unchangedDeclarations).toBe(0);
  });

  test('A condition of a nested stack counts too', async () => {
    const nested = (Condition?: string) => {
      const resource = {
        Type: 'AWS::CloudFormation::Stack',
        Condition,
        Properties: { TemplateURL: assetUrl(assetHash('a')) },
      };
      return planner.assembly(stackOf({ Nested: resource }, ON), {
        files: { 'nested.json': { Resources: { LeftPad: declaration() } } },
        assets: [{ hash: assetHash('a'), file: 'nested.json' }],
      });
    };
    expect(verdicts(await planner.planOf(nested(), { base: nested('On') }))).toEqual([['1.0.0', 'will be disposed']]);
    expect(await planner.planOf(nested('On'), { base: nested('On') })).toMatchObject({
      complete: true,
      declarations: [],
    });
  });

  test.each<[string, unknown]>([
    ['has no operands', { 'Fn::Or': [] }],
    ['has operands that a macro writes', { 'Fn::Or': { 'Fn::Transform': { Name: 'Ours' } } }],
    ['denies what has no operands', { 'Fn::Not': [{ 'Fn::And': {} }] }],
    ['compares no value', { 'Fn::Equals': [{ Ref: 'AWS::NoValue' }, ''] }],
    ['compares a list', { 'Fn::Equals': [['a', 'b'], 'a,b'] }],
    ['compares a number with a fraction', { 'Fn::Equals': [1.5, '1.50'] }],
    ['is written by a macro', { 'Fn::Transform': { Name: 'Ours' } }],
  ])('A condition that %s keeps the declaration, and the plan is not complete', async (_, expression) => {
    const plan = await planner.planOf(
      planner.assembly(stackOf({ LeftPad: { ...declaration(), Condition: 'C' } }, { Conditions: { C: expression } })),
    );
    expect(verdicts(plan)).toEqual([['1.0.0', 'will be disposed']]);
    expect(ids(plan)).toEqual(['unknown-value']);
  });

  test.each([
    { region: 'us-isob-east-1', name: 'AWS::Partition', value: 'aws-iso-b', holds: true },
    { region: 'us-isob-east-1', name: 'AWS::Partition', value: 'aws', holds: false },
    { region: 'us-isob-east-1', name: 'AWS::URLSuffix', value: 'amazonaws.com', holds: 'unknown' },
    { region: 'eusc-de-east-1', name: 'AWS::URLSuffix', value: 'amazonaws.eu', holds: true },
    { region: 'cn-north-1', name: 'AWS::URLSuffix', value: 'amazonaws.com.cn', holds: true },
  ])('A condition in $region that compares $name with $value holds: $holds', async ({ region, name, value, holds }) => {
    const Conditions = { C: { 'Fn::Equals': [{ Ref: name }, value] } };
    const stack = stackOf({ LeftPad: { ...declaration(), Condition: 'C' } }, { Conditions })['Disposal']!;
    const { declarations } = await planner.planOf(planner.assembly({ Disposal: { ...stack, region } }));
    const shown = declarations.map(({ notes }) => (notes.length > 0 ? 'unknown' : true));
    expect(shown).toEqual(holds === false ? [] : [holds]);
  });

  test('A condition of a nested stack is not known where a macro may replace the default that it rests on', async () => {
    const nested = (parameters: Sections) => ({
      Type: 'AWS::CloudFormation::Stack',
      Properties: {
        TemplateBody: JSON.stringify({
          Parameters: parameters,
          Conditions: { On: ON.Conditions.On },
          Resources: { LeftPad: { ...declaration(), Condition: 'On' } },
        }),
      },
    });
    const parameter = { Type: 'String', Default: 'no' };
    const macro = { 'Fn::Transform': { Name: 'Ours' } };
    const plan = (parameters: Sections) => planner.planOf(planner.assembly(stackOf({ Nested: nested(parameters) })));
    expect(await plan({ On: parameter })).toMatchObject({ complete: true, declarations: [] });
    for (const parameters of [{ On: parameter, ...macro }, { On: { ...parameter, ...macro } }]) {
      expect(ids(await plan(parameters))).toEqual(['unknown-value']);
    }
  });

  test('A condition is evaluated once, however often others refer to it', async () => {
    const Conditions: Sections = { C0: { 'Fn::Equals': [{ Ref: 'On' }, 'yes'] } };
    for (let index = 1; index <= 100; index++) {
      Conditions[`C${index}`] = { 'Fn::And': [{ Condition: `C${index - 1}` }, { Condition: `C${index - 1}` }] };
    }
    const directory = planner.assembly(
      stackOf({ LeftPad: { ...declaration(), Condition: 'C100' } }, { ...ON, Conditions }),
    );
    expect(ids(await planner.planOf(directory))).toEqual(['assumption']);
  });
});

describe('a value', () => {
  test('A value that becomes the default of a parameter is shown, with the assumption', async () => {
    const parameters = { Parameters: { Version: { Type: 'String', Default: '1.0.0' } } };
    const plan = await planner.planOf(
      planner.assembly(stackOf({ LeftPad: declaration([{ Ref: 'Version' }]) }, parameters)),
      {
        base: planner.assembly(stackOf({ LeftPad: declaration() })),
      },
    );
    expect(verdicts(plan)).toEqual([['1.0.0', 'will be disposed']]);
    expect(plan.declarations[0]!.notes).toEqual(['The parameter Version is taken to have its default, "1.0.0".']);
    expect(plan.complete).toBe(false);
  });

  test('A value of a branch that only another parameter takes does not count as unchanged', async () => {
    const sections = {
      Parameters: { On: { Type: 'String', Default: 'no' } },
      Conditions: { On: { 'Fn::Equals': [{ Ref: 'On' }, 'yes'] } },
    };
    const versions = (other: string) => [{ 'Fn::If': ['On', other, '1.0.0'] }];
    const base = planner.assembly(stackOf({ LeftPad: declaration(versions('1.0.0')) }, sections));
    expect(
      await planner.planOf(planner.assembly(stackOf({ LeftPad: declaration(versions('1.0.0')) }, sections)), { base }),
    ).toMatchObject({ complete: true });
    expect(
      await planner.planOf(planner.assembly(stackOf({ LeftPad: declaration(versions('1.1.0')) }, sections)), { base }),
    ).toMatchObject({ complete: false });
  });

  const REFERENCE = '{{resolve:ssm:/version}}';
  test.each<[string, unknown, Sections]>([
    ['a join', { 'Fn::Join': ['', ['{{res', 'olve:ssm:v}}']] }, {}],
    ['a substitution', { 'Fn::Sub': ['{{resolve:${Kind}:v}}', { Kind: 'secretsmanager' }] }, {}],
    ['a default', { Ref: 'V' }, { Parameters: { V: { Type: 'String', Default: REFERENCE } } }],
    ['a mapping', { 'Fn::FindInMap': ['M', 'a', 'b'] }, { Mappings: { M: { a: { b: REFERENCE } } } }],
    ['a service of the future', '{{resolve:vault:v}}', {}],
  ])('A value that is a dynamic reference by %s is unknown', async (_, version, sections) => {
    const directory = planner.assembly(
      stackOf({ LeftPad: declaration(['1.0.0', version], { allowMissing: true }) }, sections),
    );
    const plan = await planner.planOf(directory);
    expect(verdicts(plan)).toEqual([
      ['1.0.0', 'will be disposed'],
      [null, 'unknown'],
    ]);
    expect(plan.complete).toBe(false);
  });

  test.each<[string, unknown, Sections]>([
    ['is a number with a fraction', 1.1, {}],
    ['is a number of more digits than a template has', 2 ** 64, {}],
    ['is joined from a number with a fraction', { 'Fn::Join': ['', [1.1, '.0']] }, {}],
    [
      'a macro writes in a mapping',
      { 'Fn::FindInMap': ['M', 'a', 'b'] },
      { Mappings: { M: { a: { b: { 'Fn::Transform': { Name: 'Ours' } } } } } },
    ],
  ])('A value that %s is unknown', async (_, version, sections) => {
    const directory = planner.assembly(stackOf({ LeftPad: declaration([version], { allowMissing: true }) }, sections));
    const plan = await planner.planOf(directory);
    expect(verdicts(plan)).toEqual([[null, 'unknown']]);
    expect(plan.complete).toBe(false);
  });

  test.each<[string, Sections, Sections]>([
    ['among the outputs', { 'Fn::Transform': { Name: 'Ours' } }, {}],
    ['beside the value', {}, { 'Fn::Transform': { Name: 'Ours' } }],
  ])('A value of an output of a nested stack is unknown where a macro stands %s', async (_, outputs, output) => {
    const template = { Resources: {}, Outputs: { ...outputs, Version: { Value: '9.9.9', ...output } } };
    const resources = {
      Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateBody: JSON.stringify(template) } },
      LeftPad: declaration([{ 'Fn::GetAtt': ['Nested', 'Outputs.Version'] }], { allowMissing: true }),
    };
    expect(verdicts(await planner.planOf(planner.assembly(stackOf(resources))))).toEqual([[null, 'unknown']]);
  });

  test('A value of a repository is unknown where a macro writes some of its properties', async () => {
    const resources = (more: Sections) => ({
      Repo: {
        Type: 'AWS::CodeArtifact::Repository',
        Properties: { DomainName: 'my-domain', RepositoryName: 'my-repo', ...more },
      },
      LeftPad: declaration(['9.9.9'], { allowMissing: true, repository: { 'Fn::GetAtt': ['Repo', 'Name'] } }),
    });
    const plan = async (more: Sections) => verdicts(await planner.planOf(planner.assembly(stackOf(resources(more)))));
    expect(await plan({})).toEqual([['9.9.9', 'missing']]);
    expect(await plan({ 'Fn::Transform': { Name: 'Ours' } })).toEqual([['9.9.9', 'unknown']]);
  });

  test('A value that is a dynamic reference in the key of a pin is unknown', async () => {
    const pins = { versionRevisions: { '{{resolve:ssm-secure:v}}': 'abc' } };
    expect(
      verdicts(await planner.planOf(planner.assembly(stackOf({ LeftPad: declaration(['1.0.0'], pins) })))),
    ).toEqual([['1.0.0', 'unknown']]);
  });

  test.each<[string, Resource]>([
    ['beside the properties', { 'Fn::Transform': { Name: 'Ours', Parameters: {} } }],
    ['beside the pins', { versionRevisions: { '1.0.0': 'x', 'Fn::ForEach::V': ['V', ['1'], {}] } }],
    ['as the pins', { versionRevisions: { 'Fn::ForEach::V': ['V', ['1'], {}] } }],
    ['in the versions', { versions: ['1.0.0', { 'Fn::Transform': { Name: 'Ours' } }] }],
  ])('A value that a macro or a loop writes %s is unknown, not refused', async (_, properties) => {
    const plan = await planner.planOf(planner.assembly(stackOf({ LeftPad: declaration(['1.0.0'], properties) })));
    expect(plan.totals).toMatchObject({ refused: 0 });
    expect(plan.declarations[0]!.versions.at(-1)).toMatchObject({ verdict: 'unknown' });
    expect(plan.complete).toBe(false);
  });

  const producer = (region: string): StackOfTemplate => ({
    region,
    stackName: 'producer',
    template: {
      Resources: {
        Repo: { Type: 'AWS::CodeArtifact::Repository', Properties: { DomainName: 'd', RepositoryName: 'my-repo' } },
      },
      Outputs: { Repo: { Value: { 'Fn::GetAtt': ['Repo', 'Name'] }, Export: { Name: 'repo' } } },
    },
  });
  const references: { kind: string; repository: unknown; region: string; known: boolean }[] = [
    {
      kind: 'output',
      repository: { 'Fn::GetStackOutput': { StackName: 'producer', OutputName: 'Repo' } },
      region: 'us-east-1',
      known: true,
    },
    {
      kind: 'output by Region',
      repository: { 'Fn::GetStackOutput': { StackName: 'producer', OutputName: 'Repo', Region: 'eu-west-1' } },
      region: 'eu-west-1',
      known: true,
    },
    {
      kind: 'output',
      repository: { 'Fn::GetStackOutput': { StackName: 'producer', OutputName: 'Repo' } },
      region: 'eu-west-1',
      known: false,
    },
    { kind: 'export', repository: { 'Fn::ImportValue': 'repo' }, region: 'us-east-1', known: true },
    { kind: 'export', repository: { 'Fn::ImportValue': 'repo' }, region: 'eu-west-1', known: false },
  ];
  test.each(references.map((reference) => ({ ...reference, json: JSON.stringify(reference.repository) })))(
    'A value that is an $kind ($json) of a stack in $region is known: $known',
    async ({ repository, region, known }) => {
      const stacks = { Producer: producer(region), ...stackOf({ LeftPad: declaration(['1.0.0'], { repository }) }) };
      expect(verdicts(await planner.planOf(planner.assembly(stacks)))).toEqual([
        ['1.0.0', known ? 'will be disposed' : 'unknown'],
      ]);
    },
  );

  test('A value of a parameter that Systems Manager holds is never known', async () => {
    const parameters = { Parameters: { V: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '1.0.0' } } };
    const directory = planner.assembly(stackOf({ LeftPad: declaration([{ Ref: 'V' }]) }, parameters));
    expect(verdicts(await planner.planOf(directory, { parameters: { V: '1.0.0' } }))).toEqual([[null, 'unknown']]);
  });
});

describe('A declaration that is the same', () => {
  const there = (stack: Partial<StackOfTemplate>) =>
    planner.assembly({ Disposal: { ...stackOf({ LeftPad: declaration() })['Disposal']!, ...stack } });
  test.each<[string, Partial<StackOfTemplate>]>([
    ['in another account', { account: '444455556666' }],
    ['in another Region', { region: 'eu-west-1' }],
    ['under another stack name', { stackName: 'other' }],
  ])('A declaration that is the same is shown as new: %s', async (_, stack) => {
    const plan = await planner.planOf(there({}), { base: there(stack) });
    expect(plan.declarations).toHaveLength(1);
    expect(plan.totals.unchangedDeclarations).toBe(0);
  });
});
