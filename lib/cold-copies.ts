import { Duration, RemovalPolicy, Size, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge, COPY_REASONS } from './checks/acknowledgements';
import { requireOwnRegion } from './checks/bucket-region';

/**
 * Properties of ColdCopies.
 */
export interface ColdCopiesProps {
  /**
   * The bucket that keeps the copies. It must be private, encrypted and in the Region of the stack; its versioning, lifecycle
   * and lock are yours.
   *
   * @default - a bucket of its own: encrypted, versioned, without public access, by TLS only, and kept when the stack is deleted
   */
  readonly bucket?: s3.IBucket;

  /**
   * The text that the keys of all copies begin with, such as `cold-copies/`: visible characters, with a slash at its end.
   *
   * @default - none
   */
  readonly prefix?: string;

  /**
   * The key that encrypts the copies, in the bucket of its own. A copy is as secret as the package.
   *
   * @default - a key of S3
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Locks each copy for a time, in the bucket of its own: until then, nobody can delete or replace it.
   *
   * @default - no Object Lock
   */
  readonly objectLock?: s3.ObjectLockRetention;

  /**
   * The time after which the bucket of its own deletes a copy, at least 2 days.
   *
   * @default - copies are kept
   */
  readonly expiration?: Duration;

  /**
   * The storage class of large assets. It must be one whose objects can be read at once.
   *
   * @default - the standard class
   */
  readonly largeAssetStorageClass?: s3.StorageClass;

  /**
   * The size from which an asset is large, with a `largeAssetStorageClass`. Below 128 KiB, the infrequent classes cost more
   * than they save.
   *
   * @default Size.mebibytes(1)
   */
  readonly largeAssetSize?: Size;
}

const STORAGE_CLASSES = [
  s3.StorageClass.INFREQUENT_ACCESS,
  s3.StorageClass.ONE_ZONE_INFREQUENT_ACCESS,
  s3.StorageClass.GLACIER_INSTANT_RETRIEVAL,
  s3.StorageClass.INTELLIGENT_TIERING,
].map(({ value }) => value);

/** Days that an asset may be older than the copy that shares it. */
const SHARED_DAYS = 1;

/**
 * The bucket in which versions are copied before they are archived or disposed: every byte of every asset, verified against
 * the hashes of CodeArtifact, with a document for each version. `restore` publishes versions from there again.
 *
 * This library grants nobody to delete a copy.
 *
 * @example
 * import { ArchivedPackages, ColdCopies, DisposedPackages } from 'cdk-codeartifact-disposal';
 *
 * declare const manifest: string;
 * const domain = 'my-domain';
 * const repository = 'my-repo';
 * const coldCopies = new ColdCopies(this, 'Copies');
 * // The first pull request:
 * const archived = new ArchivedPackages(this, 'Archived', { domain, repository, manifest, coldCopies });
 * // The second one, 30 days later:
 * new DisposedPackages(this, 'CleanUp', { domain, repository, manifest, archived, coldCopies });
 */
export class ColdCopies extends Construct {
  /** The bucket that keeps the copies. */
  public readonly bucket: s3.IBucket;

  /** The text that the keys of all copies begin with. */
  public readonly prefix: string;

  /** The `s3://` URI of the copies, as a token. `restore` takes it as its `--from`. */
  public readonly location: string;

  /**
   * The assets that have another storage class than the standard one.
   *
   * @internal
   */
  public readonly _largeAssets?: { readonly minBytes: number; readonly storageClass: string };

  /**
   * The settings of the functions that copy.
   *
   * @internal
   */
  public readonly _settings: Readonly<Record<string, unknown>>;

