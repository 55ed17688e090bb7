import { type CodeartifactClient, ListPackagesCommand } from '@aws-sdk/client-codeartifact';
import { readText } from './answers';
import { MAX_PAGE_SIZE, type NamedPackage } from './list-package-versions';
import { eachPage } from './pages';

/** A repository as a call names it. */
export type NamedRepository = Pick<NamedPackage, 'domain' | 'domainOwner' | 'repository'>;

/** A package as a repository lists it; its format may be newer than this library. */
export interface ListedPackage {
  readonly format: string;
  readonly namespace?: string;
  readonly package: string;
  /** The package origin controls, `ALLOW` or `BLOCK` each; absent where the answer does not say. */
  readonly restrictions?: { readonly publish?: string; readonly upstream?: string };
}

/**
 * Lists the packages of a repository, over all pages, each once.
 *
 * @throws the service's exception, also for a repository that does not exist
 */
export async function listPackages(
  client: CodeartifactClient,
  repository: NamedRepository,
): Promise<readonly ListedPackage[]> {
  const packages = new Map<string, ListedPackage>();
  await eachPage('ListPackages', async (nextToken) => {
    const page = await client.send(new ListPackagesCommand({ ...repository, maxResults: MAX_PAGE_SIZE, nextToken }));
    for (const summary of page.packages ?? []) {
      const [format, namespace, name] = [summary?.format, summary?.namespace, summary?.package].map(readText);
      if (format === undefined || name === undefined) {
        throw new Error('ListPackages listed a package without a format or a name');
      }
      const { publish, upstream } = summary.originConfiguration?.restrictions ?? {};
      const restrictions = { publish: readText(publish), upstream: readText(upstream) };
      packages.set(JSON.stringify([format, namespace, name]), { format, namespace, package: name, restrictions });
    }
    return page.nextToken;
  });
  return [...packages.values()];
}
