import { type IResolvable, type IResolveContext, Fn, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Package } from '../declaration/declaration';
import { arnPath } from '../declaration/declaration';
import { DYNAMIC_REFERENCE, widensPolicy } from '../declaration/name-text';
import { fragmentsOf, isMadeOfAwsNames } from './intrinsics';
import type { ValueResolver } from './value-resolver';

/** IAM reads `${*}` as a literal asterisk, and so on (IAM User Guide, policy variables). "$" must come first. */
const SPECIAL_CHARACTERS = ['$', '*', '?'];

/**
 * The ARN, for a policy, of a package with a name that is not literal.
 *
 * A name that is computed late is checked when the template is written. In a name that only the deployment knows, such
 * as a parameter, the deployment escapes the special characters, so that the ARN matches one package only.
 */
export class PackageArn implements IResolvable {
  readonly creationStack = [];

  constructor(
    private readonly scope: IConstruct,
    private readonly pkg: Package,
    private readonly values: ValueResolver,
  ) {}

  resolve(context: IResolveContext): unknown {
    const { domainOwner } = this.pkg;
    const names = `${domainOwner}:package/${arnPath(this.pkg)}`;
    const plain = packageArn(this.scope, this.pkg);
    if (context.preparing) {
      return plain;
    }
    const { resolved } = this.values.resolve(names, 'synthesis');
    const wideFragment = fragmentsOf(resolved).find(
      (fragment) => widensPolicy(fragment) || fragment.includes(DYNAMIC_REFERENCE),
    );
    if (wideFragment !== undefined) {
      throw new Error(
        `${this.scope.node.path}: the ARN of a package must be free of "*", "?", "\${" and "${DYNAMIC_REFERENCE}", which ` +
          `would widen the policy; got ${JSON.stringify(wideFragment)}. Declare each package by its name.`,
      );
    }
    if (isMadeOfAwsNames(resolved)) {
      return plain;
    }
    const { partition, region } = Stack.of(this.scope);
    return `arn:${partition}:codeartifact:${region}:${escapeSpecialCharacters(names)}`;
  }

  toString(): string {
    return '<package ARN>';
  }

  toJSON(): unknown {
    return this.toString();
  }
}

/** The ARN as one text, with the tokens of its names. */
export function packageArn(scope: IConstruct, pkg: Package): string {
  return Stack.of(scope).formatArn({
    service: 'codeartifact',
    account: pkg.domainOwner,
    resource: 'package',
    resourceName: arnPath(pkg),
  });
}

function escapeSpecialCharacters(text: string): string {
  return SPECIAL_CHARACTERS.reduce((escaped, character) => replaceAtDeployment(escaped, character), text);
}

function replaceAtDeployment(text: string, character: string): string {
  return Fn.join(`\${${character}}`, Fn.split(character, text));
}
