import { renderMarkdown } from '../../../review/render/markdown/render-markdown';
import { declaration, type Resource } from '../assembly-of-templates';
import { stackOf, TemplatePlanner, verdicts } from '../template-planner';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

const VERSION = { Version: { Type: 'String', Default: '1.0.0' } };

/** What the action of a pipeline has besides its template and the name of the stack. */
interface ActionOfTest {
  readonly overrides?: unknown;
  readonly configuration?: Resource;
  readonly action?: Resource;
  readonly provider?: string;
}

function pipelineOf({ overrides, configuration = {}, action = {}, provider = 'CloudFormation' }: ActionOfTest) {
  const deploy = {
    Name: 'Disposal',
    ActionTypeId: { Category: 'Deploy', Owner: 'AWS', Provider: provider, Version: '1' },
    Configuration: {
      ActionMode: 'CREATE_UPDATE',
      StackName: 'Disposal',
      TemplatePath: 'Build::Disposal.template.json',
      ...(overrides !== undefined && {
        ParameterOverrides: Object.hasOwn(Object(overrides) as object, 'Fn::Join')
          ? overrides
          : JSON.stringify(overrides),
      }),
      ...configuration,
    },
    ...action,
  };
  return { Type: 'AWS::CodePipeline::Pipeline', Properties: { Stages: [{ Name: 'Deploy', Actions: [deploy] }] } };
}

/** An assembly whose pipeline deploys a stack, which takes its version from a parameter. */
function assemblyOf(action: ActionOfTest | undefined, { files = {}, parameters = {} } = {}): string {
  const resources = action === undefined ? { Nothing: { Type: 'AWS::SNS::Topic' } } : { Pipeline: pipelineOf(action) };
  return planner.assembly(
    {
      Disposal: {
        ...stackOf({ LeftPad: declaration([{ Ref: 'Version' }]) }, { Parameters: VERSION })['Disposal']!,
        stackName: 'Disposal',
      },
      Delivery: { template: { Parameters: parameters, Resources: resources } },
    },
    { files },
  );
}

const UNCHANGED = { complete: true, totals: { willBeDisposed: 0, unchangedDeclarations: 1 } };

