import { CfnParameter, Duration, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DisposalProvider, type DisposalProviderProps } from '../../lib';
import { statementsOf } from './policies';
import { declare, DECLARATION, logicalIdsOf, only, refusalOf, resourcesOf, synthesize } from './synthesize';

const FUNCTION = 'AWS::Lambda::Function';

/** A declaration with a provider of these props. */
function withProvider(props: (stack: Stack) => DisposalProviderProps) {
  return synthesize((stack) => declare(stack, { provider: new DisposalProvider(stack, 'Own', props(stack)) }));
}

function functionWith(props: DisposalProviderProps) {
  return only(
    withProvider(() => props),
    FUNCTION,
  ).Properties;
}

describe('The options of the function', () => {
  test.each<[string, DisposalProviderProps, object]>([
    ['a runtime', { runtime: lambda.Runtime.NODEJS_22_X }, { Runtime: 'nodejs22.x' }],
    ['an architecture', { architecture: lambda.Architecture.X86_64 }, { Architectures: ['x86_64'] }],
    ['memory', { memorySize: 512 }, { MemorySize: 512 }],
    ['a timeout', { timeout: Duration.minutes(15) }, { Timeout: 900 }],
    ['a description', { description: 'Mine.' }, { Description: 'Mine.' }],
    ['a name', { functionName: 'mine' }, { FunctionName: 'mine' }],
    ['an environment', { environment: { KEY: 'value' } }, { Environment: { Variables: { KEY: 'value' } } }],
    ['a concurrency', { reservedConcurrentExecutions: 1 }, { ReservedConcurrentExecutions: 1 }],
    ['tracing', { tracing: lambda.Tracing.ACTIVE }, { TracingConfig: { Mode: 'Active' } }],
    [
      'a dead letter queue',
      { deadLetterQueueEnabled: true },
      { DeadLetterConfig: { TargetArn: expect.anything() as object } },
    ],
    ['a logging format', { loggingFormat: lambda.LoggingFormat.JSON }, { LoggingConfig: { LogFormat: 'JSON' } }],
  ])('The function takes %s', (_, props, expected) => {
    expect(functionWith(props)).toMatchObject(expected);
  });

  test('The function takes a key for its environment', () => {
    const template = withProvider((stack) => ({
      environment: { KEY: 'value' },
      environmentEncryption: new Key(stack, 'Key'),
    }));
    const [logicalId] = logicalIdsOf(template, 'AWS::KMS::Key');
    expect(only(template, FUNCTION).Properties['KmsKeyArn']).toEqual({ 'Fn::GetAtt': [logicalId, 'Arn'] });
  });

  test('The function takes settings of its asynchronous invocation', () => {
    const template = withProvider(() => ({ retryAttempts: 0, maxEventAge: Duration.minutes(10) }));
    expect(only(template, 'AWS::Lambda::EventInvokeConfig').Properties).toMatchObject({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 600,
    });
  });

  test('The function takes its defaults where an option is given as undefined', () => {
    const options = ['runtime', 'architecture', 'memorySize', 'timeout', 'description', 'logGroup', 'role', 'vpc'];
    const undefinedOptions = Object.fromEntries(options.map((option) => [option, undefined])) as DisposalProviderProps;
    expect(withProvider(() => undefinedOptions)).toEqual(withProvider(() => ({})));
  });
});

describe('A runtime', () => {
  test.each([
    lambda.Runtime.NODEJS_18_X,
    lambda.Runtime.PYTHON_3_13,
    lambda.Runtime.PROVIDED_AL2023,
    lambda.Runtime.FROM_IMAGE,
  ])('A runtime that cannot run the handler is refused: $name', (runtime) => {
    expect(refusalOf(() => functionWith({ runtime }))).toBe(
      `TestStack/Own: runtime must be a Node.js runtime of 20 or newer; got ${runtime.name}`,
    );
  });

  test.each([
    lambda.Runtime.NODEJS_20_X,
    lambda.Runtime.NODEJS_LATEST,
    new lambda.Runtime('nodejs26.x', lambda.RuntimeFamily.NODEJS),
  ])('A runtime that can run the handler is taken: $name', (runtime) => {
    expect(functionWith({ runtime })['Runtime']).toBe(runtime.name);
  });

  test('A runtime that only the deployment knows is not checked', () => {
    const template = withProvider((stack) => {
      const name = new CfnParameter(stack, 'Runtime').valueAsString;
      return { runtime: new lambda.Runtime(name, lambda.RuntimeFamily.NODEJS) };
    });
    expect(only(template, FUNCTION).Properties['Runtime']).toEqual({ Ref: 'Runtime' });
  });
});

