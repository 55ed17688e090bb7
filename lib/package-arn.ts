import { type IResolvable, type IResolveContext, Fn, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Package } from '../declaration/declaration';
import { arnPath } from '../declaration/declaration';
import { DYNAMIC_REFERENCE, widensPolicy } from '../declaration/name-text';
import { fragmentsOf, isMadeOfAwsNames } from './intrinsics';
import type { KnownValues } from './known-values';

/** IAM reads `${*}` as a literal asterisk, and so on (IAM User Guide, policy variables). "$" comes first. */
const SPECIAL_CHARACTERS = ['$', '*', '?'];

/**
 * The ARN of a package of which not every name is literal, for a policy.
 *
 * A name that is computed late is checked when the template is written. A name that only the deployment knows, a
 * parameter for example, gets its special characters escaped by the deployment, so that it can name one package only.
 */
export class PackageArn implements IResolvable {
  readonly creationStack = [];

  constructor(
    private readonly scope: IConstruct,
    private readonly pkg: Package,
    private readonly values: KnownValues,
  ) {}

  resolve(context: IResolveContext): unknown {
    const { domainOwner } = this.pkg;
    const names = `${domainOwner}:package/${arnPath(this.pkg)}`;
    const plain = packageArn(this.scope, this.pkg);
    if (context.preparing) {
      return plain;
    }
    const { resolved } = this.values.resolve(names, 'synthesis');
    const wide = fragmentsOf(resolved).find((text) => widensPolicy(text) || text.includes(DYNAMIC_REFERENCE));
    if (wide !== undefined) {
      throw new Error(
        `${this.scope.node.path}: the ARN of a package must be free of "*", "?", "\${" and "${DYNAMIC_REFERENCE}", which ` +
          `would widen the policy; got ${JSON.stringify(wide)}. Declare each package by its name.`,
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

/** The ARN as one text, in which each name that is a token stands for itself. */
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
