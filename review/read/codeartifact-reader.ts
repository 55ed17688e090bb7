import {
  CodeartifactClient,
  DescribePackageVersionCommand,
  DescribeRepositoryCommand,
  type DescribeRepositoryCommandOutput,
  ListPackageVersionAssetsCommand,
  ListPackageVersionsCommand,
  type ListPackageVersionsCommandInput,
  type ListPackageVersionsCommandOutput,
  type PackageVersionStatus,
} from '@aws-sdk/client-codeartifact';
import type { RepositoryVersion } from '../../declaration/decide';
import { saysPackageIsMissing } from '../../codeartifact/describe-service-error';
import { STATUSES_LEFT_OUT } from '../../codeartifact/codeartifact';
import { arnPath, type Package } from '../../declaration/declaration';
import { CallLimiter } from './call-limiter';
import { describeReadError, isFatal, type ReadError } from './read-error';
import { CommandError } from '../../template/command-error';

/** Pages of the greatest size that the service allows (API reference, ListPackageVersions). */
const PAGE = 1000;

/** A package as it can be named in a call; without an owner, the account of the credentials owns the domain. */
export type NamedPackage = Omit<Package, 'domainOwner'> & { readonly domainOwner?: string };

/** A version as the repository lists it. */
export interface ListedVersion extends RepositoryVersion {
  readonly origin?: string;
}

/** A package as the repository shows it. */
export interface PackageListing {
  /** The repository has no such package. */
  readonly missing: boolean;
  readonly versions: ReadonlyMap<string, ListedVersion>;
  /** The version the registry shows when none is asked for: npm's `latest`. */
  readonly defaultVersion?: string;
}

/** From where a version could come back into a repository. */
export interface Sources {
  readonly upstreams: readonly string[];
  readonly externalConnections: readonly { readonly name: string; readonly format?: string }[];
}

/** What was read, or why it could not be. */
export type ReadResult<T> =
  { readonly value: T; readonly problem?: undefined } | { readonly value?: undefined; readonly problem: ReadError };

export interface CodeArtifactReaderOptions {
  /** The Region of environment-agnostic stacks; default: as the SDK finds it. */
  readonly region?: string;
  readonly profile?: string;
  readonly concurrency: number;
  /** Called as calls are added and end. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** CodeArtifact, as far as a review reads it. Nothing is asked twice. */
export class CodeArtifactReader {
  private readonly clients = new Map<string, CodeartifactClient>();
  private readonly answers = new Map<string, Promise<ReadResult<unknown>>>();
  private readonly calls: CallLimiter;

  constructor(private readonly options: CodeArtifactReaderOptions) {
    this.calls = new CallLimiter(options.concurrency, options.onProgress);
  }

  /**
   * Every version of a package, of every status. A list without a filter may leave some statuses out, so where a
   * version that is wanted is absent, those are asked for too, as the deployment does.
   */
  async versions(
    pkg: NamedPackage,
    wanted: readonly string[] | 'all',
    region: string | undefined,
  ): Promise<ReadResult<PackageListing>> {
    let seen = await this.listed(pkg, undefined, region);
    for (const status of STATUSES_LEFT_OUT) {
      const before = seen.value;
      if (before && !before.missing && (wanted === 'all' || wanted.some((version) => !before.versions.has(version)))) {
        const more = await this.listed(pkg, status, region);
        const versions = new Map([...before.versions, ...(more.value?.versions ?? [])]);
        seen = more.problem ? more : { value: { ...before, versions } };
      }
    }
    return seen;
  }

  /** The names of a package's versions in the service's order of publication, the newest first. */
  versionsByPublishedTime(pkg: NamedPackage, region: string | undefined): Promise<ReadResult<string[]>> {
    const key = ['published order', region, pkg.domainOwner, arnPath(pkg as Package)];
    return this.once(key, 'ListPackageVersions', pkg, region, async () => {
      const names: string[] = [];
      await this.eachPage({ ...pkg, sortBy: 'PUBLISHED_TIME' }, region, ({ versions = [] }) => {
        names.push(...versions.map(({ version }) => version).filter((version) => version !== undefined));
      });
      return names;
    });
  }

  /** When a version was published, as far as the service knows. */
  publishedTime(pkg: NamedPackage, version: string, region: string | undefined): Promise<ReadResult<Date | undefined>> {
    const key = ['published', region, pkg.domainOwner, arnPath(pkg as Package), version];
    return this.once(key, 'DescribePackageVersion', pkg, region, async () => {
      const client = this.client(region);
      const answer = await client.send(new DescribePackageVersionCommand({ ...pkg, packageVersion: version }));
      return answer.packageVersion?.publishedTime;
    });
  }

  /** The bytes of a version's assets; undefined where the service leaves out the size of one. */
  size(pkg: NamedPackage, version: string, region: string | undefined): Promise<ReadResult<number | undefined>> {
    const key = ['size', region, pkg.domainOwner, arnPath(pkg as Package), version];
    return this.once(key, 'ListPackageVersionAssets', pkg, region, async () => {
      let bytes: number | undefined = 0;
      await eachToken('ListPackageVersionAssets', async (nextToken) => {
        const page = await this.client(region).send(
          new ListPackageVersionAssetsCommand({ ...pkg, packageVersion: version, maxResults: PAGE, nextToken }),
        );
        for (const { size } of page.assets ?? []) {
          bytes = bytes === undefined || size === undefined ? undefined : bytes + size;
        }
        return page.nextToken;
      });
      return bytes;
    });
  }

