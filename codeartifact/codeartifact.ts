import {
  CodeartifactClient,
  type CodeartifactClientConfig,
  DisposePackageVersionsCommand,
  UpdatePackageVersionsStatusCommand,
} from '@aws-sdk/client-codeartifact';
import type { Package, Status } from '../declaration/declaration';
import type { RepositoryVersions, RepositoryVersion } from '../declaration/decide';
import { readText, readVersion } from './answers';
import { CONNECTIONS } from './connections';
import type { VersionError } from './describe-service-error';
import { listByStatus, listPackageVersions } from './list-package-versions';

/** The retries and timeouts of every client of the service. */
export const CLIENT_CONFIG = {
  retryMode: 'standard',
  maxAttempts: 10,
  requestHandler: {
    connectionTimeout: 5_000,
    requestTimeout: 60_000,
    throwOnRequestTimeout: true,
    httpAgent: CONNECTIONS,
    httpsAgent: CONNECTIONS,
  },
} as const satisfies CodeartifactClientConfig;

/** A status that one call gives to many versions. */
export type TargetStatus = Exclude<Status, 'Unfinished'>;

/** The operation that gives versions a status. */
export function operationFor(targetStatus: TargetStatus): 'DisposePackageVersions' | 'UpdatePackageVersionsStatus' {
  return targetStatus === 'Disposed' ? 'DisposePackageVersions' : 'UpdatePackageVersionsStatus';
}

/** Versions of one call, and the status that they are to have. */
export interface StatusChangeRequest {
  readonly targetStatus: TargetStatus;
  readonly package: Package;
  /** The revision that each version is pinned to, by version; at most 100. */
  readonly revisions: ReadonlyMap<string, string>;
  /** The status that every version must have; absent if any status will do. */
  readonly expectedStatus?: Status;
}

/** The service's answer about each version of one call; a version may be in neither list, or in both. */
export interface StatusChangeResult {
  readonly successful: ReadonlyMap<string, RepositoryVersion>;
  readonly failed: ReadonlyMap<string, VersionError>;
}

/** The operations of CodeArtifact that a deployment needs. */
export class CodeArtifact {
  /** The error of the last attempt of a call; undefined if that succeeded. A call whose time is up has no other reason. */
  lastError?: Error;
  private readonly client: CodeartifactClient;

  constructor(config: CodeartifactClientConfig = {}) {
    this.client = new CodeartifactClient({
      // Lambda hands the role's credentials to the function in its environment, and nowhere else.
      credentials: environmentCredentials,
      ...CLIENT_CONFIG,
      ...config,
    });
    this.client.middlewareStack.add(
      (next) => async (args) => {
        try {
          const answer = await next(args);
          this.lastError = undefined;
          return answer;
        } catch (error) {
          this.lastError = error as Error;
          throw error;
        }
      },
      { step: 'deserialize', priority: 'high', name: 'rememberLastError' },
    );
  }

  /**
   * Lists every version of the package, of every status.
   *
   * @param names the versions to look for
   * @throws the service's exception, also for a package that does not exist
   */
  async list(pkg: Package, names: readonly string[], signal: AbortSignal): Promise<RepositoryVersions> {
    const listing = await listPackageVersions(
      (status) => listByStatus(this.client, { package: pkg, status }, signal),
      names,
    );
    return listing.versions;
  }

  /** Makes one call, for at most 100 versions, each pinned to a revision. */
  async changeStatus(request: StatusChangeRequest, signal: AbortSignal): Promise<StatusChangeResult> {
    const { package: pkg, revisions, expectedStatus, targetStatus } = request;
    const input = {
      ...pkg,
      versions: [...revisions.keys()],
      versionRevisions: Object.fromEntries(revisions),
      expectedStatus,
    };
    const answer =
      targetStatus === 'Disposed'
        ? await this.client.send(new DisposePackageVersionsCommand(input), { abortSignal: signal })
        : await this.client.send(new UpdatePackageVersionsStatusCommand({ ...input, targetStatus }), {
            abortSignal: signal,
          });
    return {
      successful: new Map(
        Object.entries(answer.successfulVersions ?? {}).map(([version, info]) => [version, readVersion(info)]),
      ),
      failed: new Map(
        Object.entries(answer.failedVersions ?? {}).map(([version, { errorCode, errorMessage }]) => [
          version,
          {
            code: readText(errorCode) ?? 'NO_CODE',
            message: readText(errorMessage) ?? 'the service does not say why',
          },
        ]),
      ),
    };
  }
}

export function environmentCredentials() {
  return Promise.resolve({
    accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? '',
    sessionToken: process.env.AWS_SESSION_TOKEN,
  });
}
