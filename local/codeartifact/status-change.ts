import type {
  DisposePackageVersionsResult,
  PackageVersionError,
  PackageVersionErrorCode,
  PackageVersionStatus,
  SuccessfulPackageVersionInfo,
} from '@aws-sdk/client-codeartifact';
import { validationException } from './exceptions';
import type { PackageCoordinates } from './names';
import type { PackageVersion } from './package-version';
import type { Registry } from './registry';
import type { Variants } from './variants';

/** The common part of DisposePackageVersions and UpdatePackageVersionsStatus. */
export interface RequestedChange extends PackageCoordinates {
  readonly versions: readonly string[];
  readonly versionRevisions?: ReadonlyMap<string, string>;
  readonly expectedStatus?: PackageVersionStatus;
}

type VersionOutcome =
  'change' | 'unchanged' | 'absent' | { readonly errorCode: PackageVersionErrorCode; message: string };

/**
 * Changes the versions of a request to a status, by the rules of DisposePackageVersions (to `Disposed`) and of
 * UpdatePackageVersionsStatus (to any other), and by the variants.
 */
export function changeStatus(
  registry: Registry,
  request: RequestedChange & { readonly targetStatus: PackageVersionStatus },
  variants: Variants,
): DisposePackageVersionsResult {
  validateRequest(request, variants);
  const { targetStatus } = request;
  const versions = registry.exactPackage(request)?.versions;
  const outcomes = new Map<string, VersionOutcome>();
  for (const version of request.versions) {
    const current = versions?.get(version);
    outcomes.set(
      version,
      findMismatch({ version, current, request, variants }) ??
        (targetStatus === 'Deleted'
          ? 'change'
          : targetStatus === 'Disposed'
            ? outcomeOfDisposal(version, current!, variants)
            : outcomeOfUpdate({ version, current: current!, targetStatus, variants })),
    );
  }
  const failed = [...outcomes.values()].some((outcome) => typeof outcome === 'object');
  const skipsOthers = failed && variants.batch === 'all-or-nothing';

  const successful: [string, SuccessfulPackageVersionInfo][] = [];
  const errors: [string, PackageVersionError][] = [];
  for (const [version, outcome] of outcomes) {
    if (typeof outcome === 'object') {
      errors.push([version, { errorCode: outcome.errorCode, errorMessage: outcome.message }]);
    } else if (outcome === 'absent') {
      continue;
    } else if (skipsOthers) {
      const errorMessage = `version ${version} is skipped`;
      errors.push([version, { errorCode: 'SKIPPED', errorMessage }]);
    } else {
      if (targetStatus === 'Deleted') {
        const { revision } = versions!.get(version)!;
        registry.delete(request, version);
        successful.push([version, { revision, status: 'Deleted' }]);
        continue;
      }
      if (outcome === 'change' && targetStatus === 'Disposed') {
        registry.dispose(request, version, variants.revisionAfterDisposal);
      } else if (outcome === 'change') {
        registry.setStatus(request, version, targetStatus);
      }
      const { revision, status } = versions!.get(version)!;
      successful.push([version, { revision, status }]);
    }
  }
  // fromEntries, because a version can be called __proto__.
  const map = <T>(values: [string, T][]): Record<string, T> | undefined =>
    values.length === 0 && variants.emptyMaps === 'absent' ? undefined : Object.fromEntries(values);
  return { successfulVersions: map(successful), failedVersions: map(errors) };
}

function validateRequest(request: RequestedChange, variants: Variants): void {
  const requestedNames = new Set(request.versions);
  if (requestedNames.size < request.versions.length && variants.duplicateVersions === 'ValidationException') {
    const twice = request.versions.find((version, index) => request.versions.indexOf(version) !== index);
    throw validationException(`versions must not name a version more than once: ${twice}`);
  }
  if (request.versionRevisions && variants.versionRevisions === 'exact') {
    const revisions = request.versionRevisions;
    const unmatched =
      request.versions.find((version) => !revisions.has(version)) ??
      [...revisions.keys()].find((version) => !requestedNames.has(version));
    if (unmatched !== undefined) {
      throw validationException(
        `versionRevisions must name the same versions as versions; ${unmatched} is in one of them only`,
      );
    }
  }
  if (request.expectedStatus === 'Deleted' && variants.expectedStatusDeleted === 'ValidationException') {
    throw validationException("expectedStatus must be a status that a package version can have: 'Deleted' is not");
  }
}

interface RequestedVersion {
  readonly version: string;
  /** Undefined if the version does not exist. */
  readonly current?: PackageVersion;
  readonly request: RequestedChange;
  readonly variants: Variants;
}

/** The error of a version that does not exist, or that has another revision or status than expected. */
function findMismatch({ version, current, request, variants }: RequestedVersion): VersionOutcome | undefined {
  if (!current || current.status === 'Deleted') {
    return { errorCode: 'NOT_FOUND', message: `Could not find version ${version}` };
  }
  const expectedRevision = request.versionRevisions?.get(version);
  const byRevision: VersionOutcome | undefined =
    expectedRevision === undefined || expectedRevision === current.revision
      ? undefined
      : {
          errorCode: 'MISMATCHED_REVISION',
          message: `current revision: ${current.revision}, expected revision: ${expectedRevision}`,
        };
  const byStatus: VersionOutcome | undefined =
    request.expectedStatus === undefined || request.expectedStatus === current.status
      ? undefined
      : {
          errorCode: 'MISMATCHED_STATUS',
          message: `current status: ${current.status}, expected status: ${request.expectedStatus}`,
        };
  return variants.precedence === 'MISMATCHED_REVISION' ? (byRevision ?? byStatus) : (byStatus ?? byRevision);
}

function outcomeOfDisposal(version: string, { status }: PackageVersion, variants: Variants): VersionOutcome {
  if (status === 'Disposed') {
    switch (variants.disposedAgain) {
      case 'success':
        return 'unchanged';
      case 'absent':
        return 'absent';
      case 'NOT_ALLOWED':
        return { errorCode: 'NOT_ALLOWED', message: `version ${version} is already Disposed` };
      case 'MISMATCHED_STATUS':
        return { errorCode: 'MISMATCHED_STATUS', message: 'current status: Disposed, expected status: Published' };
    }
  }
  if (status === 'Unfinished' && variants.unfinished === 'NOT_ALLOWED') {
    return { errorCode: 'NOT_ALLOWED', message: `version ${version} is Unfinished` };
  }
  return 'change';
}

interface StatusUpdate {
  readonly version: string;
  readonly current: PackageVersion;
  readonly targetStatus: PackageVersionStatus;
  readonly variants: Variants;
}

function outcomeOfUpdate({ version, current, targetStatus, variants }: StatusUpdate): VersionOutcome {
  const notAllowed: VersionOutcome = {
    errorCode: 'NOT_ALLOWED',
    message: `version ${version} is ${current.status} and cannot become ${targetStatus}`,
  };
  if (current.status === 'Disposed') {
    return notAllowed;
  }
  if (current.status === 'Unfinished') {
    return variants.unfinished === 'NOT_ALLOWED' ? notAllowed : 'change';
  }
  if (current.status !== targetStatus) {
    return 'change';
  }
  switch (variants.sameStatus) {
    case 'success':
      return 'unchanged';
    case 'absent':
      return 'absent';
    case 'NOT_ALLOWED':
      return notAllowed;
  }
}
