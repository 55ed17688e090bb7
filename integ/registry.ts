import { createHash } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import { CfnDomain, CfnRepository } from 'aws-cdk-lib/aws-codeartifact';
import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { ExpectedResult, type IApiCall, type IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Construct } from 'constructs';

export const NAMESPACE = 'disposal-integ';
export const PACKAGE = 'tool';

/** A domain and a repository of one test, with generic package versions as fixtures. */
export class Registry extends Construct {
  readonly repository: CfnRepository;

  /** @param name of the domain and of the repository; literal, so that assertions can say it */
  constructor(
    scope: Construct,
    id: string,
    readonly name: string,
    policy?: PolicyDocument,
  ) {
    super(scope, id);
    const domain = new CfnDomain(this, 'Domain', { domainName: name });
    this.repository = new CfnRepository(this, 'Repository', {
      domainName: domain.attrName,
      repositoryName: name,
      permissionsPolicyDocument: policy?.toJSON() as unknown,
    });
  }

  /** Publishes versions; what disposes them has to depend on the registry. */
  publish(...versions: string[]): this {
    const assetContent = 'An asset to be disposed.';
    for (const packageVersion of versions) {
      const publication = new AwsCustomResource(this, packageVersion, {
        onCreate: {
          service: 'codeartifact',
          action: 'PublishPackageVersion',
          parameters: {
            ...this.coordinates(),
            packageVersion,
            assetName: 'asset.txt',
            assetContent,
            assetSHA256: createHash('sha256').update(assetContent).digest('hex'),
          },
          physicalResourceId: PhysicalResourceId.of(packageVersion),
        },
        policy: AwsCustomResourcePolicy.fromStatements([
          new PolicyStatement({ actions: ['codeartifact:PublishPackageVersion'], resources: [this.packageArn()] }),
        ]),
        installLatestAwsSdk: false,
      });
      publication.node.addDependency(this.repository);
    }
    return this;
  }

  packageArn(): string {
    return Stack.of(this).formatArn({
      service: 'codeartifact',
      resource: 'package',
      resourceName: `${this.name}/${this.name}/generic/${NAMESPACE}/${PACKAGE}`,
    });
  }

  coordinates() {
    return {
      domain: this.name,
      repository: this.name,
      format: 'generic',
      namespace: NAMESPACE,
      package: PACKAGE,
    };
  }

  /** Asserts the status of versions, once another call is through. */
  expectStatuses(integ: IntegTest, statuses: Record<string, string>, after?: IApiCall, domainOwner?: string): void {
    let last = after;
    for (const [packageVersion, status] of Object.entries(statuses)) {
      const parameters = { ...this.coordinates(), domainOwner, packageVersion };
      const call = integ.assertions
        .awsApiCall('codeartifact', 'DescribePackageVersion', parameters, ['packageVersion.status'])
        .expect(ExpectedResult.objectLike({ 'packageVersion.status': status }));
      last = last?.next(call) ?? call;
    }
  }
}