describe('A pipeline that deploys a stack of the assembly', () => {
  test('Its parameters are those of the declaration', async () => {
    const base = assemblyOf({ overrides: { Version: '1.0.0' } });
    const head = assemblyOf({ overrides: { Version: '1.1.0' } });
    const plan = await planner.planOf(head, { base });
    expect(plan).toMatchObject({ complete: true, totals: { willBeDisposed: 1 } });
    expect(verdicts(plan)).toEqual([['1.1.0', 'will be disposed']]);
  });

  test('Its parameters may rest on parameters of its own stack', async () => {
    const overrides = { 'Fn::Join': ['', ['{"Version":"', { Ref: 'Next' }, '"}']] };
    const [base, head] = ['1.0.0', '1.1.0'].map((Default) =>
      assemblyOf({ overrides }, { parameters: { Next: { Type: 'String', Default } } }),
    );
    const plan = await planner.planOf(head!, { base });
    expect(verdicts(plan)).toEqual([['1.1.0', 'will be disposed']]);
    expect(plan.unresolved).toMatchObject([{ id: 'assumption' }]);
  });

  test('The same pipeline leaves the declaration unchanged', async () => {
    const [base, head] = [0, 1].map(() =>
      assemblyOf({ overrides: { Version: '1.0.0' }, configuration: { TemplateConfiguration: 'Build::config.json' } }),
    );
    expect(await planner.planOf(head!, { base })).toMatchObject(UNCHANGED);
  });

  test.each<[string, ActionOfTest]>([
    ['a file that is not in the assembly', { configuration: { TemplateConfiguration: 'Build::config.json' } }],
    ['a variable of the pipeline', { overrides: { Version: '#{Source.Version}' } }],
  ])(
    'The same pipeline with parameters in %s leaves the declaration unchanged, and the plan says it was not read',
    async (...[, action]) => {
      const [base, head] = [0, 1].map(() => assemblyOf(action));
      const plan = await planner.planOf(head!, { base });
      expect(plan).toMatchObject(UNCHANGED);
      expect(plan.notDeployed).toMatchObject([{ constructPath: 'Disposal/LeftPad', versions: [] }]);
      expect(renderMarkdown(plan)).toContain('Not read: versions of 1 unchanged declaration.');
      expect(plan.notDeployed?.[0]?.problem?.message).toContain('pass --parameter Version=VALUE');
    },
  );

  test('Parameters as an object are read', async () => {
    const base = assemblyOf({ overrides: { Version: '1.0.0' } });
    const head = assemblyOf({ configuration: { ParameterOverrides: { Version: '1.1.0' } } });
    expect(verdicts(await planner.planOf(head, { base }))).toEqual([['1.1.0', 'will be disposed']]);
  });

  test('An action that deploys a StackSet again makes the plan incomplete unless the base has it', async () => {
    const action = {
      Name: 'Again',
      ActionTypeId: { Provider: 'CloudFormationStackInstances' },
      Configuration: { StackSetName: 'S' },
    };
    const assembly = planner.assembly({
      Disposal: stackOf({ LeftPad: declaration() })['Disposal']!,
      Delivery: {
        template: {
          Resources: {
            P: { Type: 'AWS::CodePipeline::Pipeline', Properties: { Stages: [{ Name: 'A', Actions: [action] }] } },
          },
        },
      },
    });
    expect((await planner.planOf(assembly)).unresolved).toMatchObject([{ id: 'undeclared-call', name: 'Delivery/P' }]);
    expect(await planner.planOf(assembly, { base: assembly })).toMatchObject({ complete: true });
  });

  test('A file of parameters in the assembly is read', async () => {
    const configuration = { TemplateConfiguration: 'Build::config.json' };
    const [base, head] = ['1.0.0', '1.1.0'].map((Version) =>
      assemblyOf({ configuration }, { files: { 'config.json': { Parameters: { Version } } } }),
    );
    const plan = await planner.planOf(head!, { base });
    expect(plan.complete).toBe(true);
    expect(verdicts(plan)).toEqual([['1.1.0', 'will be disposed']]);
  });

  test.each<[string, ActionOfTest]>([
    ['a file that is not in the assembly', { configuration: { TemplateConfiguration: 'Build::config.json' } }],
    ['an output of another action', { overrides: { Version: { 'Fn::GetParam': ['Build', 'a.json', 'Version'] } } }],
    ['a variable of the pipeline', { overrides: { Version: '#{Source.Version}' } }],
    [
      'a text that only the deployment knows',
      { overrides: { 'Fn::Join': ['', ['{"Version":"', { Ref: 'Topic' }, '"}']] } },
    ],
  ])('A first appearance of parameters in %s makes the plan incomplete', async (_, action) => {
    const plan = await planner.planOf(assemblyOf(action), { base: assemblyOf(undefined) });
    expect(plan.unresolved).toMatchObject([{ id: 'unknown-value' }]);
    expect(plan.problems).toEqual([
      expect.stringContaining('the action Deploy/Disposal of a pipeline gives the parameter Version'),
    ]);
  });

  test('Two actions with different parameters make the plan incomplete', async () => {
    const first = pipelineOf({ overrides: { Version: '1.0.0' } });
    const second = pipelineOf({ overrides: { Version: '1.1.0' } });
    const directory = planner.assembly({
      Disposal: {
        ...stackOf({ LeftPad: declaration([{ Ref: 'Version' }]) }, { Parameters: VERSION })['Disposal']!,
        stackName: 'Disposal',
      },
      Delivery: { template: { Resources: { First: first, Second: second } } },
    });
    const plan = await planner.planOf(directory);
    expect(plan.problems).toEqual([
      expect.stringContaining('the actions that deploy Disposal give the parameter Version several values'),
    ]);
  });

  test.each<[string, ActionOfTest, Resource]>([
    ['another Region', { action: { Region: 'eu-west-1' } }, { region: 'eu-west-1' }],
    ['another account', { action: { RoleArn: 'arn:aws:iam::999988887777:role/deploy' } }, { account: '999988887777' }],
    ['another name', { configuration: { StackName: 'Other' } }, { region: 'us-east-1' }],
  ])('A deployment to %s is planned beside that of the assembly', async (_, more, place) => {
    const base = assemblyOf({ overrides: { Version: '1.0.0' } });
    const plan = await planner.planOf(assemblyOf({ overrides: { Version: '1.0.0' }, ...more }), { base });
    expect(plan.declarations).toHaveLength(2);
    expect(plan.declarations).toEqual(expect.arrayContaining([expect.objectContaining(place)]));
  });

  test('A deployment to a stack whose name is not in the template makes the plan incomplete', async () => {
    const plan = await planner.planOf(assemblyOf({ configuration: { StackName: { Ref: 'AWS::StackName' } } }), {
      base: assemblyOf(undefined),
    });
    expect(plan.problems.join()).toContain('which deploys it to places that are not in the assembly');
  });

  test('A deployment as a StackSet is unchanged only with the same action', async () => {
    const stackSet = (Parameters: string) =>
      assemblyOf({
        provider: 'CloudFormationStackSet',
        configuration: { StackName: undefined, StackSetName: 'S', Parameters },
      });
    const plan = await planner.planOf(stackSet('ParameterKey=Version,ParameterValue=1.1.0'), {
      base: stackSet('ParameterKey=Version,ParameterValue=1.0.0'),
    });
    expect(plan.problems.join()).toContain('its template is handed to the action Deploy/Disposal');
    const same = await planner.planOf(stackSet('A'), { base: stackSet('A') });
    expect(same).toMatchObject({ complete: true, totals: { unchangedDeclarations: 2 } });
  });
});
