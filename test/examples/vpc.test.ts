import { Match, type Template } from 'aws-cdk-lib/assertions';
import { Accounts, Example } from './example';
import { LEFT_PAD } from '../fixtures/packages';

const RIGHT_PAD = { ...LEFT_PAD, package: 'right-pad' };

let example: Example;
let template: Template;

beforeAll(async () => {
  example = await Example.synthesize('vpc');
  template = example.template('PrivateDisposal');
});
afterAll(() => example.remove());

describe('The provider in a VPC', () => {
  test('The provider in a VPC disposes for both declarations', async () => {
    const accounts = await Accounts.open();
    [LEFT_PAD, RIGHT_PAD].forEach((pkg) => accounts.codeArtifact.registry.publish(pkg, '1.0.0'));

    const { status, reason } = await accounts.deploy(example, 'PrivateDisposal').finally(() => accounts.close());

    expect({ status, reason }).toEqual({ status: 'CREATE_COMPLETE' });
    expect(accounts.statuses(LEFT_PAD)).toEqual({ '1.0.0': 'Disposed' });
    expect(accounts.statuses(RIGHT_PAD)).toEqual({ '1.0.0': 'Disposed' });
  });

  test('The provider in a VPC is one function, in subnets without a route to the internet', () => {
    const subnets = Object.keys(template.findResources('AWS::EC2::Subnet'));

    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs('AWS::EC2::InternetGateway', 0);
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    template.hasResourceProperties('AWS::Lambda::Function', {
      VpcConfig: { SubnetIds: subnets.map((Ref) => ({ Ref })) },
    });
  });

  test('The provider in a VPC reaches CodeArtifact', () => {
    template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      VpcEndpointType: 'Interface',
      ServiceName: 'com.amazonaws.us-east-1.codeartifact.api',
      PrivateDnsEnabled: true,
    });
  });

  test('The provider in a VPC reaches of S3 only the bucket that CloudFormation reads its answers from', () => {
    const bucket = 's3:::cloudformation-custom-resource-response-useast1';

    template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      VpcEndpointType: 'Gateway',
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: '*' },
            Action: 's3:PutObject',
            Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${bucket}/*`]] },
          },
        ],
      },
    });
  });

  test('The provider in a VPC has its endpoints before its first event and until after its last', () => {
    const endpoints = Object.keys(template.findResources('AWS::EC2::VPCEndpoint'));

    expect(endpoints).toHaveLength(2);
    template.hasResource('AWS::Lambda::Function', { DependsOn: Match.arrayWith(endpoints.sort()) });
  });
});
