import { createHash } from 'node:crypto';
import { findPartition } from '../../template/values/expressions';
import type { StackEnvironment } from './parameters';
import type { Json, JsonObject } from './template';
import { isObject, toText } from './template';

/** The values of a resource that a template can read: its physical id (Ref) and its attributes (Fn::GetAtt). */
export interface ResourceIdentity {
  readonly physicalId: string;
  readonly attributes: JsonObject;
}

interface TypeRules {
  /** The property that names the resource. Without it, the name is made of the stack and the logical id. */
  readonly name?: string;
  readonly maximumName?: number;
  /** True if a generated name has no upper-case letters. */
  readonly isLowerCase?: boolean;
  /** The service and resource part of the ARN. */
  readonly arn?: (name: string, properties: JsonObject) => string;
  /** The property with the account of the ARN, if it can be another than that of the stack. */
  readonly owner?: string;
  readonly refIsArn?: boolean;
  /** The URL that Ref returns, as an address of a service. */
  readonly url?: (name: string) => string;
  readonly attributes?: (name: string, properties: JsonObject) => JsonObject;
}

const TYPE_RULES: Readonly<Record<string, TypeRules>> = {
  'AWS::CodeArtifact::Domain': {
    name: 'DomainName',
    arn: (name) => `codeartifact:REGION:OWNER:domain/${name}`,
    refIsArn: true,
    attributes: (name) => ({ Name: name, Owner: 'OWNER' }),
  },
  'AWS::CodeArtifact::Repository': {
    name: 'RepositoryName',
    owner: 'DomainOwner',
    arn: (name, properties) => `codeartifact:REGION:OWNER:repository/${toText(properties['DomainName'])}/${name}`,
    refIsArn: true,
    attributes: (name, properties) => ({
      Name: name,
      DomainName: toText(properties['DomainName']),
      DomainOwner: 'OWNER',
    }),
  },
  'AWS::EC2::VPC': {
    arn: (name) => `ec2:REGION:OWNER:vpc/${name}`,
    attributes: (name, properties) => ({ VpcId: name, CidrBlock: properties['CidrBlock'] ?? '' }),
  },
  'AWS::Events::Rule': { name: 'Name', maximumName: 64, arn: (name) => `events:REGION:OWNER:rule/${name}` },
  'AWS::IAM::ManagedPolicy': {
    name: 'ManagedPolicyName',
    maximumName: 128,
    arn: (name, properties) => `iam::OWNER:policy${path(properties)}${name}`,
    refIsArn: true,
    attributes: () => ({ PolicyArn: 'ARN', PolicyId: 'ANPALOCALCLOUDFORM000', DefaultVersionId: 'v1' }),
  },
  'AWS::IAM::Policy': { name: 'PolicyName', maximumName: 128 },
  'AWS::IAM::Role': {
    name: 'RoleName',
    maximumName: 64,
    arn: (name, properties) => `iam::OWNER:role${path(properties)}${name}`,
    attributes: () => ({ RoleId: 'AROALOCALCLOUDFORM000' }),
  },
  'AWS::KMS::Key': { arn: (name) => `kms:REGION:OWNER:key/${name}`, attributes: (name) => ({ KeyId: name }) },
  'AWS::Lambda::Function': {
    name: 'FunctionName',
    maximumName: 64,
    arn: (name) => `lambda:REGION:OWNER:function:${name}`,
  },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', arn: (name) => `logs:REGION:OWNER:log-group:${name}:*` },
  'AWS::S3::Bucket': { name: 'BucketName', maximumName: 63, isLowerCase: true, arn: (name) => `s3:::${name}` },
  'AWS::SNS::Topic': { name: 'TopicName', arn: (name) => `sns:REGION:OWNER:${name}`, refIsArn: true },
  'AWS::SQS::Queue': {
    name: 'QueueName',
    maximumName: 80,
    arn: (name) => `sqs:REGION:OWNER:${name}`,
    url: (name) => `https://sqs.REGION.amazonaws.com/OWNER/${name}`,
    attributes: (name) => ({ QueueName: name }),
  },
  'AWS::StepFunctions::StateMachine': {
    name: 'StateMachineName',
    maximumName: 80,
    arn: (name) => `states:REGION:OWNER:stateMachine:${name}`,
    refIsArn: true,
    attributes: (name) => ({ Name: name }),
  },
  'AWS::SSM::Parameter': {
    name: 'Name',
    arn: (name) => `ssm:REGION:OWNER:parameter/${name.replace(/^\//, '')}`,
    attributes: (_name, properties) => ({ Type: properties['Type'] ?? 'String', Value: properties['Value'] ?? '' }),
  },
};

