import { exitStatus } from '../../../review/plan/plan-model';
import { nameWithDigest } from '../../../review/find/problem';
import { assetHash, declaration, DISPOSER, type Resource } from '../assembly-of-templates';
import { stackOf, type Sections, TemplatePlanner } from '../template-planner';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

const assemblyOf = (resources: Record<string, unknown>, sections: Sections = {}) =>
  planner.assembly(stackOf({ LeftPad: declaration(), ...resources }, sections));

const nested = (url: unknown): Resource => ({ Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: url } });
const OURS = 'https://example.com/ours/network-1.yaml';
const THEIRS = 'https://example.com/theirs/anything.yaml';

/** The acknowledgement that the only problem of an assembly asks for. */
async function acknowledgementFor(directory: string): Promise<string> {
  const { unresolved } = await planner.planOf(directory);
  return nameWithDigest(unresolved[0]!)!;
}

describe('An acknowledgement', () => {
  const policy: Resource = { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Ref: 'Disposer' } } };
  const rule: Resource = { Type: 'AWS::Events::Rule', Properties: { Targets: [{ Arn: { Ref: 'Disposer' } }] } };
  const script = {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: { DefinitionString: 'disposePackageVersions' },
  };
  const include = (Location: string) => ({ 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location } } });
  const parameter = (Default: string): Sections => ({ Parameters: { Url: { Type: 'String', Default } } });

  test.each<[string, string, () => string, () => string]>([
    [
      'the address of a template',
      'Disposal/Elsewhere',
      () => assemblyOf({ Elsewhere: nested(OURS) }),
      () => assemblyOf({ Elsewhere: nested(THEIRS) }),
    ],
    [
      'the default of a parameter with the address',
      'Disposal/Elsewhere',
      () => assemblyOf({ Elsewhere: nested({ Ref: 'Url' }) }, parameter(OURS)),
      () => assemblyOf({ Elsewhere: nested({ Ref: 'Url' }) }, parameter(THEIRS)),
    ],
    [
      'the type of a resource',
      'Disposal/Elsewhere',
      () => assemblyOf({ Elsewhere: policy }),
      () => assemblyOf({ Elsewhere: rule }),
    ],
    [
      'a property of a resource',
      'Disposal/Elsewhere',
      () => assemblyOf({ Elsewhere: script }),
      () => assemblyOf({ Elsewhere: { ...script, Properties: { ...script.Properties, Tags: [] } } }),
    ],
    [
      'the file of a macro',
      'AWS::Include',
      () => assemblyOf({ ...include('s3://a/1') }),
      () => assemblyOf({ ...include('s3://a/2') }),
    ],
    [
      'the stacks with a macro',
      'AWS::Include',
      () => assemblyOf({ ...include('s3://a/1') }),
      () =>
        planner.assembly({
          ...stackOf({ LeftPad: declaration(), ...include('s3://a/1') }),
          Other: { template: { Resources: include('s3://a/1') } },
        }),
    ],
  ])('It does not hold after a change of %s', async (_, name, ...assemblies) => {
    const [base, head] = [assemblies[0](), assemblies[1]()];
    expect(await planner.planOf(base, { base, acknowledge: [name] })).toMatchObject({
      unresolved: [],
      acknowledged: [{ name }],
    });
    const plan = await planner.planOf(head, { base, acknowledge: [name] });
    expect(plan).toMatchObject({ complete: false, acknowledged: [], unresolved: [{ name }] });
    expect(exitStatus(plan, 'refusal')).toBe(1);
    const digest = await acknowledgementFor(base);
    expect(await planner.planOf(base, { acknowledge: [digest] })).toMatchObject({ acknowledged: [{ name }] });
    expect(await planner.planOf(head, { acknowledge: [digest] })).toMatchObject({ acknowledged: [], complete: false });
    expect(await planner.planOf(head, { base, acknowledge: [await acknowledgementFor(head)] })).toMatchObject({
      acknowledged: [{ name }],
    });
  });

  test('It does not hold after a change of a file that the resource names', async () => {
    const machine = {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { DefinitionS3Location: { Bucket: 'assets-bucket', Key: `${assetHash('d')}.json` } },
    };
    const [base, head] = ['1', '2'].map((content) =>
      planner.assembly(stackOf({ Elsewhere: machine }), {
        files: { 'content.json': { call: 'disposePackageVersions', content } },
        assets: [{ hash: assetHash('d'), file: 'content.json' }],
      }),
    );
    const plan = await planner.planOf(head!, { base, acknowledge: ['Disposal/Elsewhere'] });
    expect(plan).toMatchObject({ complete: false, acknowledged: [] });
  });

  test('It holds after a change of something else, and of the function that the resource refers to', async () => {
    const changed = { ...DISPOSER, Properties: { Code: { ZipFile: 'new DisposePackageVersionsCommand()' } } };
    const plan = await planner.planOf(
      assemblyOf({ Elsewhere: policy, Disposer: changed, Topic: { Type: 'AWS::SNS::Topic' } }),
      {
        base: assemblyOf({ Elsewhere: policy }),
        acknowledge: ['Disposal/Elsewhere'],
      },
    );
    expect(plan).toMatchObject({ acknowledged: [{ name: 'Disposal/Elsewhere' }], unresolved: [] });
  });

  test('It says the address that it was given for', async () => {
    const plan = await planner.planOf(assemblyOf({ Elsewhere: nested(OURS) }), { acknowledge: ['Disposal/Elsewhere'] });
    expect(plan.acknowledged[0]?.message).toContain(OURS);
  });
});

