import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge, RECORD_REASONS } from '../checks/acknowledgements';

/** What the keys of CloudFormation's requests begin with. */
export const REQUESTS = 'requests/';

/** The bucket of a stack that keeps what its manifests disposed and when its versions were archived, created at the first call. */
export function recordBucketOf(scope: Construct): s3.IBucket {
  const stack = Stack.of(scope);
  const existing = stack.node.tryFindChild('CodeArtifactDisposalRecord');
  if (existing) {
    return existing as s3.Bucket;
  }
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
