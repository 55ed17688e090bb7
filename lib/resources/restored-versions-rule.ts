import { Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Package, RecordProperties } from '../../declaration/declaration';
import { acknowledge, EVENT_RULE_REASONS } from '../checks/acknowledgements';

/** Statuses of a version that is not archived, and is not disposed either. */
const RESTORED = ['Published', 'Unlisted', 'Unfinished'];

/** The function of a manifest knows its repository; of a version without a namespace, the event has none. */
const REPOSITORY_INPUT: CfnRule.InputTransformerProperty = {
  inputPathsMap: { detail: '$.detail' },
  inputTemplate: '{"restoredPackageVersion":{"detail":<detail>}}',
};

interface RestoredVersionsRuleProps {
  /** The package and where its record lies; without a package, the repository of which every package counts. */
  readonly properties: Pick<Package, 'domain' | 'domainOwner' | 'repository'> & Partial<Package> & RecordProperties;
  /** The function that marks versions as restored. */
  readonly function: IFunction;
}

/**
 * Reports versions of a package, or of a repository, that are not archived. CodeArtifact sends an event for each change of
 * a version, and cannot be asked later when a version was archived.
 */
export class RestoredVersionsRule extends Construct {
  constructor(scope: Construct, id: string, { properties, function: target }: RestoredVersionsRuleProps) {
    super(scope, id);
    const { domain, domainOwner, repository, format, namespace, package: name } = properties;
    const rule = new CfnRule(this, 'Rule', {
      description: 'Reports archived CodeArtifact package versions that somebody restores.',
      eventPattern: {
        source: ['aws.codeartifact'],
        'detail-type': ['CodeArtifact Package Version State Change'],
        detail: {
          domainName: [domain],
          domainOwner: [domainOwner],
          repositoryName: [repository],
          ...(format !== undefined && { packageFormat: [format] }),
          // The event of a package without a namespace has a null, which no template can match: the function tells.
          ...(namespace !== undefined && { packageNamespace: [namespace] }),
          ...(name !== undefined && { packageName: [name] }),
          packageVersionState: RESTORED,
        },
      },
      targets: [
        {
          id: 'Function',
          arn: target.functionArn,
          inputTransformer: name === undefined ? REPOSITORY_INPUT : this.packageInput(properties),
        },
      ],
    });
    acknowledge(rule, EVENT_RULE_REASONS, 'EventBusDLQ');
    new CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: target.functionArn,
      principal: 'events.amazonaws.com',
      sourceArn: rule.attrArn,
    });
  }

  private packageInput(properties: RestoredVersionsRuleProps['properties']): CfnRule.InputTransformerProperty {
    const { domain, domainOwner, repository, format, namespace, package: name } = properties;
    const { recordBucket, recordKey } = properties;
    const declaration = { domain, domainOwner, repository, format, namespace, package: name, recordBucket, recordKey };
    return {
      inputPathsMap: {
        version: '$.detail.packageVersion',
        status: '$.detail.packageVersionState',
        resources: '$.resources',
      },
      inputTemplate:
        '{"restoredPackageVersion":{"version":<version>,"status":<status>,"resources":<resources>,"declaration":' +
        `${Stack.of(this).toJsonString(declaration)}}}`,
    };
  }
}
