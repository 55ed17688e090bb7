import { RESOURCE_TYPE } from '../../../declaration/resource-type';
import { exitStatus } from '../../../review/plan/plan-model';
import {
  assetHash,
  assetUrl,
  declaration,
  declaredProperties,
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
});
