import { MANIFEST_RESOURCE_TYPE } from '../../../declaration/resource-type';
import { RESOURCE_TYPE } from '../../../declaration/resource-type';
import { exitStatus } from '../../../review/plan/plan-model';
import {
  assetHash,
  assetUrl,
  declaration,
  declaredProperties,
  DISPOSER,
  OTHER_FUNCTION,
  type Resource,
} from '../assembly-of-templates';
import { ids, stackOf, type Sections, TemplatePlanner } from '../template-planner';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

describe('A resource that can reach the function', () => {
  test.each<[string, Resource]>([
    ['of another custom type', { Type: 'Custom::MetricsPublisher', Properties: declaredProperties() }],
    ['of the general custom type', { Type: 'AWS::CloudFormation::CustomResource', Properties: declaredProperties() }],
  ])(
    'A resource %s that calls the function with a declaration makes the plan incomplete, and cannot be acknowledged',
    async (_, resource) => {
      const directory = planner.assembly(stackOf({ LeftPad: declaration(), Metrics: resource }));
      const plan = await planner.planOf(directory, { acknowledge: ['Disposal/Metrics'] });
      expect(plan).toMatchObject({ complete: false, acknowledged: [] });
      expect(plan.problems).toEqual([
        expect.stringMatching(/^Disposal\/Metrics \(.*calls a disposal function with the properties of a declaration/),
      ]);
      expect(exitStatus(plan, 'refusal')).toBe(1);
    },
  );

  test.each<[string, Resource, Sections]>([
    ['through a parameter that holds its address', { 'Fn::ImportValue': 'elsewhere' }, {}],
    ['through an address of its own', 'arn:aws:lambda:us-east-1:111122223333:function:f', {}],
    ['through a parameter without a default', { Ref: 'Token' }, { Parameters: { Token: { Type: 'String' } } }],
  ] as never)(
    'A resource with the properties of a declaration makes the plan incomplete, %s',
    async (_, token: Resource, sections: Sections) => {
      const properties = declaredProperties(['1.0.0'], { ServiceToken: token });
      const plan = await planner.planOf(
        planner.assembly(stackOf({ Metrics: { Type: 'Custom::Metrics', Properties: properties } }, sections)),
      );
      expect(ids(plan)).toEqual(['undeclared-call']);
    },
  );

  test('A resource of another function makes the plan incomplete, and can be acknowledged', async () => {
    const properties = declaredProperties(['1.0.0'], { ServiceToken: { 'Fn::GetAtt': ['Other', 'Arn'] } });
    const directory = planner.assembly(
      stackOf({ Other: OTHER_FUNCTION, Metrics: { Type: 'Custom::Metrics', Properties: properties } }),
    );
    expect(await planner.planOf(directory)).toMatchObject({ complete: false });
    const plan = await planner.planOf(directory, { acknowledge: ['Disposal/Metrics'] });
    expect(plan).toMatchObject({ complete: true, unresolved: [] });
    expect(plan.acknowledged.map(({ name }) => name)).toEqual(['Disposal/Metrics']);
  });

  test('A resource that reaches the function through a nested stack, an alias and an export makes the plan incomplete', async () => {
    const nested = {
      Parameters: { Token: { Type: 'String' } },
      Resources: {
        Metrics: { Type: 'Custom::A', Properties: declaredProperties(['1.0.0'], { ServiceToken: { Ref: 'Token' } }) },
      },
    };
    const stacks = {
      ...stackOf(
        {
          Alias: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Disposer' }, Name: 'live' } },
          Nested: {
            Type: 'AWS::CloudFormation::Stack',
            Properties: { TemplateURL: assetUrl(assetHash('a')), Parameters: { Token: { Ref: 'Alias' } } },
          },
        },
        { Outputs: { Token: { Value: { 'Fn::GetAtt': ['Disposer', 'Arn'] }, Export: { Name: 'token' } } } },
      ),
      Other: {
        template: {
          Resources: {
            Rule: { Type: 'AWS::Events::Rule', Properties: { Targets: [{ Arn: { 'Fn::ImportValue': 'token' } }] } },
          },
        },
      },
    };
    const directory = planner.assembly(stacks, {
      files: { 'nested.json': nested },
      assets: [{ hash: assetHash('a'), file: 'nested.json' }],
    });
    expect((await planner.planOf(directory)).problems).toEqual([
      expect.stringContaining('Disposal/Nested/Metrics (Custom::A) calls a disposal function'),
      expect.stringContaining('Other/Rule (AWS::Events::Rule) refers to the disposal function Disposal/Disposer'),
    ]);
  });

  test.each<[string, Resource]>([
    ['AWS::Lambda::Permission', { FunctionName: { Ref: 'Disposer' } }],
    ['AWS::Lambda::EventSourceMapping', { FunctionName: { 'Fn::Sub': '${Disposer.Arn}:1' } }],
    ['AWS::Scheduler::Schedule', { Target: { Arn: { 'Fn::GetAtt': 'Disposer.Arn' } } }],
    ['Custom::AWS', { ServiceToken: 'arn:other', Create: { 'Fn::Join': ['', ['{"x":"', { Ref: 'Disposer' }, '"}']] } }],
    ['AWS::S3::Bucket', { BucketName: RESOURCE_TYPE }],
    ['AWS::Lambda::EventInvokeConfig', { DestinationConfig: { OnSuccess: { Destination: { Ref: 'Disposer' } } } }],
    ['Custom::Deployer', { ServiceToken: 'arn:other', TemplateBody: `{"Type":"${RESOURCE_TYPE}"}` }],
    ['AWS::SSM::Document', { Content: { mainSteps: [{ inputs: { Input: `{"ResourceType":"${RESOURCE_TYPE}"}` } }] } }],
  ])('A resource of the type %s that refers to the function makes the plan incomplete', async (Type, Properties) => {
    const plan = await planner.planOf(
      planner.assembly(stackOf({ LeftPad: declaration(), Caller: { Type, Properties } })),
    );
    expect(ids(plan)).toEqual(['undeclared-call']);
    expect(plan.unresolved[0]!.name).toBe('Disposal/Caller');
  });

  test('A resource that only watches the function, or calls another one, leaves the plan complete', async () => {
    const plan = await planner.planOf(
      planner.assembly(
        stackOf({
          LeftPad: declaration(),
          Other: OTHER_FUNCTION,
          Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Dimensions: [{ Value: { Ref: 'Disposer' } }] } },
          AutoDelete: {
            Type: 'Custom::S3AutoDeleteObjects',
            Properties: { ServiceToken: { 'Fn::GetAtt': ['Other', 'Arn'] }, BucketName: { Ref: 'Bucket' } },
          },
          Bucket: { Type: 'AWS::S3::Bucket' },
          Imported: { Type: 'Custom::Imported', Properties: { ServiceToken: { 'Fn::ImportValue': 'x' }, versions: 3 } },
        }),
      ),
    );
    expect(plan).toMatchObject({ complete: true, problems: [] });
  });

  test('A resource that only grants the operation, or looks for its events, leaves the plan complete', async () => {
    const Action = ['codeartifact:DisposePackageVersions'];
    const plan = await planner.planOf(
      planner.assembly(
        stackOf({
          LeftPad: declaration(),
          Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement: [{ Action }] } } },
          Rule: {
            Type: 'AWS::Events::Rule',
            Properties: { EventPattern: { detail: { eventName: ['DisposePackageVersions'] } } },
          },
          Filter: {
            Type: 'AWS::Logs::MetricFilter',
            Properties: { FilterPattern: '{ $.eventName = DisposePackageVersions }' },
          },
          Failures: {
            Type: 'AWS::Lambda::EventInvokeConfig',
            Properties: { FunctionName: { Ref: 'Disposer' }, DestinationConfig: { OnFailure: { Destination: 'arn' } } },
          },
        }),
      ),
    );
    expect(plan).toMatchObject({ complete: true, problems: [] });
  });

  const call = (text: unknown) => ({ Type: 'Custom::AWS', Properties: { ServiceToken: 'arn:other', Create: text } });
  test.each<[string, Resource]>([
    ['as a custom resource', call('{"service":"codeartifact","action":"disposePackageVersions"}')],
    [
      'as a joined text',
      call({ 'Fn::Join': ['', ['{"action":"DisposePackage', 'Versions","x":"', { Ref: 'X' }, '"}']] }),
    ],
    ['as one of two texts', call({ 'Fn::If': ['On', '{"action":"DisposePackageVersions"}', ''] })],
    [
      'as the target of a schedule',
      {
        Type: 'AWS::Scheduler::Schedule',
        Properties: { Target: { Arn: 'arn:aws:scheduler:::aws-sdk:codeartifact:disposePackageVersions' } },
      },
    ],
    [
      'as a step of an automation',
      {
        Type: 'AWS::SSM::Document',
        Properties: {
          Content: { mainSteps: [{ inputs: { Service: 'codeartifact', Api: 'DisposePackageVersions' } }] },
        },
      },
    ],
  ])('A resource that names the operation %s makes the plan incomplete', async (_, caller) => {
    const sections = { Conditions: { On: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } } };
    const plan = await planner.planOf(planner.assembly(stackOf({ Caller: caller }, sections)));
    expect(plan.unresolved).toMatchObject([{ id: 'undeclared-call', name: 'Disposal/Caller' }]);
    expect(plan.problems).toEqual([expect.stringContaining('holds the text DisposePackageVersions')]);
  });

  const [first, second] = [RESOURCE_TYPE.slice(0, 20), RESOURCE_TYPE.slice(20)];
  test.each<[string, unknown]>([
    ['joined', { 'Fn::Join': ['', ['{"ResourceType":"', first, second, '","x":"', { Ref: 'X' }, '"}']] }],
    ['joined with a value', { 'Fn::Join': [second, [first, '']] }],
    ['put into a text', { 'Fn::Sub': [`{"ResourceType":"${first}\${Rest}","x":"\${X}"}`, { Rest: second }] }],
    ['put into a text from a parameter', { 'Fn::Sub': `${first}\${Rest}` }],
    ['taken from a mapping', { 'Fn::FindInMap': ['M', 'a', 'b'] }],
  ])('A resource whose text has the type of a declaration %s makes the plan incomplete', async (_, text) => {
    const sections: Sections = {
      Parameters: { Rest: { Type: 'String', Default: second } },
      Mappings: { M: { a: { b: RESOURCE_TYPE } } },
    };
    const Properties = { Target: { Arn: 'arn:aws:lambda:us-east-1:111122223333:function:f', Input: text } };
    const Caller = { Type: 'AWS::Scheduler::Schedule', Properties };
    const plan = await planner.planOf(planner.assembly(stackOf({ Caller }, sections)));
    expect(plan.unresolved).toMatchObject([{ id: 'undeclared-call', name: 'Disposal/Caller' }]);
  });

  test('A resource that sets up a machine with a declaration makes the plan incomplete', async () => {
    const files = { '/template.json': { content: { Resources: { LeftPad: declaration() } } } };
    const Metadata = { 'AWS::CloudFormation::Init': { config: { files } } };
    const plan = await planner.planOf(planner.assembly(stackOf({ Machine: { Type: 'AWS::EC2::Instance', Metadata } })));
    expect(plan.unresolved).toMatchObject([{ id: 'undeclared-call', name: 'Disposal/Machine' }]);
  });

  const NAMED = { ...DISPOSER, Properties: { ...(DISPOSER['Properties'] as Resource), FunctionName: 'disposer' } };
  test.each<[string, unknown, Resource?]>([
    ['an attribute by parameter', { 'Fn::GetAtt': ['Disposer', { Ref: 'A' }] }],
    ['an attribute that only the deployment knows', { 'Fn::GetAtt': ['Disposer', { Ref: 'B' }] }],
    ['a name that is put together', { Ref: { 'Fn::Join': ['', ['Dis', 'poser']] } }],
    ['a name that only the deployment knows', { 'Fn::GetAtt': [{ Ref: 'B' }, 'Arn'] }],
    ['an attribute as one text', { 'Fn::GetAtt': { 'Fn::Sub': '${D}.Arn' } }],
    [
      'a parameter of Systems Manager',
      { 'Fn::GetAtt': ['Address', 'Value'] },
      { Address: { Type: 'AWS::SSM::Parameter', Properties: { Value: { Ref: 'Disposer' } } } },
    ],
    [
      'a dynamic reference to a parameter of Systems Manager',
      '{{resolve:ssm:/disposer:1}}',
      { Address: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/disposer', Value: { Ref: 'Disposer' } } } },
    ],
    [
      'a parameter that Systems Manager holds',
      { Ref: 'E' },
      { Address: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/disposer', Value: { Ref: 'Disposer' } } } },
    ],
    [
      'an output of a nested stack that only the deployment chooses',
      { 'Fn::GetAtt': ['Nested', { Ref: 'B' }] },
      {
        Nested: {
          Type: 'AWS::CloudFormation::Stack',
          Properties: {
            TemplateBody: JSON.stringify({
              Resources: { Inner: DISPOSER },
              Outputs: { Address: { Value: { 'Fn::GetAtt': ['Inner', 'Arn'] } } },
            }),
          },
        },
      },
    ],
    [
      'its name in an ARN of two parts',
      { 'Fn::Join': ['', ['arn:aws:lambda:us-east-1:111122223333:function:dis', 'poser']] },
      { Named: NAMED },
    ],
    ['its name in an ARN of a mapping', { 'Fn::FindInMap': ['M', 'a', 'b'] }, { Named: NAMED }],
    [
      'a name that another function has too',
      'disposer',
      { Named: NAMED, Zzz: { ...OTHER_FUNCTION, Properties: { FunctionName: 'disposer' } } },
    ],
  ])('A resource that refers to the function by %s makes the plan incomplete', async (_, FunctionName, more = {}) => {
    const Parameters = {
      A: { Type: 'String', Default: 'Arn' },
      B: { Type: 'String' },
      D: { Type: 'String', Default: 'Disposer' },
      E: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/disposer' },
    };
    const Mappings = { M: { a: { b: 'arn:aws:lambda:us-east-1:111122223333:function:disposer' } } };
    const Caller = { Type: 'AWS::Lambda::Permission', Properties: { FunctionName } };
    const plan = await planner.planOf(planner.assembly(stackOf({ ...more, Caller }, { Parameters, Mappings })));
    expect(plan.unresolved).toMatchObject([{ id: 'undeclared-call', name: 'Disposal/Caller' }]);
  });

  test('A resource that starts the workflow of a manifest by its name makes the plan incomplete', async () => {
    const resources = {
      CleanUp: {
        Type: MANIFEST_RESOURCE_TYPE,
        Properties: { ServiceToken: { 'Fn::GetAtt': ['Disposer', 'Arn'] }, stateMachineArn: { Ref: 'Workflow' } },
      },
      Workflow: { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName: 'clean-up' } },
      Caller: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: { Target: { Arn: 'arn:aws:states:us-east-1:111122223333:stateMachine:clean-up' } },
      },
    };
    const plan = await planner.planOf(planner.assembly(stackOf(resources)));
    expect(plan.unresolved.map(({ name }) => name)).toContain('Disposal/Caller');
  });
});
