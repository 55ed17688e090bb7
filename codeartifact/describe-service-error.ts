import { arnPath, type Package } from '../declaration/declaration';
import { OutOfTime } from '../lambda/deadline';

/** Of Node.js: no such host, no way to it, nobody there, and a connection that broke once more than the client tries. */
const NO_ANSWER = [
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
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** Nobody could tell whether it was done all the same. */
  readonly unknown?: boolean;
}

/** Where the function runs, as far as an ARN tells. */
export interface Place {
  readonly partition: string;
  readonly region: string;
}

/** The place in the ARN under which the function was invoked. */
export function placeOf(functionArn: string): Place {
  const [, partition = 'aws', , region = ''] = functionArn.split(':');
  return { partition, region };
}

/** Puts an exception of the service, or of the way to it, into an operator's words. */
export function explain(error: unknown, action: string, it: Package, place: Place): Problem {
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
          `allow codeartifact:${action} on ${packageArn(it, place)} to the function's role, ` +
          `or in the policy of the domain or repository if another account owns it (${said})`,
      };
    case 'ResourceNotFoundException':
      return { code, message: `${missing(resourceType, it)} does not exist (${said})` };
    default:
      return { code, message: said };
  }
}

/** Why no answer came; undefined if the service, or this function, said what is wrong. */
function whyNoAnswer(error: unknown): string | undefined {
  const { name, code } = error as { name?: string; code?: unknown };
  if (typeof code === 'string' && NO_ANSWER.includes(code)) {
    return code;
  }
  return name === 'TimeoutError' ? name : undefined;
}

/** Whether an exception says that the package, rather than its repository or domain, does not exist. */
export function saysPackageIsMissing(error: unknown): boolean {
  const { name, resourceType } = error as { name?: string; resourceType?: string };
  return name === 'ResourceNotFoundException' && resourceType === 'package';
}

function missing(resourceType: string | undefined, it: Package): string {
  switch (resourceType) {
    case 'domain':
      return `domain ${it.domain} of account ${it.domainOwner}`;
    case 'repository':
      return `repository ${it.repository} in domain ${it.domain}`;
    case 'package':
      return `package ${it.package} in repository ${it.domain}/${it.repository}`;
    default:
      return `domain ${it.domain}, repository ${it.repository} or package ${it.package}`;
  }
}

function packageArn(it: Package, { partition, region }: Place): string {
  return `arn:${partition}:codeartifact:${region}:${it.domainOwner}:package/${arnPath(it)}`;
}
