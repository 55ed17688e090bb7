import { type CfnResource, Fn, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Package } from '../../declaration/declaration';
import { regionMismatch } from '../../declaration/region';
import { isObject } from '../tokens/intrinsics';
import type { ValueResolver, Moment } from '../tokens/value-resolver';
import { isCodeArtifactResource } from '../tokens/references';

/** The props of a declaration that say where its repository is. */
type RepositoryNames = Pick<Package, 'domain' | 'repository' | 'region'>;

/**
 * The Region of a repository that is possibly not in the Region of the stack.
 *
 * If the names refer to a repository of another stack, its Region is that of the other stack.
 */
export class RepositoryRegion {
  constructor(
    private readonly scope: IConstruct,
    private readonly names: RepositoryNames,
    private readonly values: ValueResolver,
  ) {}

  /** Says why the repository is not in the stack's Region; undefined if it can be. */
  mismatch(moment: Moment): string | undefined {
    const [own, region] = [Stack.of(this.scope).region, this.find(moment)];
    const areResolved = region !== undefined && !Token.isUnresolved(region) && !Token.isUnresolved(own);
    return areResolved ? regionMismatch({ region }, own) : undefined;
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
    // A literal counts also if it contradicts the names.
    if (typeof stated === 'string') {
      return stated === '' || stated === own ? undefined : stated;
    }
    return isRegionOfStack(stated) || targets.length > 0 ? undefined : region;
  }
}

/** The Region in an ARN that is a token. */
export function regionOfArn(arn: string): string {
  // If the text around the tokens has the Region, the template does not have to compute it.
  return /^arn:[^:]*:codeartifact:([^:]+):/.exec(arn)?.[1] ?? Fn.select(3, Fn.split(':', arn));
}

function isRegionOfStack(value: unknown): boolean {
  return isObject(value) && (value['Ref'] === 'AWS::Region' || value['reference'] === 'AWS::Region');
}
