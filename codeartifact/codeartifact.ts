import {
  CodeartifactClient,
  type CodeartifactClientConfig,
  DisposePackageVersionsCommand,
  ListPackageVersionsCommand,
} from '@aws-sdk/client-codeartifact';
import type { Package, Status } from '../declaration/declaration';
import { FIELDS } from '../declaration/fields';
import type { RepositoryVersions, RepositoryVersion } from '../declaration/decide';

/** The service lists at most so many versions a page (API reference, ListPackageVersions). */
const PAGE = 1000;

/** Statuses that a list without a filter may leave out. */
export const STATUSES_LEFT_OUT = ['Archived', 'Disposed'] as const;

/** What the service said of each version of one call; a version may be in neither list, or in both. */
export interface DisposeResult {
  readonly successful: ReadonlyMap<string, RepositoryVersion>;
  readonly failed: ReadonlyMap<string, { readonly code: string; readonly message: string }>;
}

/** CodeArtifact, as far as a disposal needs it. */
export class CodeArtifact {
  private readonly client: CodeartifactClient;

  constructor(config: CodeartifactClientConfig = {}) {
    this.client = new CodeartifactClient({
      // Lambda hands the role's credentials to the function in its environment, and nowhere else.
      credentials: environmentCredentials,
      retryMode: 'standard',
      maxAttempts: 10,
      requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
      ...config,
    });
  }

  /**
   * Every version of the package, of every status. The API reference says that a list without a filter is just that, the
   * user guide that archived versions are left out: so those that are wanted and absent are asked for by status.
   */
  async list(pkg: Package, wanted: readonly string[], signal: AbortSignal): Promise<RepositoryVersions> {
    const seen = new Map<string, RepositoryVersion>();
    await this.listInto(seen, pkg, undefined, signal);
    for (const status of STATUSES_LEFT_OUT) {
      if (wanted.some((version) => !seen.has(version))) {
        await this.listInto(seen, pkg, status, signal);
      }
    }
    return seen;
  }

  private async listInto(
    seen: Map<string, RepositoryVersion>,
    pkg: Package,
    status: Status | undefined,
    signal: AbortSignal,
  ) {
    const tokens = new Set<string>();
    let nextToken: string | undefined;
    do {
      const command = new ListPackageVersionsCommand({ ...pkg, status, maxResults: PAGE, nextToken });
      const page = await this.client.send(command, { abortSignal: signal });
      for (const summary of page.versions ?? []) {
        if (typeof summary?.version !== 'string') {
          throw new Error('ListPackageVersions listed a version without a name');
        }
        seen.set(summary.version, shown(summary));
      }
      nextToken = page.nextToken;
      if (nextToken !== undefined && tokens.has(nextToken)) {
        throw new Error('ListPackageVersions gave the same nextToken twice, so that its pages never end');
      }
      tokens.add(nextToken ?? '');
    } while (nextToken);
  }

  /** One call, of at most 100 versions, each pinned to a revision. */
  async dispose(
    pkg: Package,
    revisions: ReadonlyMap<string, string>,
    expectedStatus: Status | undefined,
    signal: AbortSignal,
  ): Promise<DisposeResult> {
    const answer = await this.client.send(
      new DisposePackageVersionsCommand({
        ...pkg,
        versions: [...revisions.keys()],
        versionRevisions: Object.fromEntries(revisions),
        expectedStatus,
      }),
      { abortSignal: signal },
    );
    return {
      successful: new Map(
        Object.entries(answer.successfulVersions ?? {}).map(([version, info]) => [version, shown(info)]),
      ),
      failed: new Map(
        Object.entries(answer.failedVersions ?? {}).map(([version, { errorCode, errorMessage }]) => [
          version,
          { code: errorCode || 'NO_CODE', message: errorMessage || 'the service does not say why' },
        ]),
      ),
    };
  }
}

/** What an answer shows of one version; what breaks the rules of the service is no status, and no revision. */
function shown({ status, revision }: { status?: unknown; revision?: unknown }): RepositoryVersion {
  return {
    status: typeof status === 'string' || status === undefined ? status : 'unknown',
    revision: typeof revision === 'string' && FIELDS.revision.pattern.test(revision) ? revision : undefined,
  };
}

function environmentCredentials() {
  return Promise.resolve({
    accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? '',
    sessionToken: process.env.AWS_SESSION_TOKEN,
  });
}
