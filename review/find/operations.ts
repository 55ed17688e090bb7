/** An operation of an API that a text can call. */
interface Operation {
  readonly name: string;
  readonly pattern: RegExp;
  /** True if the text beside it fits: other services have operations of that name, and some only matter with some values. */
  readonly fits?: (text: string) => boolean;
}

/** A policy writes the service before the name. A call of Step Functions does that too, after `aws-sdk:`. */
const NOT_GRANTED = '(?<!(?<!aws-sdk:)(codeartifact|cloudformation):)';

/** The name ends here, or is that of a command, a request or a method. It is not the beginning of another operation. */
const WHOLE_WORD = '(?=Command|Request|Input|Async|WithContext|[^a-z]|$)(?![-_][a-z])';

const isBesideCodeArtifact = (text: string) => /code[-_]?artifact/i.test(text);
const isBesideCloudFormation = (text: string) => /cloudformation/i.test(text);

/** A request by HTTP whose path does not name its operation: the service must be beside it, and the method. */
const isDeleteRequest = (text: string) => isBesideCodeArtifact(text) && /\bDELETE\b/.test(text);

/** Values by which a package takes versions from elsewhere, as the API, the SDKs and PowerShell write them. */
const OPENING = /\bALLOW(?:_|\b)|\bINHERIT\b|(?:[pP]ublish|[uU]pstream)\W{0,4}[aA]llow\b|[aA]llowed_?-?[rR]epositories/;
/** A value that only the call knows. */
const OPEN_VALUE = /(?:publish|upstream)\.\$/i;

/** A call that only blocks opens nothing. One without a value may open anything. */
const mayOpen = (text: string) => OPENING.test(text) || OPEN_VALUE.test(text) || !/\bBLOCK\b/i.test(text);

/** Operations of CodeArtifact that destroy or hide packages, or open them to others. */
const DESTRUCTIVE: readonly Operation[] = [
  {
    name: 'DisposePackageVersions',
    pattern: spell('DisposePackageVersions', { or: ['Unpublish-CAPackageVersion\\b', 'package/versions/dispose'] }),
  },
  {
    name: 'UpdatePackageVersionsStatus',
    pattern: spell('UpdatePackageVersionsStatus', {
      or: ['Update-CAPackageVersionsStatus', 'package/versions/update_status'],
    }),
  },
  {
    name: 'PutPackageOriginConfiguration',
    pattern: spell('PutPackageOriginConfiguration', { or: ['Write-CAPackageOriginConfiguration'] }),
    fits: mayOpen,
  },
  {
    name: 'UpdatePackageGroupOriginConfiguration',
    pattern: spell('UpdatePackageGroupOriginConfiguration', {
      or: ['Update-CAPackageGroupOriginConfiguration', 'package-group-origin-configuration'],
    }),
    fits: mayOpen,
  },
  {
    name: 'DeletePackageVersions',
    pattern: spell('DeletePackageVersions', {
      end: WHOLE_WORD,
      or: ['Remove-CAPackageVersion\\b', 'package/versions/delete'],
    }),
    fits: (text) => /Remove-CA/i.test(text) || isBesideCodeArtifact(text),
  },
  ...['Package', 'Repository', 'Domain'].flatMap((kind): Operation[] => [
    {
      name: `Delete${kind}`,
      pattern: spell(`Delete${kind}`, { end: WHOLE_WORD }),
      fits: isBesideCodeArtifact,
    },
    { name: `Delete${kind}`, pattern: new RegExp(`Remove-CA${kind}(?![a-z])`, 'i') },
    { name: `Delete${kind}`, pattern: new RegExp(`/v1/${kind}(?![\\w/-])`, 'i'), fits: isDeleteRequest },
  ]),
  {
    name: 'DeleteResource',
    pattern: /delete[-_]?resource(?![a-z])/i,
    fits: (text) => /AWS::CodeArtifact::(?:Domain|Repository)/.test(text),
  },
  // The service is written out, and the operation is not.
  {
    name: 'aws-sdk:codeartifact',
    pattern: /aws-sdk:codeartifact:(?![a-z])|"service":"[^"]*code-?artifact[^"]*","action":"(?![a-z])/i,
  },
];

/** Operations of CloudFormation that deploy a template, or change the values that it is deployed with. */
const DEPLOYING: readonly Operation[] = [
  ...['CreateStack', 'UpdateStack', 'CreateChangeSet', 'ExecuteChangeSet', 'CreateStackSet', 'UpdateStackSet'],
  ...['CreateStackInstances', 'UpdateStackInstances'],
]
  .map((name): Operation => ({ name, pattern: spell(name, { end: WHOLE_WORD }), fits: isBesideCloudFormation }))
  .concat(
    {
      name: 'CreateResource',
      pattern: /(?:create|update)[-_]?resource/i,
      fits: (text) => text.includes('AWS::CloudFormation::Stack'),
    },
    { name: 'deploy', pattern: /cloudformation[\s"',]+deploy\b/i },
    { name: 'a cmdlet of CloudFormation', pattern: /\b(?:New|Update|Start)-CFN(?:Stack|ChangeSet)/i },
  );

/** A command that deploys an app, whose stacks it names as it likes. */
const DEPLOYING_APPS: readonly Operation[] = [
  { name: 'cdk deploy', pattern: /\bcdk(?:@[\w.-]+)?\b[^\n;&|]{0,200}?[\s"',]deploy\b/ },
  { name: 'sam deploy', pattern: /\bsam[\s"',]+deploy\b/ },
];

/** The actions of a policy that allow a destructive operation. */
export const DESTRUCTIVE_ACTIONS = [...new Set(DESTRUCTIVE.map(({ name }) => `codeartifact:${name}`))];

/** The name of an operation of CodeArtifact that a text calls and that destroys, hides or opens something. */
export function findDestructiveOperation(text: string): string | undefined {
  return findOperation(text, DESTRUCTIVE);
}

/** The name of an operation of CloudFormation that a text calls and that deploys something. */
export function findDeployingOperation(text: string): string | undefined {
  return findOperation(text, DEPLOYING);
}

/** The name of a command in a text that deploys an app. */
export function findDeployingCommand(text: string): string | undefined {
  return findOperation(text, DEPLOYING_APPS);
}

function findOperation(text: string, operations: readonly Operation[]): string | undefined {
  return operations.find(({ pattern, fits }) => pattern.test(text) && (fits?.(text) ?? true))?.name;
}

/**
 * An operation as every SDK and the command line spell it: `disposePackageVersions`, `dispose_package_versions`,
 * `dispose-package-versions`, `DisposePackageVersionsCommand`. PowerShell and HTTP have names of their own.
 */
function spell(
  name: string,
  { end = '', or = [] }: { readonly end?: string; readonly or?: readonly string[] },
): RegExp {
  const words = name.split(/(?=[A-Z])/).join('[-_]?');
  const start = end === WHOLE_WORD ? '(?<![a-z])' : '';
  return new RegExp([`${NOT_GRANTED}${start}${words}${end}`, ...or].join('|'), 'i');
}
