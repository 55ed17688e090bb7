import { Duration } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import {
  type RecordProperties,
  type Status,
  TARGET_STATUS,
  type WaitingProperties,
} from '../../declaration/declaration';

/** The waiting time if the declaration does not say one. */
const DEFAULT_WAITING_TIME = Duration.days(30);

/** The conditions of a declaration that disposes only versions that another one has archived for long enough. */
interface WaitingConditions {
  readonly archived?: { readonly recordBucket: IBucket; readonly recordKey: string };
  readonly waitingTime?: Duration;
  readonly allowUnknownArchiveTime?: boolean;
  readonly expectedStatus?: Status;
}

/**
 * The properties of such a declaration's custom resource that are about waiting.
 *
 * @throws if a prop is given that means something with `archived` only
 */
export function waitingProperties(
  scope: Construct,
  { archived, waitingTime, allowUnknownArchiveTime, expectedStatus }: WaitingConditions,
): WaitingProperties & RecordProperties & { readonly expectedStatus?: Status } {
  if (archived === undefined) {
    if (waitingTime !== undefined || allowUnknownArchiveTime !== undefined) {
      throw new Error(
        `${scope.node.path}: waitingTime and allowUnknownArchiveTime must be given with archived, the declaration that ` +
          'archives the versions; got none.',
      );
    }
    return {};
  }
  return {
    expectedStatus: expectedStatus ?? TARGET_STATUS.archive,
    waitingTime: (waitingTime ?? DEFAULT_WAITING_TIME).toSeconds(),
    recordBucket: archived.recordBucket.bucketName,
    recordKey: archived.recordKey,
    allowUnknownArchiveTime: allowUnknownArchiveTime || undefined,
  };
}
