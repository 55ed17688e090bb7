import { Fn, Stack, Token } from 'aws-cdk-lib';
import type { IRepositoryRef } from 'aws-cdk-lib/aws-codeartifact';
import type { Construct } from 'constructs';
import type { ManifestRepository } from '../../declaration/manifest';
import { regionMismatch } from '../../declaration/region';
import type { ValueResolver } from '../tokens/value-resolver';
import { regionOfArn } from './repository-region';

const REPOSITORY_ARN = /^arn:[^:]+:codeartifact:([^:]+):([^:]*):repository\/([^/]+)\/([^/]+)$/;

/** A repository by its names; a Region is only given if a reference says it. */
export interface RepositoryNames {
  readonly domain: string;
  readonly domainOwner: string;
  readonly repository: string;
  readonly region: string | undefined;
}

/** The props that say which repository is meant. */
interface RepositoryChoice {
  readonly domain?: string;
  readonly domainOwner?: string;
  readonly repository?: string;
  readonly repositoryRef?: IRepositoryRef;
}

/**
 * The names of a declaration's repository.
 *
 * @throws if there is neither a domain and a repository nor a reference, or both; if the ARN of the reference is not that of
 * a repository, or its Region is not that of the stack
 */
export function resolveRepository(scope: Construct, props: RepositoryChoice): RepositoryNames {
  const { domain, domainOwner, repository, repositoryRef } = props;
  if (repositoryRef === undefined && domain !== undefined && repository !== undefined) {
    return { domain, domainOwner: domainOwner ?? Stack.of(scope).account, repository, region: undefined };
  }
  const names = Object.entries({ domain, domainOwner, repository, repositoryRef }).filter(
    ([, value]) => value !== undefined,
  );
  if (repositoryRef === undefined || names.length > 1) {
    throw new Error(
      `${scope.node.path}: a declaration must have domain and repository, or repositoryRef alone; got ` +
        `${names.map(([name]) => name).join(' and ') || 'none of them'}.`,
    );
  }
  return parseRepositoryArn(scope, repositoryRef.repositoryRef.repositoryArn);
}

/** The names that are known when the construct is made. */
export function findLiteralNames(
  { domain, repository }: Pick<RepositoryNames, 'domain' | 'repository'>,
  values: ValueResolver,
): Partial<ManifestRepository> {
  const names = Object.entries({ domain, repository })
    .map(([key, name]) => [key, values.literal(name, 'construction')] as const)
    .filter(([, name]) => values.isResolved(name));
  return Object.fromEntries(names);
}

/** The names in a repository's ARN. `Arn.split` cannot read them if the ARN is a token. */
function parseRepositoryArn(scope: Construct, arn: string): RepositoryNames {
  if (Token.isUnresolved(arn)) {
    const path = Fn.split('/', Fn.select(1, Fn.split(':repository/', arn)));
    return {
      domain: Fn.select(0, path),
      domainOwner: Fn.select(4, Fn.split(':', arn)),
      repository: Fn.select(1, path),
      region: regionOfArn(arn),
    };
  }
  const [, region, domainOwner = '', domain = '', repository = ''] = REPOSITORY_ARN.exec(arn) ?? [];
  if (region === undefined) {
    const form = 'arn:<partition>:codeartifact:<Region>:<account>:repository/<domain>/<repository>';
    throw new Error(`${scope.node.path}: the repository's ARN must have the form ${form}; got ${JSON.stringify(arn)}`);
  }
  const own = Stack.of(scope).region;
  const mismatch = Token.isUnresolved(own) ? undefined : regionMismatch({ region }, own, arn);
  if (mismatch !== undefined) {
    throw new Error(`${scope.node.path}: ${mismatch}`);
  }
  return { domain, domainOwner, repository, region };
}