describe('A call that deploys a stack with declarations', () => {
  const schedule = (input: unknown): Resource => ({
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Target: { Arn: 'arn:aws:scheduler:::aws-sdk:cloudformation:updateStack', Input: JSON.stringify(input) },
    },
  });
  const own = (ParameterValue: string) =>
    schedule({
      StackName: 'Disposal',
      UsePreviousTemplate: true,
      Parameters: [{ ParameterKey: 'Version', ParameterValue }],
    });

  test('It is a problem if the base has none, or another one', async () => {
    const head = assemblyOf({ Schedule: own('2.0.0') });
    for (const options of [{}, { base: assemblyOf({}) }, { base: assemblyOf({ Schedule: own('1.0.0') }) }]) {
      const plan = await planner.planOf(head, options);
      expect(plan.unresolved).toMatchObject([{ id: 'undeclared-call', name: 'Disposal/Schedule' }]);
      expect(plan.problems).toEqual([expect.stringContaining('holds the text UpdateStack')]);
    }
  });

  const calls = (...inputs: unknown[]): Resource => ({
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      DefinitionString: JSON.stringify(
        inputs.map((Arguments) => ({ Resource: 'arn:aws:states:::aws-sdk:cloudformation:updateStack', Arguments })),
      ),
    },
  });
  const build = (command: string): Resource => ({
    Type: 'AWS::CodeBuild::Project',
    Properties: { Source: { Type: 'NO_SOURCE', BuildSpec: JSON.stringify({ build: { commands: [command] } }) } },
  });

  test.each<[string, Resource]>([
    ['a name that only the call knows, beside another one', calls({ StackName: 'Other' }, { 'StackName.$': '$.name' })],
    ['a name that is an expression, beside another one', calls({ StackName: 'Other' }, { StackName: '{% $name %}' })],
    ['the API for resources', calls({ action: 'updateResource', TypeName: 'AWS::CloudFormation::Stack' })],
    ['the CDK by its name', build('npx cdk@2 deploy Disposal --context versions=2.0.0')],
    ['the CDK with all stacks', build('npx cdk deploy --all')],
    ['the CDK with a pattern', build("cdk deploy '*'")],
    ['the CDK with its only stack', build('cdk deploy')],
    ['SAM', build('sam deploy --stack-name Disposal')],
    ['the command line', build('aws cloudformation deploy --stack-name Disposal')],
    ['PowerShell', build('Update-CFNStack -StackName Disposal')],
  ])('It is a problem by %s', async (...[, Caller]) => {
    const plan = await planner.planOf(assemblyOf({ Caller }), { base: assemblyOf({}) });
    expect(plan.unresolved).toMatchObject([{ id: 'undeclared-call', name: 'Disposal/Caller' }]);
  });

  test.each<[string, Resource]>([
    ['a pipeline that deploys itself', build('npx cdk -a . deploy PipelineStack --require-approval=never')],
    ['a synth', build('npx cdk synth')],
  ])('It is no problem in %s', async (...[, Caller]) => {
    expect(await planner.planOf(assemblyOf({ Caller }))).toMatchObject({ complete: true });
  });

  test('It is no problem if the base has the same, or if it names another stack', async () => {
    const base = assemblyOf({ Schedule: own('1.0.0') });
    expect(await planner.planOf(base, { base })).toMatchObject({ complete: true, unresolved: [] });
    const other = assemblyOf({ Schedule: schedule({ StackName: 'Other' }) });
    expect(await planner.planOf(other)).toMatchObject({ complete: true, unresolved: [] });
  });
});

