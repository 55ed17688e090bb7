import { CloudFormationServer } from '../../../local/cloudformation/server';
import { readPhysicalName } from '../../../review/read/deployed-resource';
import { readAssembly } from '../../../template/read/assembly';
import type { Stack } from '../../../template/values/template';
import { TemplateValues } from '../../../template/values/template-values';
import { traceResource } from '../../../template/values/trace-resource';
import { App, CfnOutput, Fn, NestedStack, Stack as CdkStack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';

const ENV = { account: '111122223333', region: 'us-east-1' };
const CONNECTION = {
  region: 'us-east-1',
  credentials: () => Promise.resolve({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }),
};
const stackId = (name: string, account = ENV.account) => `arn:aws:cloudformation:us-east-1:${account}:stack/${name}/1`;

/** A stack whose nested one has a bucket, that imports another one, and has one of its own. */
function readStacks(): { stacks: readonly Stack[]; values: TemplateValues } {
  const app = new App();
  const shared = new CdkStack(app, 'Shared', { env: ENV });
  new CfnOutput(shared, 'Name', { value: new Bucket(shared, 'Imported').bucketName, exportName: 'shared-bucket' });
  const main = new CdkStack(app, 'Main', { env: ENV });
  const nested = new NestedStack(main, 'Nested');
  new CfnOutput(nested, 'Own', { value: new Bucket(nested, 'Inner').bucketName });
  new CfnOutput(main, 'Plain', { value: new Bucket(main, 'Outer').bucketName });
  new CfnOutput(main, 'FromNested', {
    value: Fn.getAtt(main.getLogicalId(nested.nestedStackResource as never), 'Outputs.Own').toString(),
  });
  new CfnOutput(main, 'FromShared', { value: Fn.importValue('shared-bucket') });
  new CfnOutput(main, 'Composed', { value: Fn.join('-', [Fn.importValue('shared-bucket'), 'x']) });
  const { stacks } = readAssembly(app.synth().directory);
  return { stacks, values: new TemplateValues(stacks, { parameters: new Map() }) };
}

test.each([
  ['of its own stack', 'Plain', { id: /^Outer/, of: 'Main' }],
  ['of a nested stack', 'FromNested', { id: /^Inner/, of: 'Main/Nested' }],
  ['of a stack that exports its name', 'FromShared', { id: /^Imported/, of: 'Shared' }],
])('A reference leads to the resource %s', (_, output, expected) => {
  const { stacks, values } = readStacks();
  const main = stacks.find(({ name }) => name === 'Main')!;
  const resource = traceResource(main.template.Outputs![output]!.Value, values.of(main));
  expect(resource?.logicalId).toMatch(expected.id);
  expect(resource?.stack.name).toBe(expected.of);
});

test('A text that is put together leads to no resource', () => {
  const { stacks, values } = readStacks();
  const main = stacks.find(({ name }) => name === 'Main')!;
  expect(traceResource(main.template.Outputs!['Composed']!.Value, values.of(main))).toBeUndefined();
});

describe('the name of a resource', () => {
  const stacks = new Map<string, { id: string; resources: Map<string, { physicalId: string; type: string }> }>();
  let server: CloudFormationServer;

  beforeEach(async () => {
    stacks.clear();
    server = await CloudFormationServer.start((name) => stacks.get(name));
    process.env['AWS_ENDPOINT_URL_CLOUDFORMATION'] = server.endpoint;
  });
  afterEach(() => server.stop());

  const deploy = (name: string, id: string, resources: Record<string, string>) =>
    stacks.set(name, {
      id,
      resources: new Map(
        Object.entries(resources).map(([logicalId, physicalId]) => [logicalId, { physicalId, type: 'x' }]),
      ),
    });

  test('The name of a resource of a nested stack is found by way of the stack around it', async () => {
    const { stacks: all } = readStacks();
    const nested = all.find(({ name }) => name === 'Main/Nested')!;
    deploy('Main', stackId('Main'), { [nested.parent!.logicalId]: stackId('Main-Nested') });
    deploy(stackId('Main-Nested'), stackId('Main-Nested'), { Inner: 'the-bucket' });
    expect(await readPhysicalName({ stack: nested, logicalId: 'Inner' }, CONNECTION)).toBe('the-bucket');
  });

  test('The name of a resource of another account that has a stack of the same name is not taken', async () => {
    const main = readStacks().stacks.find(({ name }) => name === 'Main')!;
    deploy('Main', stackId('Main', '999999999999'), { Outer: 'of-others' });
    await expect(readPhysicalName({ stack: main, logicalId: 'Outer' }, CONNECTION)).rejects.toThrow(
      'the credentials are those of the account 999999999999',
    );
  });
});