  /**
   * @throws if a property breaks a rule, or is about a bucket of its own where a bucket is given
   */
  constructor(scope: Construct, id: string, props: ColdCopiesProps = {}) {
    super(scope, id);
    this.prefix = props.prefix ?? '';
    this.checkProps(props);
    this.bucket = props.bucket ?? this.createBucket(props);
    this.location = `s3://${this.bucket.bucketName}/${this.prefix}`;
    const { expiration, largeAssetSize = Size.mebibytes(1), largeAssetStorageClass } = props;
    this._largeAssets = largeAssetStorageClass && {
      minBytes: largeAssetSize.toBytes(),
      storageClass: largeAssetStorageClass.value,
    };
    this._settings = {
      bucket: this.bucket.bucketName,
      prefix: this.prefix,
      ...(expiration && { expirationDays: expiration.toDays() }),
      ...(this._largeAssets && { largeAssets: this._largeAssets }),
    };
  }

  /**
   * Allows somebody to read the copies, as `restore` does.
   *
   * @param grantee the role or user that restores
   */
  public grantRestore(grantee: iam.IGrantable): iam.Grant {
    const objects = iam.Grant.addToPrincipal({
      grantee,
      actions: ['s3:GetObject'],
      resourceArns: this._objectArns,
    });
    const list = iam.Grant.addToPrincipal({
      grantee,
      actions: ['s3:ListBucket'],
      resourceArns: [this.bucket.bucketArn],
      conditions: this.prefix === '' ? undefined : { StringLike: { 's3:prefix': `${this.prefix}*` } },
    });
    const key = this.bucket.encryptionKey?.grantDecrypt(grantee);
    return [list, ...(key ? [key] : [])].reduce((grant, other) => grant.combine(other), objects);
  }

  /**
   * The ARNs of all copies.
   *
   * @internal
   */
  public get _objectArns(): string[] {
    return ['assets', 'versions'].map((folder) => this.bucket.arnForObjects(`${this.prefix}${folder}/*`));
  }

  private checkProps({ bucket, encryptionKey, objectLock, expiration, ...props }: ColdCopiesProps): void {
    const fail = (text: string): never => {
      throw new Error(`${this.node.path}: ${text}`);
    };
    const own = Object.entries({ encryptionKey, objectLock, expiration }).find(([, value]) => value !== undefined);
    if (bucket && own) {
      fail(`${own[0]} must be a property of your bucket where a bucket is given; got both. Set it on that bucket.`);
    }
    if (bucket) {
      requireOwnRegion(this, 'bucket', bucket);
    }
    if (!Token.isUnresolved(this.prefix) && !/^([!-)+->@-~]{1,100}\/)?$/.test(this.prefix)) {
      fail(
        'prefix must have 1 to 100 visible characters without "*" and "?", and a slash at its end; got ' +
          `${JSON.stringify(this.prefix)}.`,
      );
    }
    if (expiration && !expiration.isUnresolved() && expiration.toDays() <= SHARED_DAYS) {
      fail(`expiration must be at least ${SHARED_DAYS + 1} days; got ${expiration.toHumanString()}.`);
    }
    const { largeAssetSize, largeAssetStorageClass } = props;
    if (largeAssetSize && !largeAssetStorageClass) {
      fail('largeAssetSize must be given with a largeAssetStorageClass; got none.');
    }
    if (largeAssetStorageClass && !STORAGE_CLASSES.includes(largeAssetStorageClass.value)) {
      fail(
        `largeAssetStorageClass must be one whose objects can be read at once: ${STORAGE_CLASSES.join(', ')}; got ` +
          `${largeAssetStorageClass.value}.`,
      );
    }
  }

  private createBucket({ encryptionKey, objectLock, expiration }: ColdCopiesProps): s3.Bucket {
    const bucket = new s3.Bucket(this, 'Bucket', {
      encryption: encryptionKey ? s3.BucketEncryption.KMS : s3.BucketEncryption.S3_MANAGED,
      encryptionKey,
      bucketKeyEnabled: encryptionKey ? true : undefined,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      objectLockDefaultRetention: objectLock,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: expiration && [
        { id: 'Expiration', expiration, noncurrentVersionExpiration: Duration.days(SHARED_DAYS) },
      ],
    });
    acknowledge(
      bucket,
      COPY_REASONS,
      'S1',
      'S3BucketLoggingEnabled',
      'S3BucketReplicationEnabled',
      'S3DefaultEncryptionKMS',
      'S3BucketDefaultLockEnabled',
    );
    return bucket;
  }
}
