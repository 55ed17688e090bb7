import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { DisposalProvider, DisposedPackageVersions, PackageFormat } from 'cdk-codeartifact-disposal';

const region = 'us-east-1';

const app = new App();
const stack = new Stack(app, 'PrivateDisposal', {
  env: { region },
  description: 'Disposes package versions from within a VPC without internet access. Disposal cannot be undone.',
});

const vpc = new ec2.Vpc(stack, 'Vpc', {
  availabilityZones: [`${region}a`, `${region}b`],
  natGateways: 0,
  subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
});

// The function lists and disposes through this endpoint.
vpc.addInterfaceEndpoint('CodeArtifact', { service: ec2.InterfaceVpcEndpointAwsService.CODEARTIFACT_API });

// It answers CloudFormation with a PUT to a presigned URL of a bucket that CloudFormation owns; the bucket's
// name has the Region without hyphens. Without access to S3, the stack waits until its timeout.
const s3 = vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
s3.addToPolicy(
  new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: ['s3:PutObject'],
    resources: [`arn:${stack.partition}:s3:::cloudformation-custom-resource-response-${region.replaceAll('-', '')}/*`],
  }),
);

// One function for all declarations. Lambda delivers its log, so CloudWatch Logs needs no endpoint.
const provider = new DisposalProvider(stack, 'Provider', {
  vpc,
  vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
});
// The endpoints must exist before the first event, and until after the last one.
provider.node.addDependency(vpc);

for (const packageName of ['left-pad', 'right-pad']) {
  new DisposedPackageVersions(stack, packageName, {
    domain: 'my-domain',
    repository: 'my-repo',
    format: PackageFormat.NPM,
    packageNamespace: 'my-scope',
    packageName,
    versions: ['1.0.0'],
    provider,
  });
}
