import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge, RECORD_REASONS } from '../checks/acknowledgements';
import { requireOwnRegion } from '../checks/bucket-region';

/** The beginning of the keys of CloudFormation's requests. */
export const REQUESTS = 'requests/';

/** Marks the bucket. It also recognizes the bucket of another copy of this library. */
const BUCKET_MARK = Symbol.for('cdk-codeartifact-disposal.RecordBucket');

const BUCKET_ID = 'CodeArtifactDisposalRecord';

/**
 * The bucket that keeps records of disposals and of archive times: the given one, or that of the stack, which the first call
 * creates.
 *
 * @throws if the bucket is in another Region, or another construct has the id of the stack's bucket
 */
export function chooseRecordBucket(scope: Construct, bucket: s3.IBucket | undefined): s3.IBucket {
  if (bucket === undefined) {
    return getOrCreateBucket(scope);
  }
  requireOwnRegion(scope, 'recordBucket', bucket);
  return bucket;
}

function getOrCreateBucket(scope: Construct): s3.IBucket {
  const stack = Stack.of(scope);
  const existing = stack.node.tryFindChild(BUCKET_ID);
  if (existing && !(BUCKET_MARK in existing)) {
    throw new Error(
      `${existing.node.path}: the id ${BUCKET_ID} in a stack must be that of its record bucket; got another construct. Give ` +
        'that construct another id, or pass a recordBucket to every declaration.',
    );
  }
  return (existing as s3.Bucket | undefined) ?? createBucket(stack);
}

function createBucket(stack: Stack): s3.Bucket {
  const bucket = new s3.Bucket(stack, 'CodeArtifactDisposalRecord', {
    encryption: s3.BucketEncryption.S3_MANAGED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    versioned: true,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [
      // Presigned URLs of CloudFormation, which are of no use after the deployment.
      {
        id: 'Requests',
        prefix: REQUESTS,
        expiration: Duration.days(1),
        noncurrentVersionExpiration: Duration.days(1),
      },
      {
        id: 'OldVersionsOfState',
        noncurrentVersionExpiration: Duration.days(90),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
  });
  // Else a deletion of the stack would leave the bucket without its rule for TLS.
  bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN);
  Object.defineProperty(bucket, BUCKET_MARK, { value: true });
  acknowledge(
    bucket,
    RECORD_REASONS,
    'S1',
    'S3BucketLoggingEnabled',
    'S3BucketReplicationEnabled',
    'S3DefaultEncryptionKMS',
    'S3BucketDefaultLockEnabled',
  );
  return bucket;
}