describe('A VPC', () => {
  function inVpc() {
    return withProvider((stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
      const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1234');
      return { vpc, securityGroups: [group], vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } };
    });
  }

  test('A VPC reaches the function, with security groups and subnets', () => {
    expect(only(inVpc(), FUNCTION).Properties['VpcConfig']).toMatchObject({
      SecurityGroupIds: ['sg-1234'],
      SubnetIds: [expect.anything(), expect.anything()],
    });
  });

  test('A VPC gives the role the policy that Lambda needs to manage network interfaces', () => {
    const roles = resourcesOf(inVpc(), 'AWS::IAM::Role').filter((resource) => resource.Properties['ManagedPolicyArns']);
    expect(JSON.stringify(roles)).toContain(':iam::aws:policy/service-role/AWSLambdaENIManagementAccess');
  });

  test('Without a VPC, the role has no policy of AWS', () => {
    expect(only(synthesize(declare), 'AWS::IAM::Role').Properties).not.toHaveProperty('ManagedPolicyArns');
  });
});

describe('A log group of the user', () => {
  const template = withProvider((stack) => ({
    logGroup: new LogGroup(stack, 'Mine', { retention: RetentionDays.ONE_DAY }),
  }));

  test('A log group of the user replaces the one that is created', () => {
    const [logicalId] = logicalIdsOf(template, 'AWS::Logs::LogGroup');
    expect(resourcesOf(template, 'AWS::Logs::LogGroup')).toHaveLength(1);
    expect(only(template, FUNCTION).Properties['LoggingConfig']).toEqual({ LogGroup: { Ref: logicalId } });
  });

  test('A log group of the user is the only one that the function is allowed to write to', () => {
    const [logicalId] = logicalIdsOf(template, 'AWS::Logs::LogGroup');
    expect(statementsOf(template)[0]).toEqual({
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: { 'Fn::GetAtt': [logicalId, 'Arn'] },
    });
  });

  test('A log group of the user is exposed', () => {
    synthesize((stack) => {
      const logGroup = new LogGroup(stack, 'Mine');
      expect(new DisposalProvider(stack, 'Own', { logGroup }).logGroup).toBe(logGroup);
    });
  });

  test('A log retention of the user leaves the log group to Lambda', () => {
    const deprecation = jest.spyOn(console, 'warn').mockImplementation();
    const retained = withProvider(() => ({ logRetention: RetentionDays.ONE_WEEK }));
    deprecation.mockRestore();
    expect(only(retained, 'Custom::LogRetention').Properties['RetentionInDays']).toBe(7);
    expect(resourcesOf(retained, 'AWS::Logs::LogGroup')).toHaveLength(0);
  });
});

describe('serviceTimeout', () => {
  const serviceTimeout = (props: DisposalProviderProps) =>
    only(
      withProvider(() => props),
      DECLARATION,
    ).Properties['ServiceTimeout'];

  test('The default serviceTimeout leaves the function three runs and the pauses between them', () => {
    expect(serviceTimeout({})).toBe(String(3 * 300 + 180));
    expect(serviceTimeout({ timeout: Duration.minutes(2) })).toBe(String(3 * 120 + 180));
  });

  test('The serviceTimeout can be set', () => {
    expect(serviceTimeout({ serviceTimeout: Duration.minutes(10) })).toBe('600');
  });

  test('The default serviceTimeout is at most the hour that CloudFormation waits', () => {
    expect(serviceTimeout({ timeout: Duration.minutes(15) })).toBe(String(3 * 900 + 180));
    expect(serviceTimeout({ timeout: Duration.seconds(1_200) })).toBe('3600');
  });

  test('A serviceTimeout above an hour is refused', () => {
    expect(refusalOf(() => serviceTimeout({ serviceTimeout: Duration.minutes(61) }))).toMatch(
      /serviceTimeout must either be between 1 and 3600 seconds, got 3660/,
    );
  });
});
