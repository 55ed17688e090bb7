import { Fn, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

const REPOSITORY_ARN = /^arn:[^:]+:codeartifact:([^:]+):([^:]*):repository\/([^/]+)\/([^/]+)$/;

/** Where the names stand in a repository's ARN; `Arn.split` loses them if the ARN is a token. */
export function repositoryOf(scope: Construct, id: string, arn: string) {
  if (Token.isUnresolved(arn)) {
    const path = Fn.split('/', Fn.select(1, Fn.split(':repository/', arn)));
    return {
      domainOwner: Fn.select(4, Fn.split(':', arn)),
      domain: Fn.select(0, path),
      repository: Fn.select(1, path),
    };
  }
  const path = [...scope.node.path.split('/').filter(Boolean), id].join('/');
  const [, region, domainOwner = '', domain = '', repository = ''] = REPOSITORY_ARN.exec(arn) ?? [];
  if (region === undefined) {
    const form = 'arn:<partition>:codeartifact:<Region>:<account>:repository/<domain>/<repository>';
    throw new Error(`${path}: the repository's ARN must have the form ${form}; got ${JSON.stringify(arn)}`);
  }
  const stackRegion = Stack.of(scope).region;
  if (!Token.isUnresolved(stackRegion) && region !== stackRegion) {
    throw new Error(
      `${path}: the repository must be in the Region of the stack, ${stackRegion}; got ${arn}. ` +
        'Declare it in a stack of that Region.',
    );
  }
  return { domainOwner, domain, repository };
}
