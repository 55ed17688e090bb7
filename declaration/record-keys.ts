import { createHash } from 'node:crypto';
import { arnPath, type Package } from './declaration';

/** The beginning of the keys of all records of packages. */
export const PACKAGE_RECORDS = 'archived/packages/';

/** The beginning of the keys of all declarations that archive. */
export const DECLARATION_RECORDS = 'archived/declarations/';

/** The folder of all packages of a repository: every declaration in the bucket that archives has its records there. */
function repositoryFolder({
  domainOwner,
  domain,
  repository,
}: Pick<Package, 'domain' | 'domainOwner' | 'repository'>): string {
  return `${PACKAGE_RECORDS}${domainOwner}/${domain}/${repository}/`;
}

/** The objects of one package. */
export interface PackageKeys {
  /** The beginning of all of them. */
  readonly folder: string;
  /** The beginning of the records of declarations. */
  readonly records: string;
  /** The beginning of the marks of restored versions. */
  readonly restored: string;
}

/** Names are hashed: a key has at most 1,024 bytes, which names of the service exceed. */
export function packageKeys(pkg: Package): PackageKeys {
  const folder = `${repositoryFolder(pkg)}${hash(arnPath(pkg))}/`;
  return { folder, records: `${folder}by/`, restored: `${folder}restored/` };
}

/** The key of a declaration's record of a package. */
export function recordKey({ records }: PackageKeys, declarationKey: string): string {
  return `${records}${declarationKey}.json`;
}

/** The key of the mark that says that a version was restored. */
export function restoredKey({ restored }: PackageKeys, version: string): string {
  return `${restored}${hash(version)}`;
}

/** The key of the life of a declaration. */
export function lifeKey(declarationKey: string): string {
  return `${declarationKey}/life.json`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
