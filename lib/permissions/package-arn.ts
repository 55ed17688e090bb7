import { type IResolvable, type IResolveContext, Fn, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { DYNAMIC_REFERENCE, widensPolicy } from '../../declaration/name-text';
import { readFragments, isMadeOfAwsNames } from '../tokens/intrinsics';
import { ValueResolver } from '../tokens/value-resolver';

/** IAM reads `${*}` as a literal asterisk, and so on (IAM User Guide, policy variables). "$" must come first. */
const SPECIAL_CHARACTERS = ['$', '*', '?'];

/** The context key that `Role.customizeRoles` sets. */
const CUSTOMIZE_ROLES = '@aws-cdk/iam:customizeRoles';

/** One package of a domain, or all packages of a repository or of one of its namespaces. */
export interface GrantedPackages {
  readonly domainOwner: string;
  /** `domain/repository/format/namespace/package`, or the beginning of it up to a slash. */
  readonly path: string;
  /** The package of that path, or all packages whose paths begin with it. */
  readonly extent: 'one package' | 'all below';
}

/**
 * The ARN of packages, for a policy. Nothing but `all below` puts a wildcard into it, whatever the names hold.
 *
 * It is one line if possible: a template has hundreds of ARNs, and a diff prints each one that changes.
 *
 * @throws if a literal name has a wildcard
 */
export function policyArn(scope: IConstruct, packages: GrantedPackages): string {
  const { account, partition, region } = Stack.of(scope);
  const { domainOwner, path } = packages;
  const owner = domainOwner === account && Token.isUnresolved(account) ? '${AWS::AccountId}' : domainOwner;
  if (isReported(scope)) {
    return plainArn(scope, packages);
  }
  if (Token.isUnresolved(path) || Token.isUnresolved(owner)) {
    return Token.asString(new PackageArn(scope, packages, new ValueResolver(scope)));
  }
  refuseWildcard(scope, [path]);
  const literalOr = (value: string, pseudo: string) => (Token.isUnresolved(value) ? pseudo : value);
  const text =
    `arn:${literalOr(partition, '${AWS::Partition}')}:codeartifact:${literalOr(region, '${AWS::Region}')}:` +
    `${owner}:package/${path}${describeExtent(packages)}`;
  return text.includes('${') ? Fn.sub(text) : text;
}

/** True if `Role.customizeRoles` writes the policies into a report, which does not show intrinsic functions. */
function isReported(scope: IConstruct): boolean {
  const customization = scope.node.tryGetContext(CUSTOMIZE_ROLES) as { preventSynthesis?: boolean } | undefined;
  return customization !== undefined && customization.preventSynthesis !== false;
}

/**
 * The ARN of packages with a name that is not literal.
 *
 * A name that is computed late is checked when the template is written. In a name that only the deployment knows, such
 * as a parameter, the deployment escapes the special characters, so that the ARN matches the named packages only.
 */
class PackageArn implements IResolvable {
  readonly creationStack = [];

  constructor(
    private readonly scope: IConstruct,
    private readonly packages: GrantedPackages,
    private readonly values: ValueResolver,
  ) {}

  resolve(context: IResolveContext): unknown {
    const { domainOwner, path } = this.packages;
    const plain = plainArn(this.scope, this.packages);
    if (context.preparing) {
      return plain;
    }
    const names = `${domainOwner}:package/${path}`;
    const { resolved } = this.values.resolve(names, 'synthesis');
    refuseWildcard(this.scope, readFragments(resolved));
    if (isMadeOfAwsNames(resolved)) {
      return plain;
    }
    const { partition, region } = Stack.of(this.scope);
    const escaped = escapeSpecialCharacters(names);
    return `arn:${partition}:codeartifact:${region}:${escaped}${describeExtent(this.packages)}`;
  }

  toString(): string {
    return '<package ARN>';
  }

  toJSON(): unknown {
    return this.toString();
  }
}

/** The ARN as one text, with the tokens of its names. */
function plainArn(scope: IConstruct, packages: GrantedPackages): string {
  return Stack.of(scope).formatArn({
    service: 'codeartifact',
    account: packages.domainOwner,
    resource: 'package',
    resourceName: `${packages.path}${describeExtent(packages)}`,
  });
}

function describeExtent({ extent }: GrantedPackages): string {
  return extent === 'all below' ? '/*' : '';
}

function refuseWildcard(scope: IConstruct, texts: readonly string[]): void {
  const wide = texts.find((text) => widensPolicy(text) || text.includes(DYNAMIC_REFERENCE));
  if (wide !== undefined) {
    throw new Error(
      `${scope.node.path}: the ARN of a package must be free of "*", "?", "\${" and "${DYNAMIC_REFERENCE}", which ` +
        `would widen the policy; got ${JSON.stringify(wide)}. Declare each package by its name.`,
    );
  }
}

function escapeSpecialCharacters(text: string): string {
  return SPECIAL_CHARACTERS.reduce((escaped, character) => replaceAtDeployment(escaped, character), text);
}

function replaceAtDeployment(text: string, character: string): string {
  return Fn.join(`\${${character}}`, Fn.split(character, text));
}
