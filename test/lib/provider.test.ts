import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { DisposalProvider } from '../../lib';
import { grantedArns } from './policies';
import {
  declare,
  DECLARATION,
  logicalIdsOf,
  newStack,
  only,
  refusalOf,
  resourcesOf,
  synthesize,
  templateOf,
} from './synthesize';

const FUNCTION = 'AWS::Lambda::Function';

describe("The stack's provider", () => {
  test("The stack's provider has one function for all declarations", () => {
    const template = synthesize((stack) => {
      declare(stack);
      declare(stack, { packageName: 'right-pad' }, 'RightPad');
    });
    const tokens = resourcesOf(template, DECLARATION).map((resource) => resource.Properties['ServiceToken']);
    const [logicalId] = logicalIdsOf(template, FUNCTION);
    expect(resourcesOf(template, FUNCTION)).toHaveLength(1);
    expect(tokens).toEqual(Array(2).fill({ 'Fn::GetAtt': [logicalId, 'Arn'] }));
  });

  test("The stack's provider is the same at every call", () => {
    const stack = newStack();
    expect(DisposalProvider.getOrCreate(stack)).toBe(DisposalProvider.getOrCreate(declare(stack)));
  });

  test("The stack's provider is exposed by a declaration", () => {
    const stack = newStack();
    expect(declare(stack).provider).toBe(DisposalProvider.getOrCreate(stack));
  });

  test('Two stacks have two providers', () => {
    const app = new App();
    const stacks = ['First', 'Second'].map((id) => new Stack(app, id));
    stacks.forEach((stack) => declare(stack));
    expect(stacks.map((stack) => resourcesOf(templateOf(stack), FUNCTION))).toEqual([
      [expect.anything()],
      [expect.anything()],
    ]);
  });

  test('The provider of a declaration in a nested stack is in the nested stack', () => {
    const stack = newStack();
    const nested = new NestedStack(stack, 'Nested');
    declare(nested);
    expect(resourcesOf(templateOf(nested), FUNCTION)).toHaveLength(1);
    expect(resourcesOf(templateOf(nested), DECLARATION)).toHaveLength(1);
    expect(resourcesOf(templateOf(stack), FUNCTION)).toHaveLength(0);
  });

  test('Each stage has its own provider', () => {
    const app = new App();
    const stacks = ['Beta', 'Production'].map((id) => new Stack(new Stage(app, id), 'Stack'));
    const [beta, production] = stacks.map((stack) => declare(stack).provider);
    expect(beta).not.toBe(production);
    const templates = stacks.map(templateOf);
    expect(templates[0]).toEqual(templates[1]);
    expect(resourcesOf(templates[0]!, FUNCTION)).toHaveLength(1);
  });
});

describe('A provider of the user', () => {
  test('A provider of the user replaces that of the stack', () => {
    const template = synthesize((stack) => declare(stack, { provider: new DisposalProvider(stack, 'Own') }));
    const [logicalId] = logicalIdsOf(template, FUNCTION);
    expect(logicalIdsOf(template, FUNCTION)).toEqual([expect.stringMatching(/^OwnFunction/)]);
    expect(only(template, DECLARATION).Properties['ServiceToken']).toEqual({ 'Fn::GetAtt': [logicalId, 'Arn'] });
  });

  test('A provider of the user can stand beside that of the stack, each with its own packages', () => {
    const stack = newStack();
    const own = new DisposalProvider(stack, 'Own');
    declare(stack, { provider: own });
    declare(stack, { packageName: 'right-pad' }, 'RightPad');
    const template = templateOf(stack);
    expect(resourcesOf(template, FUNCTION)).toHaveLength(2);
    expect(logicalIdsOf(template, 'AWS::IAM::ManagedPolicy')).toHaveLength(2);
  });

  test('A provider in another stack is refused, and the error says what to do', () => {
    const app = new App();
    const [shared, using] = ['Shared', 'Using'].map((id) => new Stack(app, id));
    const provider = DisposalProvider.getOrCreate(shared!);
    expect(refusalOf(() => declare(using!, { provider }))).toBe(
      'Using/LeftPad: provider must be in the stack of the declaration, Using, so that both are deployed and rolled back ' +
        'together; got Shared/CodeArtifactDisposalProvider, in the stack Shared. Leave provider out to use the ' +
        "stack's own, or create a DisposalProvider in Using.",
    );
  });

  test('A provider in the parent of a nested stack, or in a nested stack, is refused', () => {
    const parent = newStack();
    const nested = new NestedStack(parent, 'Nested');
    const providers = [parent, nested].map((stack) => DisposalProvider.getOrCreate(stack));
    expect(refusalOf(() => declare(nested, { provider: providers[0] }))).toContain('provider must be in the stack of');
    expect(refusalOf(() => declare(parent, { provider: providers[1] }))).toContain('provider must be in the stack of');
  });
});

