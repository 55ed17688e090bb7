import { arnPath, type Package } from '../../declaration/declaration';
import type { NamedPackage } from './codeartifact-reader';
import { partitionOf } from '../../template/expressions';

/** Why something could not be read: a code to look up, and what to do. */
export interface ReadError {
  readonly code: string;
  readonly message: string;
}

/** Errors that are about the credentials or the way to the service, and so about every call. */
const FATAL = [
  'CredentialsProviderError',
  'ECONNREFUSED',
  'ENOTFOUND',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'TokenProviderError',
  'UnrecognizedClientException',
];

/** Whether every other call will fail too. */
export function isFatal(error: unknown): boolean {
  return FATAL.includes(nameOf(error)) || isRegionMissing(error);
}

/** Puts an exception of the service, or of the way to it, into a reviewer's words. */
export function describeReadError(error: unknown, action: string, pkg: NamedPackage, region: string): ReadError {
  const code = nameOf(error);
  const said = error instanceof Error ? error.message : String(error);
  if (isRegionMissing(error)) {
    return {
      code: 'NoRegion',
      message: 'no Region is configured; set AWS_REGION, pass --region, or give the stack an env',
    };
  }
  switch (code) {
    case 'CredentialsProviderError':
      return { code, message: `no AWS credentials were found; configure them as for the AWS CLI (${said})` };
    case 'AccessDeniedException':
      return {
        code,
        message:
          `allow codeartifact:${action} on ${arnOf(action, pkg, region)} to the identity that plans, ` +
          `and in the policy of the domain or repository if another account owns it (${said})`,
      };
    case 'ResourceNotFoundException':
      return { code, message: `${missing(error, pkg)} does not exist (${said})` };
    default:
      return { code, message: said };
  }
}

function arnOf(action: string, pkg: NamedPackage, region: string): string {
  const owner = pkg.domainOwner ?? '*';
  const resource =
    action === 'DescribeRepository'
      ? `repository/${pkg.domain}/${pkg.repository}`
      : `package/${arnPath(pkg as Package)}`;
  return `arn:${partitionOf(region)}:codeartifact:${region}:${owner}:${resource}`;
}

function missing(error: unknown, pkg: NamedPackage): string {
  switch ((error as { resourceType?: string }).resourceType) {
    case 'domain':
      return `domain ${pkg.domain}${pkg.domainOwner === undefined ? '' : ` of account ${pkg.domainOwner}`}`;
    case 'repository':
      return `repository ${pkg.repository} in domain ${pkg.domain}`;
    default:
      return `what was asked of package ${pkg.package} in ${pkg.domain}/${pkg.repository}`;
  }
}

function isRegionMissing(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Region is missing');
}

/** The name of an exception of the service, or the code of an error of the network. */
function nameOf(error: unknown): string {
  const { name, code } = error as { name?: unknown; code?: unknown };
  const known = [name === 'Error' || name === 'AggregateError' ? code : name, name].find(
    (item) => typeof item === 'string' && item !== '',
  );
  return typeof known === 'string' ? known : 'Error';
}
