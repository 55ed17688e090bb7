import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RESOURCE_TYPE } from '../../../declaration/resource-type';
import { assetHash, declaration, declaredProperties, type StackOfTemplate } from '../assembly-of-templates';
import { stackOf, type Sections, TemplatePlanner, verdicts } from '../template-planner';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

const planOfVersion = (version: unknown, sections: Sections = {}, others: Record<string, StackOfTemplate> = {}) =>
  planner.planOf(planner.assembly({ ...others, ...stackOf({ LeftPad: declaration([version]) }, sections) }));

test.each(['Value<String>', 'Value<List<String>>', 'Value<AWS::EC2::Image::Id>'])(
  'A parameter of the type AWS::SSM::Parameter::%s has no value before the deployment',
  async (type) => {
    const Parameters = { V: { Type: `AWS::SSM::Parameter::${type}`, Default: '1.0.0' } };
    expect(verdicts(await planOfVersion({ Ref: 'V' }, { Parameters }))).toEqual([[null, 'unknown']]);
  },
);

test('Fn::Select does not count items that Fn::If leaves out', async () => {
  const Conditions = { Never: { 'Fn::Equals': ['a', 'b'] } };
  const leftOut = { 'Fn::If': ['Never', '0.9.0', { Ref: 'AWS::NoValue' }] };
  const plan = await planOfVersion({ 'Fn::Select': [0, [leftOut, '1.1.0']] }, { Conditions });
  expect(verdicts(plan)).toEqual([['1.1.0', 'will be disposed']]);
});

test('The output of one of two stacks of a name and Region is unknown', async () => {
  const producer = (Value: string): StackOfTemplate => ({
    stackName: 'producer',
    template: { Resources: { Topic: { Type: 'AWS::SNS::Topic' } }, Outputs: { V: { Value } } },
  });
  const version = { 'Fn::GetStackOutput': { StackName: 'producer', OutputName: 'V' } };
  expect(verdicts(await planOfVersion(version, {}, { A: producer('1.0.0') }))).toEqual([['1.0.0', 'will be disposed']]);
  const both = await planOfVersion(version, {}, { A: producer('1.0.0'), B: producer('1.1.0') });
  expect(verdicts(both)).toEqual([[null, 'unknown']]);
});

test('The output of a stack is unknown if its condition does not hold', async () => {
  const Conditions = { Never: { 'Fn::Equals': ['a', 'b'] } };
  const producer = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } }, Conditions };
  const version = { 'Fn::GetStackOutput': { StackName: 'producer', OutputName: 'V' } };
  const template = { ...producer, Outputs: { V: { Value: '1.0.0', Condition: 'Never' } } };
  const plan = await planOfVersion(version, {}, { A: { stackName: 'producer', template } });
  expect(verdicts(plan)).toEqual([[null, 'unknown']]);
});

test.each([
  ['literal', 'records', 1],
  ['a dynamic reference', '{{resolve:ssm:/records}}', 0],
  ['a part of a dynamic reference', 'r-{{resolve:ssm:/records}}', 0],
])('A declaration whose bucket has a name that is %s is compared with its base', async (_, BucketName, unchanged) => {
  const Bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName } };
  const directory = planner.assembly(
    stackOf({ Bucket, LeftPad: declaration(['1.0.0'], { copyBucket: { Ref: 'Bucket' } }) }),
  );
  const { totals } = await planner.planOf(directory, { base: directory });
  expect(totals.unchangedDeclarations).toBe(unchanged);
});

test('A macro whose name only begins like one of AWS is a problem', async () => {
  const plan = await planner.planOf(
    planner.assembly(
      stackOf({}, { Transform: ['AWS::SecretsManager-2024-09-16-evil', 'AWS::LanguageExtensionsOfOurs'] }),
    ),
  );
  expect(plan.unresolved.map(({ id }) => id)).toEqual(['macro', 'macro']);
});

test('A declaration under another type, of a function elsewhere, cannot be acknowledged', async () => {
  const properties = declaredProperties(['1.0.0'], {
    ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:f',
  });
  const directory = planner.assembly(stackOf({ Metrics: { Type: 'Custom::Metrics', Properties: properties } }));
  const plan = await planner.planOf(directory, { acknowledge: ['Disposal/Metrics'] });
  expect(plan).toMatchObject({ complete: false, acknowledged: [] });
  expect(plan.unresolved[0]?.name).toBeUndefined();
});

test.each<[string, (text: string) => Buffer]>([
  ['UTF-16 with a byte order mark', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 without one', (text) => Buffer.from(text, 'utf16le')],
  ['UTF-16 of the other order', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
])('A published file in %s that names a declaration is found', async (_, encode) => {
  const directory = planner.assembly(stackOf({}), { assets: [{ hash: assetHash('e'), file: 'other.yaml' }] });
  writeFileSync(join(directory, 'other.yaml'), encode(`Resources:\n  A:\n    Type: ${RESOURCE_TYPE}\n`));
  expect((await planner.planOf(directory)).unresolved).toMatchObject([{ id: 'unread-template' }]);
});

test('A directory at the place of a template is refused', async () => {
  const directory = planner.assembly(stackOf({}));
  rmSync(join(directory, 'Disposal.template.json'));
  mkdirSync(join(directory, 'Disposal.template.json'));
  await expect(planner.planOf(directory)).rejects.toThrow('must be a regular file');
});
