import { CfnOutput, Stack } from 'aws-cdk-lib';
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { DisposedPackageVersions, PackageFormat, PackageVersionStatus } from 'cdk-codeartifact-disposal';
import { portableApp } from './app';
import { NAMESPACE, PACKAGE, Registry } from './registry';

const app = portableApp();
const stack = new Stack(app, 'disposal-integ-create');
const registry = new Registry(stack, 'Registry', 'disposal-integ-create').publish('1.0.0', '1.0.1', '1.1.0');

const declare = (id: string, versions: string[], expectedStatus?: PackageVersionStatus) =>
  new DisposedPackageVersions(stack, id, {
    repositoryRef: registry.repository,
    format: PackageFormat.GENERIC,
    packageNamespace: NAMESPACE,
    packageName: PACKAGE,
    versions,
    expectedStatus,
  });

const disposal = declare('Disposal', ['1.0.0', '1.0.1'], PackageVersionStatus.PUBLISHED);
disposal.node.addDependency(registry);
new CfnOutput(stack, 'Revision', { value: disposal.getRevision('1.0.1') });

// What is disposed already is never sent again.
const again = declare('Again', ['1.0.0', '1.0.1']);
again.node.addDependency(disposal);

const integ = new IntegTest(app, 'disposal-integ-create-test', { testCases: [stack], stackUpdateWorkflow: false });
registry.expectStatuses(integ, { '1.0.0': 'Disposed', '1.0.1': 'Disposed', '1.1.0': 'Published' });
