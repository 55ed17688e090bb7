import {
  type CodeartifactClient,
  DescribePackageVersionCommand,
  DescribeRepositoryCommand,
  ListPackageVersionAssetsCommand,
} from '@aws-sdk/client-codeartifact';
import { readBytes, readText, readTime } from '../../codeartifact/answers';
import { MAX_PAGE_SIZE, type NamedPackage } from '../../codeartifact/list-package-versions';
import type { NamedRepository } from '../../codeartifact/list-packages';
import { eachPage } from '../../codeartifact/pages';

/** The places from which a version could come back into a repository. */
export interface Sources {
  readonly upstreams: readonly string[];
  readonly externalConnections: readonly { readonly name: string; readonly format?: string }[];
}

/** The time at which a version was published; undefined where the service gives none. */
export async function readPublishedTime(
  client: CodeartifactClient,
  pkg: NamedPackage,
  version: string,
): Promise<Date | undefined> {
  try {
    const answer = await client.send(new DescribePackageVersionCommand({ ...pkg, packageVersion: version }));
    return readTime(answer.packageVersion?.publishedTime);
  } catch (error) {
    if (isFieldUnreadable(error)) {
      return undefined;
    }
    throw error;
  }
}

/** The bytes of a version's assets; undefined where the service gives no size of one of them. */
export async function readSize(
  client: CodeartifactClient,
  pkg: NamedPackage,
  version: string,
): Promise<number | undefined> {
  let total: number | undefined = 0;
  await eachPage('ListPackageVersionAssets', async (nextToken) => {
    const page = await client.send(
      new ListPackageVersionAssetsCommand({ ...pkg, packageVersion: version, maxResults: MAX_PAGE_SIZE, nextToken }),
    );
    for (const asset of page.assets ?? []) {
      const bytes = readBytes(asset?.size);
      total = total === undefined || bytes === undefined ? undefined : readBytes(total + bytes);
    }
    return page.nextToken;
  });
  return total;
}

/** The upstream repositories and external connections of a repository. */
export async function readSources(
  client: CodeartifactClient,
  { domain, domainOwner, repository }: NamedRepository,
): Promise<Sources> {
  const answer = await client.send(new DescribeRepositoryCommand({ domain, domainOwner, repository }));
  const { upstreams, externalConnections } = answer.repository ?? {};
  return {
    upstreams: (upstreams ?? []).map((upstream) => readText(upstream?.repositoryName) ?? '(unnamed)'),
    externalConnections: (externalConnections ?? []).map((connection) => ({
      name: readText(connection?.externalConnectionName) ?? '(unnamed)',
      format: readText(connection?.packageFormat),
    })),
  };
}

/** True if the SDK parsed the answer, but not the time, the only field of DescribePackageVersion that it parses. */
function isFieldUnreadable(error: unknown): boolean {
  return error instanceof Error && error.name === 'TypeError' && '$response' in error;
}
