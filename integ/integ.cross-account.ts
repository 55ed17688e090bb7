import { Stack } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { DisposedPackageVersions, PackageFormat } from 'cdk-codeartifact-disposal';
import { portableApp } from './app';
import { NAMESPACE, PACKAGE, Registry } from './registry';

const NAME = 'disposal-integ-cross-account';
// integ-runner sets the first of each for snapshots, which are the same on every machine.
const account = process.env.CDK_INTEG_ACCOUNT ?? process.env.CDK_DEFAULT_ACCOUNT ?? '123456789012';
const region = process.env.CDK_INTEG_REGION ?? process.env.CDK_DEFAULT_REGION ?? 'us-east-1';
const owner = process.env.CDK_INTEG_CROSS_ACCOUNT ?? '234567890123';

const app = portableApp();
const ownerStack = new Stack(app, `${NAME}-owner`, { env: { account: owner, region } });
const policy = new PolicyDocument({
  statements: [
    new PolicyStatement({
      principals: [new AccountPrincipal(account)],
      actions: [
        'codeartifact:ListPackageVersions',
        'codeartifact:DisposePackageVersions',
        'codeartifact:DescribePackageVersion', // the assertions
      ],
      resources: ['*'], // of this repository
    }),
  ],
});
const registry = new Registry(ownerStack, 'Registry', NAME, policy).publish('1.0.0', '1.1.0');

const stack = new Stack(app, NAME, { env: { account, region } });
stack.addDependency(ownerStack);
new DisposedPackageVersions(stack, 'Disposal', {
  domain: NAME,
  domainOwner: owner,
  repository: NAME,
  format: PackageFormat.GENERIC,
  packageNamespace: NAMESPACE,
  packageName: PACKAGE,
  versions: ['1.0.0'],
});

const integ = new IntegTest(app, `${NAME}-test`, { testCases: [ownerStack, stack], stackUpdateWorkflow: false });
registry.expectStatuses(integ, { '1.0.0': 'Disposed', '1.1.0': 'Published' }, undefined, owner);
