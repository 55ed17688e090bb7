import { arnPath } from '../declaration/declaration';
import type { NamedPackage } from './list-package-versions';

/** The reason of a failed call: a code to look up, and the next step. */
export interface ServiceError {
  readonly code: string;
  readonly message: string;
}

/** The reason why a version did not get the status that a call was to give it. */
export interface VersionError extends ServiceError {
  /** The version may have that status all the same. */
  readonly unknown?: boolean;
}

/** The parts of a call that an error message names. */
export interface ServiceCall {
  /** The operation: `ListPackageVersions`. */
  readonly action: string;
  readonly package: NamedPackage;
  readonly version?: string;
}

/** The caller and its Region. */
export interface Caller {
  readonly partition: string;
  readonly region: string;
  /** To whom a permission is to be given: `the function's role`. */
  readonly identity: string;
  /** The things to check if no answer comes. */
  readonly connection: string;
}

/** The time that the caller gave a call was up before the service answered. */
export class OutOfTime extends Error {
  /** @param lastError the error of the last attempt, which the client would have repeated */
  constructor(lastError?: Error) {
    const reason = lastError ? ` (last attempt: ${lastError.name}: ${lastError.message})` : '';
    super(`the time of the function was nearly up before the service answered${reason}`);
    this.name = 'OUT_OF_TIME';
  }
}

/** Codes of Node.js: no such host, no route to it, no listener, and a connection that broke more often than the client tries. */
const CONNECTION_ERRORS = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
];

/** The function, as described by the ARN of its invocation. */
export function functionCaller(functionArn: string): Caller {
  const [, partition = 'aws', , region = ''] = functionArn.split(':');
  return {
    partition,
    region,
    identity: "the function's role",
    connection: 'in a VPC, the function needs an endpoint for codeartifact.api',
  };
}

/** True if an error is that of a connection, so that no service has answered. */
export function isConnectionError(error: unknown): boolean {
  return CONNECTION_ERRORS.includes(errorCode(error));
}

/** Puts an exception of the service, or of the way to it, into an operator's or a reviewer's words. */
export function describeServiceError(error: unknown, call: ServiceCall, caller: Caller): ServiceError {
  const { action } = call;
  const code = errorCode(error);
  const errorText = readMessage(error) || code;
  if (CONNECTION_ERRORS.includes(code)) {
    return { code, message: `CodeArtifact did not answer; ${caller.connection} (${errorText})` };
  }
  switch (code) {
    case 'OUT_OF_TIME': {
      const late = CHANGES.includes(action) ? ', and it may still do what it was asked' : '';
      return { code, message: `${errorText}${late}` };
    }
    case 'AccessDeniedException':
      return {
        code,
        message:
          `allow codeartifact:${action} on ${resourceArn(call, caller)} to ${caller.identity}, ` +
          `and in the policy of the domain or repository if another account owns it (${errorText})`,
      };
    case 'SyntaxError':
      return {
        code: 'UNREADABLE_ANSWER',
        message: 'the answer is no JSON, as a proxy gives',
      };
    case 'ResourceNotFoundException':
      return { code, message: `${missingResource(error, call)} does not exist (${errorText})` };
    default:
      return { code, message: errorText };
  }
}

/** True if an exception says that the package, rather than its repository or domain, does not exist. */
export function saysPackageIsMissing(error: unknown): boolean {
  return errorCode(error) === 'ResourceNotFoundException' && readResourceType(error) === 'package';
}

/** True if an exception says that the repository, or its domain, does not exist, or does not name the missing thing. */
export function saysRepositoryIsMissing(error: unknown): boolean {
  return (
    errorCode(error) === 'ResourceNotFoundException' &&
    [undefined, 'repository', 'domain'].includes(readResourceType(error) as string | undefined)
  );
}

/** The name of an exception, or the code of an error of Node.js, whose name says nothing. */
function errorCode(error: unknown): string {
  const { name, code } = Object(error) as { name?: unknown; code?: unknown };
  const isNodeError = name === 'Error' || name === 'AggregateError' || CONNECTION_ERRORS.includes(String(code));
  const errorName = isNodeError ? (code ?? name) : name;
  return typeof errorName === 'string' && errorName !== '' ? errorName : 'Error';
}

function readMessage(error: unknown): string {
  const { message } = Object(error) as { message?: unknown };
  return typeof message === 'string' ? message : String(error);
}

function readResourceType(error: unknown): unknown {
  return (Object(error) as { resourceType?: unknown }).resourceType;
}

function missingResource(error: unknown, { package: pkg, version }: ServiceCall): string {
  switch (readResourceType(error)) {
    case 'domain':
      return `domain ${pkg.domain}${pkg.domainOwner === undefined ? '' : ` of account ${pkg.domainOwner}`}`;
    case 'repository':
      return `repository ${pkg.repository} in domain ${pkg.domain}`;
    case 'package':
      return `package ${pkg.package} in repository ${pkg.domain}/${pkg.repository}`;
    case 'package-version':
      return `version ${version ?? '(unnamed)'} of package ${pkg.package} in repository ${pkg.domain}/${pkg.repository}`;
    default:
      return `domain ${pkg.domain}, repository ${pkg.repository} or package ${pkg.package}`;
  }
}

/** Operations that change versions. */
const CHANGES = ['DisposePackageVersions', 'UpdatePackageVersionsStatus'];
/** Operations without a package. */
const ON_REPOSITORIES = ['DescribeRepository', 'ListPackages'];
/** Operations without a repository. */
const ON_DOMAINS = ['ListRepositoriesInDomain'];

/** The ARN that IAM authorizes the action on. */
function resourceArn({ action, package: pkg }: ServiceCall, { partition, region }: Caller): string {
  const resource = ON_DOMAINS.includes(action)
    ? `domain/${pkg.domain}`
    : ON_REPOSITORIES.includes(action)
      ? `repository/${pkg.domain}/${pkg.repository}`
      : `package/${arnPath(pkg)}`;
  return `arn:${partition}:codeartifact:${region}:${pkg.domainOwner ?? '*'}:${resource}`;
}
