import { Fn, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { regionMismatch } from '../../declaration/region';
import { regionOfArn } from '../checks/repository-region';

const REPOSITORY_ARN = /^arn:[^:]+:codeartifact:([^:]+):([^:]*):repository\/([^/]+)\/([^/]+)$/;

/** The names in a repository's ARN. `Arn.split` cannot read them if the ARN is a token. */
export function repositoryOf(scope: Construct, id: string, arn: string) {
  if (Token.isUnresolved(arn)) {
    const path = Fn.split('/', Fn.select(1, Fn.split(':repository/', arn)));
    return {
      domainOwner: Fn.select(4, Fn.split(':', arn)),
      domain: Fn.select(0, path),
      repository: Fn.select(1, path),
      region: regionOfArn(arn),
    };
  }
  const path = [...scope.node.path.split('/').filter(Boolean), id].join('/');
  const [, region, domainOwner = '', domain = '', repository = ''] = REPOSITORY_ARN.exec(arn) ?? [];
  if (region === undefined) {
    const form = 'arn:<partition>:codeartifact:<Region>:<account>:repository/<domain>/<repository>';
    throw new Error(`${path}: the repository's ARN must have the form ${form}; got ${JSON.stringify(arn)}`);
  }
  const own = Stack.of(scope).region;
  const mismatch = Token.isUnresolved(own) ? undefined : regionMismatch({ region }, own, arn);
  if (mismatch !== undefined) {
    throw new Error(`${path}: ${mismatch}`);
  }
  return { domainOwner, domain, repository, region };
}
