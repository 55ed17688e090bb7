import { Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { Package } from '../../declaration/declaration';
import { acknowledge, EVENT_RULE_REASONS } from '../checks/acknowledgements';

/** Statuses of a version that is not archived, and is not disposed either. */
const RESTORED = ['Published', 'Unlisted', 'Unfinished'];

/** A repository whose versions are watched, and the bucket of their record. */
export interface WatchedRepository {
  readonly repository: Pick<Package, 'domain' | 'domainOwner' | 'repository'>;
  readonly recordBucket: string;
}

/** Properties of RestoredVersionsRule. */
interface RestoredVersionsRuleProps {
  /** The repository, and the bucket of the record. */
  readonly watched: WatchedRepository;
  /** The queue of reports. */
  readonly queueArn: string;
}

/**
 * Reports versions of a repository that are not archived. CodeArtifact sends an event for each change of a version, and cannot
 * be asked later when a version was archived.
 */
export class RestoredVersionsRule extends Construct {
  /** The ARN, for the policy of the queue. */
  readonly ruleArn: string;

  constructor(scope: Construct, id: string, { watched, queueArn }: RestoredVersionsRuleProps) {
    super(scope, id);
    const { repository, recordBucket } = watched;
    const { domain, domainOwner, repository: name } = repository;
    const rule = new CfnRule(this, 'Rule', {
      description: 'Reports archived CodeArtifact package versions that somebody restores.',
      eventPattern: {
        source: ['aws.codeartifact'],
        'detail-type': ['CodeArtifact Package Version State Change'],
        detail: {
          domainName: [domain],
          domainOwner: [domainOwner],
          repositoryName: [name],
          packageVersionState: RESTORED,
        },
      },
      targets: [
        {
          id: 'Queue',
          arn: queueArn,
          inputTransformer: {
            inputPathsMap: { detail: '$.detail' },
            inputTemplate:
              '{"restoredPackageVersion":{"detail":<detail>,"repository":' +
              `${Stack.of(this).toJsonString({ domain, domainOwner, repository: name })},"recordBucket":` +
              `${Stack.of(this).toJsonString(recordBucket)}}}`,
          },
        },
      ],
    });
    acknowledge(rule, EVENT_RULE_REASONS, 'EventBusDLQ');
    this.ruleArn = rule.attrArn;
  }
}