describe('The disposal function itself', () => {
  const altered = (properties: Resource) =>
    assemblyOf({ Disposer: { ...DISPOSER, Properties: { ...(DISPOSER['Properties'] as Resource), ...properties } } });
  const variables = (Variables: Resource) => ({ Environment: { Variables } });

  test.each<[string, Resource]>([
    ['a layer', { Layers: ['arn:layer:1'] }],
    ['options of Node.js', variables({ NODE_OPTIONS: '--require /opt/x.js' })],
    ['a wrapper', variables({ AWS_LAMBDA_EXEC_WRAPPER: '/opt/x' })],
    ['a guard that is lowered', variables({ ACCEPT_EVENTS_OF_UNKNOWN_AGE: 'true' })],
    ['another endpoint', variables({ AWS_ENDPOINT_URL_CODEARTIFACT: 'https://example.com' })],
  ])('A change that gives it %s makes the plan incomplete', async (_, properties) => {
    const plan = await planner.planOf(altered(properties), { base: assemblyOf({}) });
    expect(plan.unresolved).toMatchObject([{ id: 'undeclared-call', name: 'Disposal/Disposer' }]);
    expect(await planner.planOf(altered(properties), { base: altered(properties) })).toMatchObject({ unresolved: [] });
  });

  test('Other variables leave the plan complete', async () => {
    expect(await planner.planOf(altered(variables({ LOG_LEVEL: 'debug' })))).toMatchObject({ unresolved: [] });
  });
});

describe('A given parameter', () => {
  const assembly = () =>
    planner.assembly(
      stackOf({ LeftPad: declaration([{ Ref: 'Version' }]) }, { Parameters: { Version: { Type: 'String' } } }),
    );

  test('Its value is that of this deployment, and says nothing of the base', async () => {
    const plan = await planner.planOf(assembly(), { base: assembly(), parameters: { Version: '1.1.0' } });
    expect(plan.totals).toMatchObject({ willBeDisposed: 1, unchangedDeclarations: 0 });
  });

  test('The value of the base is given by itself', async () => {
    const parameters = { Version: '1.1.0' };
    const same = await planner.planOf(assembly(), { base: assembly(), parameters, baseParameters: parameters });
    expect(same.totals).toMatchObject({ willBeDisposed: 0, unchangedDeclarations: 1 });
    const other = await planner.planOf(assembly(), {
      base: assembly(),
      parameters,
      baseParameters: { Version: '1.0.0' },
    });
    expect(other.totals).toMatchObject({ willBeDisposed: 1 });
  });
});
