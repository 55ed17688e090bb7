import type { Readable } from 'node:stream';
import {
  CodeartifactClient,
  type CodeartifactClientConfig,
  DescribePackageVersionCommand,
  GetPackageVersionAssetCommand,
  GetPackageVersionReadmeCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionDependenciesCommand,
} from '@aws-sdk/client-codeartifact';
import type { Package } from '../declaration/declaration';
import { readBytes, readText } from './answers';
import { CLIENT_CONFIG, environmentCredentials } from './codeartifact';
import { MAX_PAGE_SIZE } from './list-package-versions';
import { eachPage } from './pages';

/** A version as a call names it. */
export interface NamedVersion {
  readonly package: Package;
  readonly version: string;
}

/** A file of a version as the service lists it; a member that an answer leaves out, or that is no such value, is absent. */
export interface ListedAsset {
  readonly name: string;
  readonly size?: number;
  readonly sha256?: string;
}

/** The files of a version, and the revision that has them. */
export interface ListedAssets {
  readonly revision?: string;
  /** Absent if the service named none, not even an empty list. */
  readonly assets?: readonly ListedAsset[];
}

/** What the service says of a version. */
export interface VersionDescription {
  readonly status?: string;
  readonly revision?: string;
  /** The members of the answer, for the reader of a copy. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** The contents of package versions: their assets, and what the service has read from these. */
export class PackageVersionContents {
  private readonly client: CodeartifactClient;

  constructor(config: CodeartifactClientConfig = {}) {
    this.client = new CodeartifactClient({ credentials: environmentCredentials, ...CLIENT_CONFIG, ...config });
  }

  /** @throws the service's exception */
  async describe({ package: pkg, version }: NamedVersion, abortSignal: AbortSignal): Promise<VersionDescription> {
    const command = new DescribePackageVersionCommand({ ...pkg, packageVersion: version });
    const { packageVersion: members = {} } = await this.client.send(command, { abortSignal });
    return { status: readText(members.status), revision: readText(members.revision), members: { ...members } };
  }

  /** Lists the assets over all pages. @throws the service's exception */
  listAssets(versionName: NamedVersion, abortSignal: AbortSignal): Promise<ListedAssets> {
    return listAssets(this.client, versionName, abortSignal);
  }

  /**
   * Opens an asset of one revision, to read its bytes as they come.
   *
   * @throws the service's exception, also if the version has another revision by now
   */
  async openAsset(
    { package: pkg, version }: NamedVersion,
    { asset, revision }: { readonly asset: string; readonly revision: string },
    abortSignal: AbortSignal,
  ): Promise<Readable> {
    const command = new GetPackageVersionAssetCommand({
      ...pkg,
      packageVersion: version,
      asset,
      packageVersionRevision: revision,
    });
    const answer = await this.client.send(command, { abortSignal });
    return answer.asset as unknown as Readable;
  }

  /** Undefined if the version has none. @throws any other exception of the service */
  async readme({ package: pkg, version }: NamedVersion, abortSignal: AbortSignal): Promise<string | undefined> {
    const command = new GetPackageVersionReadmeCommand({ ...pkg, packageVersion: version });
    return unlessAbsent(async () => readText((await this.client.send(command, { abortSignal })).readme));
  }

  /** Lists the dependencies over all pages. @throws the service's exception */
  async dependencies({ package: pkg, version }: NamedVersion, abortSignal: AbortSignal): Promise<readonly unknown[]> {
    const dependencies: unknown[] = [];
    await eachPage('ListPackageVersionDependencies', async (nextToken) => {
      const command = new ListPackageVersionDependenciesCommand({ ...pkg, packageVersion: version, nextToken });
      const page = await unlessAbsent(() => this.client.send(command, { abortSignal }));
      dependencies.push(...(page?.dependencies ?? []));
      return page?.nextToken;
    });
    return dependencies;
  }
}

/** The service has no README and no dependencies of versions of some formats, and says so by one of these. */
const ABSENT = ['ResourceNotFoundException', 'ValidationException'];

async function unlessAbsent<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (ABSENT.includes((error as Error).name)) {
      return undefined;
    }
    throw error;
  }
}

/** Lists the assets of a version over all pages. @throws the service's exception */
export async function listAssets(
  client: CodeartifactClient,
  { package: pkg, version }: NamedVersion,
  abortSignal?: AbortSignal,
): Promise<ListedAssets> {
  const assets = new Map<string, ListedAsset>();
  let isNamed = false;
  let revision: string | undefined;
  await eachPage('ListPackageVersionAssets', async (nextToken) => {
    const page = await client.send(
      new ListPackageVersionAssetsCommand({ ...pkg, packageVersion: version, maxResults: MAX_PAGE_SIZE, nextToken }),
      abortSignal && { abortSignal },
    );
    revision ??= readText(page.versionRevision);
    isNamed ||= Array.isArray(page.assets);
    for (const { name: assetName, size, hashes } of page.assets ?? []) {
      const name = readText(assetName);
      if (name === undefined) {
        throw new Error('ListPackageVersionAssets listed an asset without a name');
      }
      assets.set(name, { name, size: readBytes(size), sha256: readText(hashes?.['SHA-256']) });
    }
    return page.nextToken;
  });
  return { revision, assets: isNamed ? [...assets.values()] : undefined };
}
