import { Names, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../checks/acknowledgements';
import { attachPolicy } from './attach-policy';
import { Identities } from './identity';

/** Where the declarations of a stack keep when versions were archived and restored. */
export interface ArchiveRecordFolder {
  readonly bucket: s3.IBucket;
  /** What the keys begin with, without a slash at the end. */
  readonly prefix: string;
}

/** Where one declaration keeps that. */
export interface ArchiveRecordPlace extends ArchiveRecordFolder {
  readonly key: string;
}

/** Where a declaration that archives keeps when its versions were archived and restored. */
export function createArchiveRecord(scope: Construct, bucket: s3.IBucket): ArchiveRecordPlace {
  const prefix = `archived/${Names.uniqueResourceName(Stack.of(scope), { maxLength: 100 })}`;
  return { bucket, prefix, key: `${prefix}/${Names.uniqueResourceName(scope, { maxLength: 100 })}` };
}

/** What the function may do with records of archive times. */
export class RecordPermissions extends Construct {
  private readonly policy: iam.ManagedPolicy;
  private readonly allowed = new Set<string>();
  private readonly identities = new Identities(this);

  constructor(scope: Construct, id: string, role: iam.IRole) {
    super(scope, id);
    this.policy = new iam.ManagedPolicy(this, 'Policy', {
      description: 'Reads and writes when CodeArtifact package versions were archived and restored.',
      document: new iam.PolicyDocument({ minimize: false }),
    });
    acknowledgeWildcards(this.policy, 'record of archive times');
    attachPolicy(this.policy, role);
  }

  /** Allows to read a record, or to write it too, and returns the policy that a custom resource has to wait for. */
  allow({ bucket, prefix }: ArchiveRecordFolder, access: 'read' | 'write'): iam.ManagedPolicy {
    const objects = bucket.arnForObjects(`${prefix}/*`);
    this.grant(['s3:GetObject'], objects);
    // Without it, S3 does not tell an object that is not there from one that may not be read.
    this.grant(['s3:ListBucket'], bucket.bucketArn, { StringLike: { 's3:prefix': `${prefix}/*` } });
    if (access === 'write') {
      this.grant(['s3:PutObject'], objects);
    }
    if (bucket.encryptionKey) {
      this.grant(
        access === 'write' ? ['kms:Decrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'],
        bucket.encryptionKey.keyArn,
      );
    }
    return this.policy;
  }

  private grant(actions: string[], resource: string, conditions?: Record<string, unknown>): void {
    const key = this.identities.of([actions, resource, conditions]);
    if (!this.allowed.has(key)) {
      this.allowed.add(key);
      this.policy.addStatements(new iam.PolicyStatement({ actions, resources: [resource], conditions }));
    }
  }
}
