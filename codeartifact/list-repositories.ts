import { type CodeartifactClient, ListRepositoriesInDomainCommand } from '@aws-sdk/client-codeartifact';
import { readText } from './answers';
import { MAX_PAGE_SIZE, type NamedPackage } from './list-package-versions';
import { eachPage } from './pages';

/** A domain as a call names it. */
export type NamedDomain = Pick<NamedPackage, 'domain' | 'domainOwner'>;

/**
 * Lists the names of a domain's repositories, over all pages, each once, sorted.
 *
 * @throws the service's exception, also for a domain that does not exist
 */
export async function listRepositories(client: CodeartifactClient, domain: NamedDomain): Promise<readonly string[]> {
  const names = new Set<string>();
  await eachPage('ListRepositoriesInDomain', async (nextToken) => {
    const command = new ListRepositoriesInDomainCommand({ ...domain, maxResults: MAX_PAGE_SIZE, nextToken });
    const page = await client.send(command);
    for (const summary of page.repositories ?? []) {
      const name = readText(summary?.name);
      if (name === undefined) {
        throw new Error('ListRepositoriesInDomain listed a repository without a name');
      }
      names.add(name);
    }
    return page.nextToken;
  });
  return [...names].sort();
}
