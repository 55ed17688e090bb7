import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import type { Stack } from 'aws-cdk-lib';
import { type Declare, packageArn, type PackageDisposal, REPOSITORY } from '../declarations';

export const declare: Declare = (stack, disposals) => declareCalls(stack, disposals);

/** What keeps the answer within the 4096 bytes that CloudFormation reads: none of it. */
export const declareWithoutOutput: Declare = (stack, disposals) => declareCalls(stack, disposals, []);

function declareCalls(stack: Stack, disposals: readonly PackageDisposal[], outputPaths?: string[]) {
  for (const { packageName, versions, versionRevisions } of disposals) {
    new AwsCustomResource(stack, packageName, {
      // Also the call of a creation.
      onUpdate: {
        service: 'codeartifact',
        action: 'DisposePackageVersions',
        parameters: { ...REPOSITORY, package: packageName, versions, versionRevisions },
        physicalResourceId: PhysicalResourceId.of(packageName),
        outputPaths,
      },
      policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: [packageArn(stack, packageName)] }),
      installLatestAwsSdk: false,
    });
  }
}