/** A physical id as CloudFormation makes one up: the name of the stack, the logical id and a suffix. */
export function generatedName(environment: StackEnvironment, logicalId: string, maximum = 128): string {
  const digest = createHash('sha256').update(`${environment.stackId}/${logicalId}`).digest('hex');
  const suffix = BigInt(`0x${digest.slice(0, 24)}`)
    .toString(36)
    .toUpperCase()
    .padStart(12, '0')
    .slice(-12);
  return `${`${environment.stackName}-${logicalId}`.slice(0, maximum - suffix.length - 1)}-${suffix}`;
}

/** The identity of a resource that is not a custom resource. Nothing is created for it. */
export function makeIdentity(
  { type, logicalId }: { readonly type: string; readonly logicalId: string },
  properties: JsonObject,
  environment: StackEnvironment,
): ResourceIdentity {
  const rules = TYPE_RULES[type] ?? {};
  const ownName = rules.name === undefined ? undefined : properties[rules.name];
  const generated = generatedName(environment, logicalId, rules.maximumName);
  const name = typeof ownName === 'string' ? ownName : rules.isLowerCase ? generated.toLowerCase() : generated;
  const ownerGiven = rules.owner === undefined ? undefined : properties[rules.owner];
  const owner = typeof ownerGiven === 'string' ? ownerGiven : environment.account;
  const fill = (pattern: string): string => pattern.replace('REGION', environment.region).replace('OWNER', owner);

  const [, service = 'unknown', kind = 'resource'] = type.toLowerCase().split('::');
  const pattern = rules.arn?.(name, properties) ?? `${service}:REGION:OWNER:${kind}/${name}`;
  const arn = `arn:${findPartition(environment.region)}:${fill(pattern)}`;
  const attributes: JsonObject = { Arn: arn };
  for (const [key, value] of Object.entries(rules.attributes?.(name, properties) ?? {})) {
    attributes[key] = value === 'ARN' ? arn : value === 'OWNER' ? owner : value;
  }
  const url = rules.url?.(name);
  return { physicalId: rules.refIsArn === true ? arn : url === undefined ? name : fill(url), attributes };
}

/** Guesses an attribute of a resource of another type from the name of the attribute. */
export function guessedAttribute(type: string, identity: ResourceIdentity, name: string): Json | undefined {
  if (type in TYPE_RULES) {
    return undefined;
  }
  if (name.endsWith('Arn')) {
    return identity.attributes['Arn'];
  }
  return /(Id|Name|Url|Endpoint|Address)$/.test(name) ? identity.physicalId : undefined;
}

/** The part of a function's configuration that decides how its handler runs. */
export function functionSettings(properties: JsonObject): {
  readonly handler: string;
  readonly memorySize: number;
  readonly timeoutSeconds: number;
  readonly environment: Record<string, string>;
  readonly logGroupName?: string;
} {
  const variables = isObject(properties['Environment']) ? properties['Environment']['Variables'] : undefined;
  const logging = isObject(properties['LoggingConfig']) ? properties['LoggingConfig']['LogGroup'] : undefined;
  return {
    handler: toText(properties['Handler']),
    memorySize: Number(properties['MemorySize'] ?? 128),
    timeoutSeconds: Number(properties['Timeout'] ?? 3),
    environment: Object.fromEntries(
      Object.entries(isObject(variables) ? variables : {}).map(([k, v]) => [k, toText(v)]),
    ),
    logGroupName: typeof logging === 'string' ? logging : undefined,
  };
}

function path(properties: JsonObject): string {
  return typeof properties['Path'] === 'string' ? properties['Path'] : '/';
}
