import { Duration, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { RecordProperties, WaitingProperties } from '../../declaration/declaration';
import { PackageVersionStatus } from '../props/package-version-status';
import type { ArchiveRecordPlace } from '../permissions/record-permissions';

/** How long versions stay archived if the declaration does not say so. */
const DEFAULT_WAITING_TIME = Duration.days(30);

/** What a declaration says that may dispose only what another one has archived for long enough. */
interface WaitingConditions {
  readonly archived?: { readonly _record: ArchiveRecordPlace };
  readonly waitingTime?: Duration;
  readonly allowUnknownArchiveTime?: boolean;
  readonly expectedStatus?: PackageVersionStatus;
}

/**
 * What the custom resource of such a declaration has besides.
 *
 * @throws if a prop is given that means something with `archived` only
 */
export function waitingProperties(
  scope: Construct,
  { archived, waitingTime, allowUnknownArchiveTime, expectedStatus }: WaitingConditions,
): WaitingProperties & RecordProperties & { readonly expectedStatus?: PackageVersionStatus } {
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
    expectedStatus: expectedStatus ?? PackageVersionStatus.ARCHIVED,
    waitingTime: (waitingTime ?? DEFAULT_WAITING_TIME).toSeconds(),
    recordBucket: archived._record.bucket.bucketName,
    recordKey: archived._record.key,
    allowUnknownArchiveTime: allowUnknownArchiveTime || undefined,
  };
}

/** Whether two declarations are about different things, as far as their names are known before the deployment. */
export function certainlyDiffers<T>(declared: T, archived: T, names: readonly (keyof T)[]): boolean {
  return names.some((name) => {
    const isKnown = ![declared[name], archived[name]].some((value) => Token.isUnresolved(value));
    return isKnown && declared[name] !== archived[name];
  });
}
