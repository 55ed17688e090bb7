import { CfnParameter, DefaultStackSynthesizer, Duration, Stack } from 'aws-cdk-lib';
import { ExpectedResult, type IApiCall, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { DisposedPackageVersions, PackageFormat } from 'cdk-codeartifact-disposal';
import { portableApp } from './app';
import { NAMESPACE, PACKAGE, Registry } from './registry';

/**
 * A stack whose versions are a parameter: so a test can update what it has deployed, by the same
 * template, and see what CloudFormation makes of it.
 */
export class Parameterized {
  readonly registry: Registry;
  readonly integ: IntegTest;
  private readonly stack: Stack;

  constructor(name: string) {
    const app = portableApp();
    this.stack = new Stack(app, name, {
      // Its parameter would have to be passed, and read from SSM, at every update.
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    });
    const versions = new CfnParameter(this.stack, 'Versions', { type: 'CommaDelimitedList', default: '1.0.0' });
    this.registry = new Registry(this.stack, 'Registry', name).publish('1.0.0', '1.0.1', '1.1.0');
    const disposal = new DisposedPackageVersions(this.stack, 'Disposal', {
      repositoryRef: this.registry.repository,
      format: PackageFormat.GENERIC,
      packageNamespace: NAMESPACE,
      packageName: PACKAGE,
      versions: versions.valueAsList,
    });
    disposal.node.addDependency(this.registry);
    this.integ = new IntegTest(app, `${name}-test`, { testCases: [this.stack], stackUpdateWorkflow: false });
  }

  /** Deploys the stack again with these versions, and waits for the expected status. */
  update(versions: string[], stackStatus: string): IApiCall {
    const StackName = this.stack.stackName;
    const update = this.integ.assertions.awsApiCall('cloudformation', 'UpdateStack', {
      StackName,
      UsePreviousTemplate: true,
      Capabilities: ['CAPABILITY_IAM'],
      Parameters: [{ ParameterKey: 'Versions', ParameterValue: versions.join(',') }],
    });
    const outcome = this.integ.assertions
      .awsApiCall('cloudformation', 'DescribeStacks', { StackName }, ['Stacks.0.StackStatus'])
      .expect(ExpectedResult.objectLike({ 'Stacks.0.StackStatus': stackStatus }))
      .waitForAssertions({ interval: Duration.seconds(15), totalTimeout: Duration.minutes(10) });
    return update.next(outcome);
  }
}