  /** The upstream repositories and external connections of the package's repository. */
  sources(pkg: NamedPackage, region: string | undefined): Promise<ReadResult<Sources>> {
    const { domain, domainOwner, repository } = pkg;
    return this.once(
      ['sources', region, domainOwner, domain, repository],
      'DescribeRepository',
      pkg,
      region,
      async () => {
        const command = new DescribeRepositoryCommand({ domain, domainOwner, repository });
        const answer: DescribeRepositoryCommandOutput = await this.client(region).send(command);
        const { upstreams = [], externalConnections = [] } = answer.repository ?? {};
        return {
          upstreams: upstreams.map(({ repositoryName }) => repositoryName ?? '(unnamed)'),
          externalConnections: externalConnections.map(({ externalConnectionName, packageFormat }) => ({
            name: externalConnectionName ?? '(unnamed)',
            format: packageFormat,
          })),
        };
      },
    );
  }

  /** Closes the connections. */
  close() {
    this.clients.forEach((client) => client.destroy());
  }

  private listed(pkg: NamedPackage, status: PackageVersionStatus | undefined, region: string | undefined) {
    const key = ['versions', status, region, pkg.domainOwner, arnPath(pkg as Package)];
    return this.once(key, 'ListPackageVersions', pkg, region, () => this.listVersions(pkg, status, region));
  }

  private async listVersions(
    pkg: NamedPackage,
    listedStatus: PackageVersionStatus | undefined,
    region: string | undefined,
  ): Promise<PackageListing> {
    const versions = new Map<string, ListedVersion>();
    let defaultVersion: string | undefined;
    try {
      await this.eachPage({ ...pkg, status: listedStatus }, region, (page) => {
        defaultVersion ??= page.defaultDisplayVersion;
        for (const { version, status, revision, origin } of page.versions ?? []) {
          if (version !== undefined) {
            versions.set(version, { status, revision, origin: origin?.originType });
          }
        }
      });
    } catch (error) {
      if (!saysPackageIsMissing(error)) {
        throw error;
      }
      return { missing: true, versions: new Map() };
    }
    return { missing: false, versions, defaultVersion };
  }

  private eachPage(
    input: Pick<ListPackageVersionsCommandInput, 'sortBy' | 'status'> & NamedPackage,
    region: string | undefined,
    take: (page: ListPackageVersionsCommandOutput) => void,
  ): Promise<void> {
    return eachToken('ListPackageVersions', async (nextToken) => {
      const page = await this.client(region).send(
        new ListPackageVersionsCommand({ ...input, maxResults: PAGE, nextToken }),
      );
      take(page);
      return page.nextToken;
    });
  }

  private once<T>(
    key: readonly unknown[],
    action: string,
    pkg: NamedPackage,
    region: string | undefined,
    read: () => Promise<T>,
  ): Promise<ReadResult<T>> {
    const name = JSON.stringify(key.map((part) => part ?? null));
    const known = this.answers.get(name) ?? this.calls.run(() => this.read(action, pkg, region, read));
    this.answers.set(name, known);
    return known as Promise<ReadResult<T>>;
  }

  /** @throws CommandError for what would fail every other call too */
  private async read<T>(
    action: string,
    pkg: NamedPackage,
    region: string | undefined,
    read: () => Promise<T>,
  ): Promise<ReadResult<T>> {
    try {
      return { value: await read() };
    } catch (error) {
      const problem = describeReadError(
        error,
        action,
        pkg,
        region ??
          (await this.client(region)
            .config.region()
            .catch(() => '*')),
      );
      if (isFatal(error)) {
        throw new CommandError(`The registry cannot be read: ${problem.code}: ${problem.message}`);
      }
      return { problem };
    }
  }

  /** One client for each Region, which finds credentials and endpoint as any program with the SDK does. */
  private client(region: string | undefined): CodeartifactClient {
    const { region: ambient, profile } = this.options;
    const name = region ?? ambient ?? '';
    const known = this.clients.get(name);
    if (known) {
      return known;
    }
    const client = new CodeartifactClient({
      ...(name === '' ? {} : { region: name }),
      ...(profile === undefined ? {} : { profile }),
      retryMode: 'standard',
      maxAttempts: 10,
      requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
    });
    client.middlewareStack.add(
      (next) => async (input) => {
        const answer = await next(input);
        const { $metadata } = answer.output as Partial<ListPackageVersionsCommandOutput>;
        if (($metadata?.attempts ?? 1) > 1) {
          this.calls.slowDown();
        }
        return answer;
      },
      { step: 'initialize', name: 'slowDownAfterRetries' },
    );
    this.clients.set(name, client);
    return client;
  }
}

/** Calls until there is no next token. */
async function eachToken(action: string, call: (nextToken: string | undefined) => Promise<string | undefined>) {
  const tokens = new Set<string>();
  let nextToken: string | undefined;
  do {
    nextToken = (await call(nextToken)) || undefined;
    if (nextToken !== undefined && tokens.has(nextToken)) {
      throw new Error(`${action} gave the same nextToken twice, so that its pages never end`);
    }
    tokens.add(nextToken ?? '');
  } while (nextToken !== undefined);
}
