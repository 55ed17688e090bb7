/** An operation of an API that a text can call. */
interface Operation {
  readonly name: string;
  readonly pattern: RegExp;
  /** Text that must be beside it, since other services have an operation of that name. */
  readonly beside?: RegExp;
}

/** A policy writes the service before the name. A call of Step Functions does that too, after `aws-sdk:`. */
const NOT_GRANTED = '(?<!(?<!aws-sdk:)(codeartifact|cloudformation):)';

/** The name ends here, or is that of a command, a request or a method. It is not the beginning of another operation. */
const WHOLE_WORD = '(?=Command|Request|Input|Async|WithContext|[^a-z]|$)(?![-_][a-z])';

/** Operations of CodeArtifact that destroy or hide packages, or open them to others. */
const DESTRUCTIVE: readonly Operation[] = [
  { name: 'DisposePackageVersions', pattern: spell('DisposePackageVersions', '|package/versions/dispose') },
  {
    name: 'UpdatePackageVersionsStatus',
    pattern: spell('UpdatePackageVersionsStatus', '|package/versions/update_status'),
  },
  { name: 'PutPackageOriginConfiguration', pattern: spell('PutPackageOriginConfiguration'), beside: /\bALLOW\b/ },
  ...['DeletePackageVersions', 'DeletePackage', 'DeleteRepository', 'DeleteDomain'].map((name) => ({
    name,
    pattern: spell(name, WHOLE_WORD),
    beside: /code[-_]?artifact/i,
  })),
];

/** Operations of CloudFormation that deploy a template, or change the values that it is deployed with. */
const DEPLOYING: readonly Operation[] = [
  ...['CreateStack', 'UpdateStack', 'CreateChangeSet', 'ExecuteChangeSet', 'CreateStackSet', 'UpdateStackSet'],
  ...['CreateStackInstances', 'UpdateStackInstances'],
]
  .map((name): Operation => ({ name, pattern: spell(name, WHOLE_WORD), beside: /cloudformation/i }))
  .concat({ name: 'deploy', pattern: /cloudformation[\s"',]+deploy\b/i });

/** The actions of a policy that allow a destructive operation. */
export const DESTRUCTIVE_ACTIONS = DESTRUCTIVE.map(({ name }) => `codeartifact:${name}`);

/** The name of an operation of CodeArtifact that a text calls and that destroys, hides or opens something. */
export function findDestructiveOperation(text: string): string | undefined {
  return findOperation(text, DESTRUCTIVE);
}

/** The name of an operation of CloudFormation that a text calls and that deploys something. */
export function findDeployingOperation(text: string): string | undefined {
  return findOperation(text, DEPLOYING);
}

function findOperation(text: string, operations: readonly Operation[]): string | undefined {
  return operations.find(({ pattern, beside }) => pattern.test(text) && (beside?.test(text) ?? true))?.name;
}

/**
 * An operation as every SDK and the command line spell it: `disposePackageVersions`, `dispose_package_versions`,
 * `dispose-package-versions`, `DisposePackageVersionsCommand`.
 */
function spell(name: string, end = ''): RegExp {
  const words = name.split(/(?=[A-Z])/).join('[-_]?');
  return new RegExp(`${NOT_GRANTED}${end === WHOLE_WORD ? '(?<![a-z])' : ''}${words}${end}`, 'i');
}
