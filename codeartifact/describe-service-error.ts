import { arnPath, type Package } from '../declaration/declaration';
import { OutOfTime } from '../lambda/deadline';

/** Of Node.js: no such host, no way to it, nobody there, and a connection that broke once more than the client tries. */
const CONNECTION_ERRORS = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
];

/** Why something was not done: a code to look up, and what it means. */
export interface VersionError {
  readonly code: string;
  readonly message: string;
  /** Nobody could tell whether it was done all the same. */
  readonly unknown?: boolean;
}

/** Where the function runs, as far as an ARN tells. */
export interface FunctionLocation {
  readonly partition: string;
  readonly region: string;
}

/** The place in the ARN under which the function was invoked. */
export function functionLocation(functionArn: string): FunctionLocation {
  const [, partition = 'aws', , region = ''] = functionArn.split(':');
  return { partition, region };
}

/** Puts an exception of the service, or of the way to it, into an operator's words. */
export function describeServiceError(
  error: unknown,
  action: string,
  pkg: Package,
  place: FunctionLocation,
): VersionError {
  if (error instanceof OutOfTime) {
    const late = action === 'DisposePackageVersions' ? ', and it may still do what it was asked' : '';
    return { code: 'OUT_OF_TIME', message: `${error.message}${late}` };
  }
  const { name, message, resourceType } = error as { name?: string; message?: string; resourceType?: string };
  const code = typeof name === 'string' && name !== '' ? name : 'Error';
  const said = typeof message === 'string' ? message : String(error);
  const silence = whyNoAnswer(error);
  if (silence !== undefined) {
    return {
      code: silence,
      message: `CodeArtifact did not answer; in a VPC, the function needs an endpoint for codeartifact.api (${said})`,
    };
  }
  switch (code) {
    case 'AccessDeniedException':
      return {
        code,
        message:
          `allow codeartifact:${action} on ${packageArn(pkg, place)} to the function's role, ` +
          `or in the policy of the domain or repository if another account owns it (${said})`,
      };
    case 'ResourceNotFoundException':
      return { code, message: `${missing(resourceType, pkg)} does not exist (${said})` };
    default:
      return { code, message: said };
  }
}

/** Why no answer came; undefined if the service, or this function, said what is wrong. */
function whyNoAnswer(error: unknown): string | undefined {
  const { name, code } = error as { name?: string; code?: unknown };
  if (typeof code === 'string' && CONNECTION_ERRORS.includes(code)) {
    return code;
  }
  return name === 'TimeoutError' ? name : undefined;
}

/** Whether an exception says that the package, rather than its repository or domain, does not exist. */
export function saysPackageIsMissing(error: unknown): boolean {
  const { name, resourceType } = error as { name?: string; resourceType?: string };
  return name === 'ResourceNotFoundException' && resourceType === 'package';
}

function missing(resourceType: string | undefined, pkg: Package): string {
  switch (resourceType) {
    case 'domain':
      return `domain ${pkg.domain} of account ${pkg.domainOwner}`;
    case 'repository':
      return `repository ${pkg.repository} in domain ${pkg.domain}`;
    case 'package':
      return `package ${pkg.package} in repository ${pkg.domain}/${pkg.repository}`;
    default:
      return `domain ${pkg.domain}, repository ${pkg.repository} or package ${pkg.package}`;
  }
}

function packageArn(pkg: Package, { partition, region }: FunctionLocation): string {
  return `arn:${partition}:codeartifact:${region}:${pkg.domainOwner}:package/${arnPath(pkg)}`;
}
