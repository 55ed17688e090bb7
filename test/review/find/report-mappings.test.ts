import { ARCHIVE_RESOURCE_TYPE } from '../../../declaration/resource-type';
import { declaration, DISPOSER, type Resource } from '../assembly-of-templates';
import { stackOf, TemplatePlanner } from '../template-planner';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

const ARCHIVING = { ...declaration(), Type: ARCHIVE_RESOURCE_TYPE };
const mapping = (properties: Resource = {}): Resource => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: { FunctionName: { Ref: 'Disposer' }, EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, ...properties },
});
const namesOf = async (resources: Resource) => {
  const queue = { Queue: { Type: 'AWS::SQS::Queue' } };
  const { unresolved } = await planner.planOf(
    planner.assembly(stackOf({ LeftPad: ARCHIVING, ...queue, ...resources })),
  );
  return unresolved.filter(({ id }) => id === 'undeclared-call').map(({ name }) => name);
};

describe('A mapping that hands reports of restored versions to the function', () => {
  test('It is no problem where it does nothing else', async () => {
    expect(await namesOf({ Mapping: mapping({ BatchSize: 1 }) })).toEqual([]);
  });

  test.each<[string, Resource]>([
    ['has another property', { Mapping: mapping({ DestinationConfig: { OnFailure: { Destination: 'arn' } } }) }],
    ['takes messages of a queue elsewhere', { Mapping: mapping({ EventSourceArn: 'arn:aws:sqs:us-east-1:1:q' }) }],
    ['takes messages of something else than a queue', { Queue: { Type: 'AWS::DynamoDB::Table' }, Mapping: mapping() }],
    ['is of a function that disposes', { Mapping: mapping({ FunctionName: { Ref: 'Other' } }), Other: DISPOSER }],
  ])('It is a problem where it %s', async (_, resources) => {
    expect(await namesOf(resources)).toEqual(['Disposal/Mapping']);
  });
});
