import type * as s3 from 'aws-cdk-lib/aws-s3';

/**
 * The place where an archiving declaration keeps its archive times.
 */
export interface ArchiveRecordAttributes {
  /**
   * The bucket of the record: the `recordBucket` of the declaration that archives. If a key of your own encrypts it, the
   * reference must name the key.
   */
  readonly recordBucket: s3.IBucket;

  /**
   * The key of the declaration in the record: the `recordKey` of the declaration that archives.
   */
  readonly recordKey: string;

  /**
   * The queue with reports of restored versions: the `reportQueueArn` of the declaration that archives. Nothing is disposed
   * while reports wait in it.
   */
  readonly reportQueueArn: string;
}
