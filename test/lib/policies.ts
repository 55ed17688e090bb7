import type { Json, TemplateJson } from './synthesize';

/** The type of the resources that grant packages. */
export const POLICY = 'AWS::IAM::ManagedPolicy';

export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: Json;
  readonly [other: string]: Json;
}

export interface PolicyDocument {
  readonly Statement: Statement[];
  readonly Version: string;
}

/** What the template leaves to the deployment: pseudo parameters by name, attributes by `LogicalId.Attribute`. */
export type Environment = Readonly<Record<string, string>>;

export const IRELAND: Environment = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-1',
  'AWS::AccountId': '111122223333',
};

/** The longest that an environment can be. */
export const LONGEST: Environment = { ...IRELAND, 'AWS::Partition': 'aws-us-gov', 'AWS::Region': 'ap-southeast-1' };

type Node = { [key: string]: Json };

function isNode(value: Json): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every identity policy in the template, by logical id. */
export function policiesOf(template: TemplateJson): Map<string, PolicyDocument> {
  const documents = new Map<string, PolicyDocument>();
  for (const [logicalId, { Properties }] of Object.entries(template.Resources)) {
    if (Properties?.['PolicyDocument']) {
      documents.set(logicalId, Properties['PolicyDocument'] as unknown as PolicyDocument);
    }
    for (const inline of (Properties?.['Policies'] ?? []) as Node[]) {
      documents.set(
        `${logicalId} ${inline['PolicyName'] as string}`,
        inline['PolicyDocument'] as unknown as PolicyDocument,
      );
    }
  }
  return documents;
}

export function statementsOf(template: TemplateJson): Statement[] {
  return [...policiesOf(template).values()].flatMap((policyDocument) => policyDocument.Statement);
}

export function listOf(value: Json): Json[] {
  return Array.isArray(value) ? value : [value];
}

/** The ARNs that some action is allowed on, as a deployment to the environment would make them. */
export function grantedArns(template: TemplateJson, service: string, environment = IRELAND): string[] {
  return statementsOf(template)
    .filter((statement) => listOf(statement.Action).every((action) => (action as string).startsWith(`${service}:`)))
    .flatMap((statement) => listOf(statement.Resource).map((arn) => deployed(arn, environment) as string));
}

/** All policies as a deployment would send them to IAM. */
export function policyText(template: TemplateJson, environment = IRELAND): string {
  return JSON.stringify(deployed([...policiesOf(template).values()] as unknown as Json, environment));
}

/** A value with its intrinsic functions resolved; what the environment does not know stands as `<id.attribute>`. */
export function deployed(value: Json, environment: Environment): Json {
  if (Array.isArray(value)) {
    return value.map((element) => deployed(element, environment));
  }
  if (!isNode(value)) {
    return value;
  }
  const valueOrPlaceholder = (name: string) => environment[name] ?? `<${name}>`;
  const [name, argument] = Object.entries(value)[0] ?? [];
  const of = (index: number) => deployed((argument as Json[])[index]!, environment);
  switch (name) {
    case 'Ref':
    case 'Fn::ImportValue':
      return valueOrPlaceholder(argument as string);
    case 'Fn::GetAtt':
      return valueOrPlaceholder((argument as string[]).join('.'));
    case 'Fn::Sub': {
      const [text, own] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, Record<string, string>];
      return text.replace(
        /\$\{([^}]+)\}/g,
        (_match, variable: string) => own[variable] ?? valueOrPlaceholder(variable),
      );
    }
    case 'Fn::Join':
      return (of(1) as string[]).join(of(0) as string);
    case 'Fn::Split':
      return (of(1) as string).split(of(0) as string);
    case 'Fn::Select':
      return (of(1) as string[])[Number(of(0))] ?? '<nothing>';
    default:
      return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, deployed(member, environment)]));
  }
}
