import * as iam from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct, type IDependable } from 'constructs';
import { acknowledgeWildcards } from '../checks/acknowledgements';
import { attachPolicy } from './attach-policy';

/** The operations that read the contents of versions. */
export const COPY_ACTIONS = [
  'codeartifact:DescribePackageVersion',
  'codeartifact:GetPackageVersionAsset',
  'codeartifact:GetPackageVersionReadme',
  'codeartifact:ListPackageVersionAssets',
  'codeartifact:ListPackageVersionDependencies',
] as const;

/** Where copies lie. */
interface CopyPlace {
  readonly bucket: IBucket;
  readonly prefix: string;
  readonly _objectArns: string[];
}

/** Allows a role to write copies, and to see which are there. It does not allow to delete one. */
export class CopyPermissions extends Construct {
  /** A custom resource has to wait for it. */
  readonly policy: IDependable;

  constructor(
    scope: Construct,
    id: string,
    { copies, role }: { readonly copies: CopyPlace; readonly role: iam.IRole },
  ) {
    super(scope, id);
    const { bucket } = copies;
    const policy = new iam.ManagedPolicy(this, 'Policy', {
      description: 'Writes cold copies of CodeArtifact package versions, and deletes none.',
      document: new iam.PolicyDocument({
        minimize: false,
        statements: [
          new iam.PolicyStatement({ actions: ['s3:GetObject', 's3:PutObject'], resources: copies._objectArns }),
          // Without it, S3 does not tell an object that is not there from one that may not be read.
          new iam.PolicyStatement({
            actions: ['s3:ListBucket'],
            resources: [bucket.bucketArn],
            conditions: copies.prefix === '' ? undefined : { StringLike: { 's3:prefix': `${copies.prefix}*` } },
          }),
          ...(bucket.encryptionKey
            ? [
                new iam.PolicyStatement({
                  actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
                  resources: [bucket.encryptionKey.keyArn],
                }),
              ]
            : []),
        ],
      }),
    });
    acknowledgeWildcards(policy, 'cold copies');
    attachPolicy(policy, role);
    this.policy = policy;
  }
}
