import { type Declaration, describePackage, type Package } from '../declaration/declaration';
import { describeViolation, type Violation } from '../declaration/schema';
import type { Refusal } from '../declaration/decide';
import type { DisposalResult } from './batches';
import type { VersionError } from '../codeartifact/describe-service-error';
import type { FailureMessage } from './reason';

type NotDisposed = Extract<DisposalResult, { disposed: false }>;

/** Codes of versions that were left alone because of another one, which is the one to name first. */
const CONSEQUENCES = ['SKIPPED', 'NOT_STARTED'];

/** Codes that say nothing of the versions, so that there is nothing to resolve but time. */
const PASSING = [
  'OUT_OF_TIME',
  'NO_ANSWER',
  'NOT_DISPOSED',
  'ConflictException',
  'InternalServerException',
  'ThrottlingException',
];

export function invalidProperties(violations: readonly Violation[]): FailureMessage {
  return {
    what: 'Nothing was disposed: the properties of the resource are invalid',
    entries: violations.map(describeViolation),
    next: 'Correct the declaration and deploy again.',
  };
}

export function listFailed(pkg: Package, { code, message }: VersionError): FailureMessage {
  return {
    what: `Nothing was disposed: the versions of ${describePackage(pkg)} could not be read`,
    entries: [`${code}: ${message}`],
    next: 'Resolve that and deploy again.',
  };
}

export function refused(
  declaration: Declaration,
  refusals: readonly Refusal[],
  packageIsMissing: boolean,
): FailureMessage {
  const pkg = declaration.package;
  const where = packageIsMissing ? `, a package that does not exist there,` : '';
  return {
    what:
      `Nothing was disposed: ${refusals.length} of ${declaration.versions.length} versions of ` +
      `${describePackage(pkg)}${where} are refused`,
    entries: refusals.map(describeRefusal),
    next: 'Correct the declaration, or the repository, and deploy again.',
  };
}

export function describeRefusal({ version, code, message, didYouMean }: Refusal): string {
  const suggestion = didYouMean === undefined ? '' : `; did you mean ${didYouMean}?`;
  return `${version} ${code}: ${message}${suggestion}`;
}

export function incomplete(declaration: Declaration, failed: readonly NotDisposed[], disposed: number): FailureMessage {
  const rank = ({ code }: NotDisposed) => (CONSEQUENCES.includes(code) ? 1 : 0);
  // The service may also have answered about versions that nobody declared.
  const declared = new Set(declaration.versions);
  const count = failed.filter(({ version }) => declared.has(version)).length;
  const whether = failed.some(({ unknown }) => unknown) ? 'are not known to be' : 'were not';
  return {
    what:
      `${count} of ${declaration.versions.length} versions of ${describePackage(declaration.package)} ${whether} ` +
      `disposed, ${disposed} are disposed for good`,
    entries: [...failed]
      .sort((a, b) => rank(a) - rank(b))
      .map((item) => `${item.version} ${item.code}: ${item.message}`),
    next: nextOf(failed),
  };
}

function nextOf(failed: readonly NotDisposed[]): string {
  const codes = new Set(failed.map(({ code }) => code).filter((code) => !CONSEQUENCES.includes(code)));
  const resume = 'eploy again: it resumes with the rest.';
  if (![...codes].every((code) => PASSING.includes(code))) {
    return `Resolve that and d${resume}`;
  }
  return codes.has('OUT_OF_TIME')
    ? `D${resume} If it comes back, give the DisposalProvider a longer timeout.`
    : `D${resume}`;
}

export function revisionsTooLong(pkg: Package): FailureMessage {
  return {
    what:
      `Nothing was disposed: the revisions of ${describePackage(pkg)} that the template reads do not fit the ` +
      '4096 bytes CloudFormation reads of an answer',
    entries: [],
    next: 'Read fewer revisions, or split the declaration, and deploy again.',
  };
}

export function unexpected(error: unknown): FailureMessage {
  return {
    what: 'The function failed',
    entries: [error instanceof Error ? `${error.name}: ${error.message}` : String(error)],
    next: 'Deploy again: what is disposed already is left as it is.',
  };
}
