import type { Caller, VersionError } from '../../codeartifact/describe-service-error';
import type { Refusal } from '../../declaration/decide';
import { type Action, type Declaration, describePackage, DONE, type Package } from '../../declaration/declaration';
import { regionMismatch } from '../../declaration/region';
import { ARCHIVE_RESOURCE_TYPE, RESOURCE_TYPE } from '../../declaration/resource-type';
import { describeViolation, type Violation } from '../../declaration/schema';
import { lastWaitingEnd } from './reasons';

/** The reason why an event failed: the failure, one entry a version, and the next step. */
export interface FailureMessage {
  readonly what: string;
  readonly entries: readonly string[];
  /** The number of reasons beside these entries, which the report names; default: 0. */
  readonly unlisted?: number;
  readonly next: string;
}

/** Carries the message to where it becomes a Reason. */
export class DisposalError extends Error {
  constructor(readonly failure: FailureMessage) {
    super(failure.what);
    this.name = 'DisposalError';
  }
}

/** A version that a call was to change, and why it is not changed. */
export interface FailedVersion extends VersionError {
  readonly version: string;
}

/** Codes of versions that were left alone because of another one, which is the one to name first. */
const CONSEQUENCES = ['SKIPPED', 'NOT_STARTED'];

/** Codes that say nothing about the versions, so that another deployment is all that is needed. */
const PASSING = [
  'OUT_OF_TIME',
  'NO_ANSWER',
  'NO_STATUS',
  'NOT_DISPOSED',
  'NOT_ARCHIVED',
  'NOT_PUBLISHED',
  'NOT_UNLISTED',
  'ConflictException',
  'InternalServerException',
  'ThrottlingException',
];

export function foreignResourceType(resourceType: unknown): FailureMessage {
  return {
    what: 'Nothing was disposed: the function serves resources of its own types only',
    entries: [
      describeViolation({
        property: 'ResourceType',
        rule: `${RESOURCE_TYPE} or ${ARCHIVE_RESOURCE_TYPE}`,
        value: resourceType,
      }),
    ],
    next:
      'Give the resource a function of its own, and declare versions with DisposedPackageVersions or ' +
      'ArchivedPackageVersions.',
  };
}

/** The words for an event that changed nothing. */
function nothing(action: Action = 'dispose'): string {
  return `Nothing was ${DONE[action]}`;
}

/** @param wait seconds that CloudFormation waits for an answer */
export function lateEvent(age: number, wait: number, action?: Action): FailureMessage {
  return {
    what:
      `${nothing(action)}: the event is ${Math.round(age)} seconds old, and CloudFormation waits ${wait} seconds ` +
      'for an answer, so it may have rolled the stack back',
    entries: [],
    next: 'Deploy again. If it comes back, check whether the function is throttled.',
  };
}

/**
 * @param ahead seconds that the response URL is ahead of the function's clock; undefined if it has no date
 * @param setting the environment variable that accepts such events, with its value
 */
export function unknownAge(ahead: number | undefined, setting: string, action?: Action): FailureMessage {
  return {
    what:
      `${nothing(action)}: the age of the event is not known, and CloudFormation may have rolled the stack back: ` +
      (ahead === undefined
        ? 'the response URL must say when it was signed, and does not'
        : `the response URL must be signed in the past, and is ${Math.round(ahead)} seconds ahead of the function's clock`),
    entries: [],
    next: `Deploy again. If it comes back, accept such events with ${setting} in the environment of the function.`,
  };
}

/**
 * Says why the function does not reach the Region of a repository; undefined if it does.
 *
 * @param described the package or the repository, for the message
 */
export function findRegionFailure(
  described: string,
  declaredVersions: Pick<Package, 'region'>,
  { region, action }: Pick<Caller, 'region'> & { readonly action?: Action },
): FailureMessage | undefined {
  const mismatch = regionMismatch(declaredVersions, region);
  return mismatch === undefined
    ? undefined
    : {
        what: `${nothing(action)}: ${described} is in a Region that the function does not reach`,
        entries: [mismatch.replace(/\.$/, '')],
        next: 'Correct the declaration and deploy again.',
      };
}

export function invalidProperties(violations: readonly Violation[], action?: Action): FailureMessage {
  return {
    what: `${nothing(action)}: the properties of the resource are invalid`,
    entries: violations.map(describeViolation),
    next: 'Correct the declaration and deploy again.',
  };
}

/** @param doneText the earlier changes, as a sentence without its full stop; default: none */
export function listFailed(
  { package: pkg, action }: Declaration,
  { code, message }: VersionError,
  doneText = nothing(action),
): FailureMessage {
  return {
    what: `${doneText}: the versions of ${describePackage(pkg)} could not be read`,
    entries: [`${code}: ${message}`],
    next: saysThrottled({ code, message }) ? LOWER_RATE : 'Resolve that and deploy again.',
  };
}

export function refused(
  declaration: Declaration,
  refusals: readonly Refusal[],
  packageIsMissing: boolean,
): FailureMessage {
  const until = lastWaitingEnd(refusals);
  const where = packageIsMissing ? ', a package that does not exist there,' : '';
  return {
    what:
      `${nothing(declaration.action)}: ${refusals.length} of ${declaration.versions.length} versions of ` +
      `${describePackage(declaration.package)}${where} are refused`,
    entries: refusals.map(describeRefusal),
    next: until ? `Deploy again after ${until}.` : 'Correct the declaration, or the repository, and deploy again.',
  };
}

