import { Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { readComposition, readReferences, readTextParts } from '../../template/values/read-expression';
import type { Json } from '../../template/values/template';

/**
 * The metadata key that `Validations.of(construct).acknowledge()` writes and cdk-nag reads. The lowest
 * supported aws-cdk-lib has no `Validations` yet.
 */
const METADATA_KEY = 'aws:cdk:acknowledged-rules';

const PACKS = ['AwsSolutions', 'HIPAA.Security', 'NIST.800.53.R4', 'NIST.800.53.R5', 'PCI.DSS.321', 'Serverless'];

/** The rule about the policy that Lambda needs for a function in a VPC. */
export const ENI_POLICY =
  'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaENIManagementAccess]' as const;
const ENI_REASON =
  'A function in a VPC needs network interfaces, which Lambda manages; their actions can be limited to no ARN.';

/** The reason why a DisposalProvider breaks rules of cdk-nag by default, by the name that the rule has in every pack. */
export const PROVIDER_REASONS = {
  CloudWatchLogGroupEncrypted:
    'CloudWatch Logs encrypts the log group with a key of its own. The log names packages and versions, and holds no ' +
    'secrets. For a key of yours, pass a logGroup to the DisposalProvider.',
  LambdaConcurrency:
    'CloudFormation invokes the function once per declaration and deployment, and Lambda with reports from a queue, in ' +
    'which they wait while it is busy. A reserved concurrency would be taken from the account. Pass reservedConcurrentExecutions to the DisposalProvider.',
  LambdaDLQ:
    'CloudFormation waits for the answer to an event, and fails the resource where none comes; the event is of no use ' +
    'after that. Reports of restored versions come from a queue, in which they stay if they fail. Pass a deadLetterQueue to ' +
    'the DisposalProvider to keep events.',
  LambdaTracing:
    'The log of the function says which calls it made, and how each ended. Pass tracing to the DisposalProvider for traces.',
  LambdaInsideVPC:
    'The function calls CodeArtifact and CloudFormation only, and nothing can connect to it. Pass a vpc to the ' +
    'DisposalProvider to run it inside one.',
  [ENI_POLICY]: ENI_REASON,
} as const;

/** The reasons why DisposedPackages breaks rules by default. */
export const CLEAN_UP_REASONS = {
  CloudWatchLogGroupEncrypted:
    'CloudWatch Logs encrypts the log group with a key of its own. The log counts versions, and holds neither their ' +
    'names nor secrets. For a key of yours, pass a logGroup in functionOptions.',
  LambdaConcurrency:
    'CloudFormation and the workflow invoke the function, one run of a deployment at a time, and Lambda with reports from a ' +
    'queue, in which they wait while it is busy. A reserved concurrency would be taken from the account. Pass reservedConcurrentExecutions in functionOptions.',
  LambdaDLQ:
    'CloudFormation waits for the answer to an event, and fails the resource where none comes; the event is of no use ' +
    'after that. Reports of restored versions come from a queue, in which they stay if they fail. Pass a deadLetterQueue in ' +
    'functionOptions to keep events.',
  LambdaTracing:
    'The log of the function says which calls it made, and how each ended. Pass tracing in functionOptions for traces.',
  LambdaInsideVPC:
    'The function calls CodeArtifact, S3, Step Functions and CloudFormation only, and nothing can connect to it. Pass a ' +
    'vpc in functionOptions to run it inside one.',
  [ENI_POLICY]: ENI_REASON,
  IAMNoInlinePolicy:
    'The policy allows the workflow to invoke its own function, and nothing else; it belongs to this role alone.',
  SF1:
    'Step Functions keeps the history of an execution for 90 days, and the log of the function says what was done. The ' +
    'history holds an id and counts.',
  StepFunctionStateMachineXray:
    'The workflow runs one function in a loop; the log of the function says how long each run took, and for what.',
  SF2: 'The workflow runs one function in a loop; the log of the function says how long each run took, and for what.',
} as const;

/** The reason why the queue of reports breaks a rule. */
export const REPORT_REASONS = {
  SQS3:
    'A report that cannot be recorded stays in the queue for 14 days, the longest time of SQS, which a dead-letter queue ' +
    'would not extend; until it is recorded, nothing is disposed.',
  SQSRedrivePolicy:
    'A report that cannot be recorded stays in the queue for 14 days, the longest time of SQS, which a dead-letter queue ' +
    'would not extend; until it is recorded, nothing is disposed.',
  LambdaEventSourceMappingDestination:
    'A report that the function does not record stays in the queue, and is delivered again. SQS has no destination for it.',
} as const;

/** The reason why the bucket of the record, as the library creates it, breaks rules. */
export const RECORD_REASONS = {
  S1: 'Only the function reads and writes the bucket. To log that, pass a recordBucket with serverAccessLogsBucket.',
  S3BucketLoggingEnabled:
    'Only the function reads and writes the bucket. To log that, pass a recordBucket with serverAccessLogsBucket.',
  S3BucketReplicationEnabled:
    'S3 keeps the record in several Availability Zones, and its versions. For a copy in another Region, pass a ' +
    'recordBucket with replicationRules.',
  S3DefaultEncryptionKMS:
    'S3 encrypts the bucket with a key of its own. For a key of yours, pass a recordBucket with encryptionKey.',
  S3BucketDefaultLockEnabled:
    'The state of a deployment is overwritten as it proceeds; the bucket keeps the versions. For a lock, pass a ' +
    'recordBucket with objectLockEnabled.',
} as const;

/** The reason why the bucket of cold copies, as the library creates it, breaks rules. */
export const COPY_REASONS = {
  S1: 'The functions that copy, and whoever restores, use the bucket. To log that, pass a bucket with serverAccessLogsBucket.',
  S3BucketLoggingEnabled:
    'The functions that copy, and whoever restores, use the bucket. To log that, pass a bucket with serverAccessLogsBucket.',
  S3BucketReplicationEnabled:
    'S3 keeps the copies in several Availability Zones, and their versions. For copies in another Region, pass a bucket ' +
    'with replicationRules.',
  S3DefaultEncryptionKMS: 'S3 encrypts the bucket with a key of its own. For a key of yours, pass an encryptionKey.',
  S3BucketDefaultLockEnabled: 'The bucket keeps the versions of its objects. For a lock, pass objectLock.',
} as const;

/** The reason why a rule for events breaks rules. */
export const EVENT_RULE_REASONS = {
  EventBusDLQ: 'EventBridge delivers an event for 24 hours again if its target cannot be reached.',
} as const;

/** The reason why a policy has ARNs with a wildcard, or with names that cdk-nag cannot read. */
const WILDCARD_REASONS = {
  exact: 'Each ARN is that of one package. In a name that only the deployment knows, the deployment escapes wildcards.',
  'record of a clean-up':
    'The function keeps the state, the reports and the record of its own clean-up under this prefix, in objects that ' +
    'each deployment adds.',
  'record of archive times':
    'Each declaration that archives keeps when its versions were archived and restored under this prefix of the stack, in ' +
    'objects that it adds.',
  'cold copies':
    'The function keeps the copies under these prefixes, an object for each asset and each version, whose names are not ' +
    'known before the deployment. It deletes none.',
  namespaces:
    'PackagePermissions.namespaces() was chosen. The function disposes what its manifest names, version and revision, ' +
    'and is bound to the hash of that manifest. For fewer packages, choose PackagePermissions.exact().',
  repository:
    'PackagePermissions.repository() was chosen. The function disposes what its manifest names, version and revision, ' +
    'and is bound to the hash of that manifest. For fewer packages, choose PackagePermissions.exact() or namespaces().',
} as const;

/** Acknowledges rules on the resources of a construct, so that reports show the reason instead of a finding. */
export function acknowledge<T extends Readonly<Record<string, string>>>(
  construct: IConstruct,
  reasons: T,
  ...rules: (keyof T & string)[]
): void {
  for (const rule of rules) {
    const findings = PACKS.map((pack) => [`${pack}-${rule}`, reasons[rule]]);
    construct.node.addMetadata(METADATA_KEY, Object.fromEntries(findings));
  }
}

/**
 * Acknowledges the wildcards in a policy. cdk-nag tells a finding by the ARN, which is not known before synth.
 *
 * @param policy whose only wildcards are those with the reason
 */
export function acknowledgeWildcards(policy: iam.ManagedPolicy, reason: keyof typeof WILDCARD_REASONS): void {
  const validate = (): string[] => {
    try {
      const rules = wildcardRules(Stack.of(policy).resolve(policy.document) as ResolvedPolicy);
      acknowledge(policy, Object.fromEntries(rules.map((rule) => [rule, WILDCARD_REASONS[reason]])), ...rules);
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  };
  policy.node.addValidation({ validate });
}

interface ResolvedPolicy {
  readonly Statement: readonly { readonly Resource: Json }[];
}

/** The names of the findings. cdk-nag cannot read an ARN whose names the deployment escapes, and finds the rule then. */
function wildcardRules({ Statement }: ResolvedPolicy): string[] {
  const arns = Statement.flatMap(({ Resource }) => Resource).map(findingText);
  const readable = arns.filter((arn) => arn !== undefined);
  const rules = readable.filter((arn) => arn.includes('*')).map((arn) => `IAM5[Resource::${arn}]`);
  return [...new Set(readable.length < arns.length ? [...rules, 'IAM5'] : rules)];
}

/** An ARN as cdk-nag writes it into the name of a finding; undefined if it cannot. */
function findingText(value: Json): string | undefined {
  const texts = readTextParts(value).map((part) => {
    if (typeof part === 'string') {
      return part.replaceAll('${', '<').replaceAll('}', '>');
    }
    const [reference] = readReferences(part);
    switch (reference?.kind) {
      case 'name':
        return `<${[reference.name, reference.attribute ?? []].flat().map(findingText).join('.')}>`;
      case 'export':
        return findingText(reference.name);
      default:
        return readComposition(part)?.isOpen ? undefined : JSON.stringify(part);
    }
  });
  return texts.includes(undefined) ? undefined : texts.join('');
}
