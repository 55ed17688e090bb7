import { Names, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Package } from '../../declaration/declaration';
import { DECLARATION_RECORDS, PACKAGE_RECORDS } from '../../declaration/record-keys';
import { acknowledgeWildcards } from '../checks/acknowledgements';
import { attachPolicy } from './attach-policy';
import { Identities } from './identity';

/** The place of a declaration that archives in a bucket of records. */
export interface ArchiveRecordPlace {
  readonly bucket: s3.IBucket;
  /** The key of the declaration. */
  readonly key: string;
  /** The beginning of the keys of all declarations of the stack, without a slash at the end. */
  readonly stackPrefix: string;
}

type RepositoryNames = Pick<Package, 'domain' | 'domainOwner' | 'repository'>;

/** The records that a function reads or writes. */
export interface RecordGrant {
  readonly bucket: s3.IBucket;
  /** The declarations whose records these are: one key, or the beginning of keys with a wildcard. */
  readonly declarations: string;
  /**
   * The repository whose packages have these records.
   *
   * @default - any
   */
  readonly repository?: RepositoryNames;
}

/** The place where an archiving declaration keeps its archive times. */
export function createArchiveRecord(scope: Construct, bucket: s3.IBucket): ArchiveRecordPlace {
  const stackPrefix = `${DECLARATION_RECORDS}${Names.uniqueResourceName(Stack.of(scope), { maxLength: 100 })}`;
  return { bucket, stackPrefix, key: `${stackPrefix}/${Names.uniqueResourceName(scope, { maxLength: 100 })}` };
}

/**
 * The statements that let a function read records of archive times, or write them too. It writes the records of its own
 * declarations and marks of restored versions. It reads the records of all declarations, whose versions it must not restore.
 */
export function recordStatements(grant: RecordGrant, access: 'read' | 'write'): iam.PolicyStatement[] {
  const { bucket, declarations, repository } = grant;
  const packages = `${PACKAGE_RECORDS}${repository === undefined ? '*' : findFolder(repository, Stack.of(bucket))}`;
  const objects = (...keys: string[]) => keys.map((key) => bucket.arnForObjects(key));
  const own = objects(`${declarations}/life.json`, `${packages}/by/${declarations}.json`);
  const grants: [actions: string[], resources: string[]][] =
    access === 'read'
      ? [[['s3:GetObject'], own]]
      : [
          [['s3:GetObject', 's3:PutObject'], own],
          [['s3:GetObject'], objects(`${packages}/by/*`)],
          [['s3:PutObject'], objects(`${packages}/restored/*`)],
        ];
  if (bucket.encryptionKey) {
    const actions = access === 'write' ? ['kms:Decrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'];
    grants.push([actions, [bucket.encryptionKey.keyArn]]);
  }
  const list = new iam.PolicyStatement({
    // Without it, S3 does not tell an object that is not there from one that may not be read.
    actions: ['s3:ListBucket'],
    resources: [bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': [`${declarations}/*`, `${packages}/*`] } },
  });
  return [...grants.map(([actions, resources]) => new iam.PolicyStatement({ actions, resources })), list];
}

/** A name that only the deployment knows may hold a wildcard, so that it stands for any name at once. */
function findFolder({ domain, domainOwner, repository }: RepositoryNames, { account }: Stack): string {
  const isKnown = (name: string) => name === account || !Token.isUnresolved(name);
  return `${[domainOwner, domain, repository].map((name) => (isKnown(name) ? name : '*')).join('/')}/*`;
}

/** The permissions of a provider's function about records of archive times. */
export class RecordPermissions extends Construct {
  /** A custom resource waits for it. */
  readonly policy: iam.IManagedPolicy;
  private readonly managedPolicy: iam.ManagedPolicy;
  private readonly allowed = new Set<string>();
  private readonly identities = new Identities(this);

  constructor(scope: Construct, id: string, role: iam.IRole) {
    super(scope, id);
    this.managedPolicy = new iam.ManagedPolicy(this, 'Policy', {
      description: 'Reads and writes when CodeArtifact package versions were archived and restored.',
      document: new iam.PolicyDocument({ minimize: false }),
    });
    this.policy = this.managedPolicy;
    acknowledgeWildcards(this.managedPolicy, 'record of archive times');
    attachPolicy(this.managedPolicy, role);
  }

  /** Allows to read records, or to write them too. */
  allowRecords(grant: RecordGrant, access: 'read' | 'write'): void {
    recordStatements(grant, access).forEach((statement) => this.add(statement));
  }

  /** Allows to count the reports in a queue. */
  allowCount(queueArn: string): void {
    this.add(countStatement(queueArn));
  }

  /** Adds a statement, unless there is an equal one. */
  add(statement: iam.PolicyStatement): void {
    const identity = this.identities.of([statement.actions, statement.resources, statement.conditions]);
    if (!this.allowed.has(identity)) {
      this.allowed.add(identity);
      this.managedPolicy.addStatements(statement);
    }
  }
}

/** The statement that lets a function count the reports in a queue. */
export function countStatement(queueArn: string): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: ['sqs:GetQueueAttributes'], resources: [queueArn] });
}