export function describeRefusal({ version, code, message, didYouMean }: Refusal): string {
  const suggestion = didYouMean === undefined ? '' : `; did you mean ${didYouMean}?`;
  return `${version} ${code}: ${message}${suggestion}`;
}

/** @param doneText how many of the declared versions are disposed or archived, in this event or before */
export function incomplete(
  declaration: Declaration,
  failed: readonly FailedVersion[],
  doneText: number,
): FailureMessage {
  const { action = 'dispose' } = declaration;
  const rank = ({ code }: FailedVersion) => (CONSEQUENCES.includes(code) ? 1 : 0);
  // The service may also have answered about undeclared versions.
  const declaredVersions = new Set(declaration.versions);
  const count = failed.filter(({ version }) => declaredVersions.has(version)).length;
  const whether = failed.some(({ unknown }) => unknown) ? 'are not known to be' : 'were not';
  return {
    what:
      `${count} of ${declaration.versions.length} versions of ${describePackage(declaration.package)} ${whether} ` +
      `${DONE[action]}, ${describeDone(doneText, action)}`,
    entries: [...failed]
      .sort((a, b) => rank(a) - rank(b))
      .map(({ version, code, message }) => `${version} ${code}: ${message}`),
    next: nextStep(failed),
  };
}

/**
 * Says how many versions are disposed or archived after calls. Of none it says only that none is known: a call that was given
 * up may still take effect.
 *
 * @param of all that were to be, as ` of 7 versions`; default: nothing
 */
export function describeDone(count: number, action: Action, of = ''): string {
  const doneText = action === 'dispose' ? 'disposed for good' : DONE[action];
  return `${count}${of} are ${count === 0 ? 'known to be ' : ''}${doneText}`;
}

/** @param count how many versions were to be restored */
export function notRestored(
  { package: pkg, archive }: Declaration,
  failed: readonly FailedVersion[],
  count: number,
): FailureMessage {
  return {
    what:
      `${failed.length} of ${count} versions of ${describePackage(pkg)} that are no longer declared were not restored to ` +
      archive!.restoreTo,
    entries: failed.map(({ version, code, message }) => `${version} ${code}: ${message}`),
    next: 'Resolve that, and deploy or delete again: what is restored already is left as it is.',
  };
}

/** @param versions that were restored although another declaration names them, and why they are not archived again */
export function notArchivedAgain(
  { package: pkg, archive }: Declaration,
  versions: readonly FailedVersion[],
): FailureMessage {
  return {
    what:
      `${versions.length} versions of ${describePackage(pkg)} were restored to ${archive!.restoreTo} while another ` +
      'declaration began to name them, and could not be archived again',
    entries: versions.map(({ version, code, message }) => `${version} ${code}: ${message}`),
    next: 'Archive them by an update of the declaration that names them.',
  };
}

/** The advice where the service throttled: a longer time would not help for long. */
const LOWER_RATE =
  'CodeArtifact throttles: deploy fewer declarations at once, or see who else uses its quota, and deploy again.';

function saysThrottled({ code, message }: VersionError): boolean {
  return code === 'ThrottlingException' || (code === 'OUT_OF_TIME' && message.includes('ThrottlingException'));
}

function nextStep(failed: readonly FailedVersion[]): string {
  const codes = new Set(failed.map(({ code }) => code).filter((code) => !CONSEQUENCES.includes(code)));
  const resume = 'eploy again: it resumes with the rest.';
  if (![...codes].every((code) => PASSING.includes(code))) {
    return `Resolve that and d${resume}`;
  }
  if (failed.some(saysThrottled)) {
    return LOWER_RATE;
  }
  return codes.has('OUT_OF_TIME')
    ? `D${resume} If it comes back, give the DisposalProvider a longer timeout.`
    : `D${resume}`;
}

export function revisionsTooLong({ package: pkg, action }: Declaration): FailureMessage {
  return {
    what:
      `${nothing(action)}: the attributes of ${describePackage(pkg)} that the template reads do not fit the ` +
      '4096 bytes CloudFormation reads of an answer',
    entries: [],
    next: 'Read fewer revisions, or split the declaration, and deploy again.',
  };
}

/**
 * @param doneText the changes before the record failed, as a sentence without its full stop; default: none
 */
export function recordFailed(
  { package: pkg, action, archive, waitingTime }: Declaration,
  error: unknown,
  doneText = nothing(action),
): FailureMessage {
  const { name, message } = Object(error) as { name?: unknown; message?: unknown };
  const { bucket, key } = (archive ?? waitingTime)!.record;
  return {
    what: `${doneText}: the record of when versions of ${describePackage(pkg)} were archived could not be read or written`,
    entries: [`${String(name)}: ${String(message)} (s3://${bucket}/${key})`],
    next: 'Resolve that and deploy again.',
  };
}

export function unexpected(error: unknown): FailureMessage {
  return {
    what: 'The function failed',
    entries: [error instanceof Error ? `${error.name}: ${error.message}` : String(error)],
    next: 'Deploy again: what is disposed already is left as it is.',
  };
}
