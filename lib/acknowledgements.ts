import type { IConstruct } from 'constructs';

/**
 * The key under which `Validations.of(construct).acknowledge()` records rules, and cdk-nag reads them. The lowest
 * supported aws-cdk-lib has no `Validations` yet.
 */
const METADATA_KEY = 'aws:cdk:acknowledged-rules';

const PACKS = ['AwsSolutions', 'HIPAA.Security', 'NIST.800.53.R4', 'NIST.800.53.R5', 'PCI.DSS.321'];

/** Why the library breaks rules of cdk-nag by default, by the name that the rule has in every pack. */
const REASONS = {
  CloudWatchLogGroupEncrypted:
    'CloudWatch Logs encrypts the log group with a key of its own. The log names packages and versions, and holds no ' +
    'secrets. For a key of yours, pass a logGroup to the DisposalProvider.',
  LambdaConcurrency:
    'Only CloudFormation invokes the function, once per declaration and deployment. A reserved concurrency would be ' +
    'taken from the account, and hold up deployments. Pass reservedConcurrentExecutions to the DisposalProvider.',
  LambdaDLQ:
    'CloudFormation waits for the answer to an event, and fails the resource where none comes; the event is of no use ' +
    'after that. Pass a deadLetterQueue to the DisposalProvider to keep it.',
  LambdaInsideVPC:
    'The function calls CodeArtifact and CloudFormation only, and nothing can connect to it. Pass a vpc to the ' +
    'DisposalProvider to run it inside one.',
  'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaENIManagementAccess]':
    'A function in a VPC needs network interfaces, which Lambda manages; their actions can be limited to no ARN.',
};

/** Acknowledges rules on the resources of a construct, so that reports show the reason instead of a finding. */
export function acknowledge(construct: IConstruct, ...rules: (keyof typeof REASONS)[]): void {
  for (const rule of rules) {
    const findings = PACKS.map((pack) => [`${pack}-${rule}`, REASONS[rule]]);
    construct.node.addMetadata(METADATA_KEY, Object.fromEntries(findings));
  }
}
