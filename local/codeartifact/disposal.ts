import type {
  DisposePackageVersionsResult,
  PackageVersionError,
  PackageVersionErrorCode,
  PackageVersionStatus,
  SuccessfulPackageVersionInfo,
} from '@aws-sdk/client-codeartifact';
import { validationException } from './exceptions';
import type { PackageCoordinates } from './names';
import type { PackageVersion, Registry } from './registry';
import type { Variants } from './variants';

export interface DisposalRequest extends PackageCoordinates {
  readonly versions: readonly string[];
  readonly versionRevisions?: ReadonlyMap<string, string>;
  readonly expectedStatus?: PackageVersionStatus;
}

type VersionOutcome =
  'dispose' | 'already-disposed' | 'absent' | { readonly errorCode: PackageVersionErrorCode; message: string };

/** Disposes the versions of a request by the rules of DisposePackageVersions and the variants. */
export function disposeVersions(
  registry: Registry,
  request: DisposalRequest,
  variants: Variants,
): DisposePackageVersionsResult {
  validateRequest(request, variants);
  const versions = registry.exactPackage(request)?.versions;
  const outcomes = new Map<string, VersionOutcome>();
  for (const version of request.versions) {
    outcomes.set(version, outcomeOf({ version, current: versions?.get(version), request, variants }));
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
      if (outcome === 'dispose') {
        registry.dispose(request, version, variants.revisionAfterDisposal);
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

function validateRequest(request: DisposalRequest, variants: Variants): void {
  const named = new Set(request.versions);
  if (named.size < request.versions.length && variants.duplicateVersions === 'ValidationException') {
    const twice = request.versions.find((version, index) => request.versions.indexOf(version) !== index);
    throw validationException(`versions must not name a version more than once: ${twice}`);
  }
  if (request.versionRevisions && variants.versionRevisions === 'exact') {
    const revisions = request.versionRevisions;
    const unmatched =
      request.versions.find((version) => !revisions.has(version)) ??
      [...revisions.keys()].find((version) => !named.has(version));
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
  readonly request: DisposalRequest;
  readonly variants: Variants;
}

function outcomeOf({ version, current, request, variants }: RequestedVersion): VersionOutcome {
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
  const mismatch = variants.precedence === 'MISMATCHED_REVISION' ? (byRevision ?? byStatus) : (byStatus ?? byRevision);
  if (mismatch) {
    return mismatch;
  }

  if (current.status === 'Disposed') {
    switch (variants.disposedAgain) {
      case 'success':
        return 'already-disposed';
      case 'absent':
        return 'absent';
      case 'NOT_ALLOWED':
        return { errorCode: 'NOT_ALLOWED', message: `version ${version} is already Disposed` };
      case 'MISMATCHED_STATUS':
        return { errorCode: 'MISMATCHED_STATUS', message: 'current status: Disposed, expected status: Published' };
    }
  }
  if (current.status === 'Unfinished' && variants.unfinished === 'NOT_ALLOWED') {
    return { errorCode: 'NOT_ALLOWED', message: `version ${version} is Unfinished` };
  }
  return 'dispose';
}