describe("The id of the stack's provider", () => {
  test("The id of the stack's provider is refused for another construct, and the error says what to do", () => {
    const stack = newStack();
    new Bucket(stack, 'CodeArtifactDisposalProvider');
    expect(refusalOf(() => declare(stack))).toBe(
      'TestStack/CodeArtifactDisposalProvider: the id CodeArtifactDisposalProvider in a stack must be that of its ' +
        'DisposalProvider; got another construct. Give that construct another id, or pass a provider to every ' +
        'declaration.',
    );
  });

  test("The id of the stack's provider configures it, if the provider is made before the first declaration", () => {
    const stack = newStack();
    const provider = new DisposalProvider(stack, 'CodeArtifactDisposalProvider', { memorySize: 512 });
    expect(declare(stack).provider).toBe(provider);
  });

  test("Every logical id stays the same if the stack's provider is made by hand later", () => {
    const byHand = synthesize((stack) => {
      new DisposalProvider(stack, 'CodeArtifactDisposalProvider');
      declare(stack);
    });
    expect(byHand).toEqual(synthesize((stack) => declare(stack)));
  });
});

describe('The function', () => {
  const { Properties } = only(synthesize(declare), FUNCTION);

  test('The function runs on arm64', () => {
    expect(Properties['Architectures']).toEqual(['arm64']);
  });

  test('The function runs on Node.js 24', () => {
    expect(Properties['Runtime']).toBe('nodejs24.x');
  });

  test("The function's code is the prebuilt bundle", () => {
    expect(Properties['Handler']).toBe('index.handler');
    expect(Properties['Code']).toMatchObject({ S3Key: expect.stringMatching(/^[0-9a-f]{64}\.zip$/) as string });
  });

  test('The function logs to its own log group', () => {
    const template = synthesize(declare);
    const [logGroup] = logicalIdsOf(template, 'AWS::Logs::LogGroup');
    expect(only(template, FUNCTION).Properties['LoggingConfig']).toEqual({ LogGroup: { Ref: logGroup } });
  });

  test('The function has its own role', () => {
    const template = synthesize(declare);
    const [role] = logicalIdsOf(template, 'AWS::IAM::Role');
    expect(only(template, FUNCTION).Properties['Role']).toEqual({ 'Fn::GetAtt': [role, 'Arn'] });
  });
});

test('The log group outlives the stack', () => {
  expect(only(synthesize(declare), 'AWS::Logs::LogGroup')).toMatchObject({
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: { RetentionInDays: 731 },
  });
});

describe('The members of a provider', () => {
  test('A provider exposes its function', () => {
    const stack = newStack();
    const { provider } = declare(stack);
    const [logicalId] = logicalIdsOf(templateOf(stack), FUNCTION);
    expect(stack.resolve(provider.function.functionArn)).toEqual({ 'Fn::GetAtt': [logicalId, 'Arn'] });
  });

  test('A provider exposes its log group', () => {
    const stack = newStack();
    const { provider } = declare(stack);
    const [logicalId] = logicalIdsOf(templateOf(stack), 'AWS::Logs::LogGroup');
    expect(stack.resolve(provider.logGroup.logGroupArn)).toEqual({ 'Fn::GetAtt': [logicalId, 'Arn'] });
  });

  test('A provider exposes the principal to grant more to', () => {
    const stack = newStack();
    const { provider } = declare(stack);
    const statement = new PolicyStatement({
      actions: ['kms:Decrypt'],
      resources: ['arn:aws:kms:eu-west-1:111122223333:key/k'],
    });
    provider.grantPrincipal.addToPrincipalPolicy(statement);
    expect(grantedArns(templateOf(stack), 'kms')).toEqual(['arn:aws:kms:eu-west-1:111122223333:key/k']);
  });
});
