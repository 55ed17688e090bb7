import { displayName, isFormat } from '../../declaration/package-format';
import type { PackageListing } from '../read/codeartifact-reader';
import type { ValidatedDeclaration } from '../plan/validate';
import type { UndeclaredPackage, UndeclaredState } from './check-report';
import type { CheckTools } from './declared-versions';

const STATES: Readonly<Record<string, UndeclaredState>> = { Disposed: 'disposed', Archived: 'archived' };

interface DeclaredRepository {
  readonly domain: string;
  readonly domainOwner: string;
  readonly repository: string;
  readonly region?: string;
}

/**
 * Lists every package of the repositories that declarations name, for versions that are disposed or archived and that no
 * declaration names.
 */
export async function findUndeclared(
  declarations: readonly ValidatedDeclaration[],
  tools: CheckTools,
): Promise<{ readonly packages: readonly UndeclaredPackage[]; readonly problems: readonly string[] }> {
  const repositories = new Map<string, DeclaredRepository>();
  for (const { declaration, source } of declarations) {
    if (declaration) {
      const { domain, domainOwner, repository } = declaration.package;
      const { region } = source.stack;
      repositories.set(JSON.stringify([domain, domainOwner, repository, region]), {
        domain,
        domainOwner,
        repository,
        region,
      });
    }
  }
  const results = await Promise.all([...repositories.values()].map((repository) => listUndeclared(repository, tools)));
  return {
    packages: results.flatMap(({ packages }) => packages),
    problems: results.flatMap(({ problems }) => problems),
  };
}

async function listUndeclared(
  { region, ...repository }: DeclaredRepository,
  { registry, declaredVersions }: CheckTools,
) {
  const location = `${repository.domain}/${repository.repository}`;
  const listing = await registry.packages(repository, region);
  if (listing.problem !== undefined) {
    // A repository that is gone holds nothing.
    const problems = listing.repositoryMissing ? [] : [`${location}: ${listing.problem.message}`];
    return { packages: [], problems };
  }
  const packages: UndeclaredPackage[] = [];
  const problems: string[] = [];
  await Promise.all(
    listing.value.map(async ({ format, namespace, package: name }) => {
      if (!isFormat(format)) {
        problems.push(`${location}: packages of the format ${format} cannot be checked`);
        return;
      }
      const pkg = { ...repository, format, ...(namespace !== undefined && { namespace }), package: name };
      const versions = await registry.versions(pkg, 'all', region);
      const title = displayName(format, namespace, name);
      if (versions.problem !== undefined) {
        problems.push(`${location}: ${format} ${title}: ${versions.problem.message}`);
        return;
      }
      const undeclared = selectUndeclared(versions.value, (version) => declaredVersions.has(pkg, version, region));
      if (undeclared.length > 0) {
        packages.push({ package: pkg, displayName: title, location, region, versions: undeclared });
      }
    }),
  );
  const byName = (a: UndeclaredPackage, b: UndeclaredPackage) => (a.displayName < b.displayName ? -1 : 1);
  return { packages: packages.sort(byName), problems: problems.sort() };
}

function selectUndeclared({ versions }: PackageListing, isDeclared: (version: string) => boolean) {
  return [...versions].flatMap(([version, { status = '' }]) => {
    const state = STATES[status];
    return state === undefined || isDeclared(version) ? [] : [{ version, state }];
  });
}
