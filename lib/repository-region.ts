import { type CfnResource, Fn, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Package } from '../declaration/declaration';
import { regionMismatch } from '../declaration/region';
import { isObject } from './intrinsics';
import type { KnownValues, Moment } from './known-values';
import { isCodeArtifactResource } from './references';

/** What a declaration says of where its repository is. */
type RepositoryNames = Pick<Package, 'domain' | 'repository' | 'region'>;

/**
 * The Region of a repository, where nothing proves that it is the Region of the stack.
 *
 * The names may refer to a repository of another stack; then that stack has the Region.
 */
export class RepositoryRegion {
  constructor(
    private readonly scope: IConstruct,
    private readonly names: RepositoryNames,
    private readonly values: KnownValues,
  ) {}

  /** Says why the repository cannot be one of the stack's Region; undefined as long as it can. */
  mismatch(moment: Moment): string | undefined {
    const [own, region] = [Stack.of(this.scope).region, this.find(moment)];
    const known = region !== undefined && !Token.isUnresolved(region) && !Token.isUnresolved(own);
    return known ? regionMismatch({ region }, own) : undefined;
  }

  /** The Region, or a token for it; undefined if it is the stack's own. */
  find(moment: Moment): string | undefined {
    const { domain, repository, region } = this.names;
    const own = Stack.of(this.scope).region;
    const { resolved, references } = this.values.resolve([domain, repository, region ?? ''], moment);
    const targets = references.filter(isCodeArtifactResource).map(({ target }) => target as CfnResource);
    const foreign = targets.find((target) => Stack.of(target).region !== own);
    if (foreign) {
      const { region: other } = Stack.of(foreign);
      return Token.isUnresolved(other) ? regionOfArn(foreign.getAtt('Arn').toString()) : other;
    }
    const stated = (resolved as unknown[])[2];
    const isOwn = stated === '' || stated === own || isRegionOfStack(stated) || targets.length > 0;
    return isOwn ? undefined : typeof stated === 'string' ? stated : region;
  }
}

/** The Region in an ARN that is a token. */
export function regionOfArn(arn: string): string {
  // The text around the tokens may show the Region, which a template need not compute then.
  return /^arn:[^:]*:codeartifact:([^:]+):/.exec(arn)?.[1] ?? Fn.select(3, Fn.split(':', arn));
}

function isRegionOfStack(value: unknown): boolean {
  return isObject(value) && (value['Ref'] === 'AWS::Region' || value['reference'] === 'AWS::Region');
}
