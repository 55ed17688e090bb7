import { Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Properties } from '../declaration/declaration';

/** Statuses of a version that is not archived, and is not disposed either. */
const RESTORED = ['Published', 'Unlisted', 'Unfinished'];

interface RestoredVersionsRuleProps {
  /** The package, and where its record lies. */
  readonly properties: Properties;
  /** The function that marks versions as restored. */
  readonly function: IFunction;
}

/**
 * Reports versions of a package that are not archived: CodeArtifact sends an event for each change of a version, and
 * answers nobody who asks later when a version was archived.
 */
export class RestoredVersionsRule extends Construct {
  constructor(scope: Construct, id: string, { properties, function: target }: RestoredVersionsRuleProps) {
    super(scope, id);
    const { domain, domainOwner, repository, format, namespace, package: name } = properties;
    const { recordBucket, recordKey } = properties;
    const declaration = { domain, domainOwner, repository, format, namespace, package: name, recordBucket, recordKey };
    const rule = new CfnRule(this, 'Rule', {
      description: 'Reports archived CodeArtifact package versions that somebody restores.',
      eventPattern: {
        source: ['aws.codeartifact'],
        'detail-type': ['CodeArtifact Package Version State Change'],
        detail: {
          domainName: [domain],
          domainOwner: [domainOwner],
          repositoryName: [repository],
          packageFormat: [format],
          // The event of a package without a namespace has a null, which no template can match: the function tells.
          ...(namespace !== undefined && { packageNamespace: [namespace] }),
          packageName: [name],
          packageVersionState: RESTORED,
        },
      },
      targets: [
        {
          id: 'Function',
          arn: target.functionArn,
          inputTransformer: {
            inputPathsMap: {
              version: '$.detail.packageVersion',
              status: '$.detail.packageVersionState',
              resources: '$.resources',
            },
            inputTemplate:
              '{"restoredPackageVersion":{"version":<version>,"status":<status>,"resources":<resources>,"declaration":' +
              `${Stack.of(this).toJsonString(declaration)}}}`,
          },
        },
      ],
    });
    new CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: target.functionArn,
      principal: 'events.amazonaws.com',
      sourceArn: rule.attrArn,
    });
  }
}
