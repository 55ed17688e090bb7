import type * as s3 from 'aws-cdk-lib/aws-s3';

/**
 * Where a declaration that archives keeps when its versions were archived and restored.
 */
export interface ArchiveRecordAttributes {
  /**
   * The bucket of the record: the `recordBucket` of the declaration that archives. If a key of your own encrypts it, the
   * reference must name the key.
   */
  readonly recordBucket: s3.IBucket;

  /**
   * The beginning of the keys of the record: the `recordKey` of the declaration that archives.
   */
  readonly recordKey: string;
}
