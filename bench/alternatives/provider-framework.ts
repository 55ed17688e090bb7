import { CustomResource, Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { ACTIONS, type Declare, packageArn, propertiesOf } from '../declarations';

/** The same handler behind the CDK's framework for custom resources, as its documentation shows it. */
export const declare: Declare = (stack, disposals, prebuilt) => {
  const onEventHandler = new Function(stack, 'OnEvent', {
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: 256,
    timeout: Duration.minutes(5),
    handler: 'index.handler',
    code: Code.fromAsset(prebuilt),
  });
  const { serviceToken } = new Provider(stack, 'Provider', { onEventHandler });
  for (const disposal of disposals) {
    const arn = packageArn(stack, disposal.packageName);
    onEventHandler.addToRolePolicy(new PolicyStatement({ actions: ACTIONS, resources: [arn] }));
    new CustomResource(stack, disposal.packageName, {
      resourceType: 'Custom::CodeArtifactDisposedPackageVersions',
      serviceToken,
      properties: propertiesOf(disposal, stack.account),
    });
  }
};
