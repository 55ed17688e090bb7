import type { Package } from '../../declaration/declaration';
import { displayName, isFormat } from '../../declaration/package-format';
import type { FoundDeclaration } from '../find/declarations';
import type { JsonObject } from '../../template/values/template';

/** The known parts of the package that properties name. */
export function readDeclaredPackage(properties: JsonObject): Partial<Package> {
  const { domain, domainOwner, repository, format, namespace, package: name } = properties;
  return { domain, domainOwner, repository, format, namespace, package: name } as Partial<Package>;
}

/** True if two declarations name one package of one repository. */
export function isSamePackage(a: JsonObject, b: JsonObject): boolean {
  return JSON.stringify(readDeclaredPackage(a)) === JSON.stringify(readDeclaredPackage(b));
}

/** Equal for declarations of one package of one repository in one Region. */
export function declaredPackageKey({ stack, properties }: FoundDeclaration): string {
  const pkg = readDeclaredPackage(properties);
  const { domainOwner = stack.account } = pkg;
  return JSON.stringify([stack.region, Object.entries({ ...pkg, domainOwner, region: undefined }).sort()]);
}

/** The package as people write it. */
export function readDisplayName(properties: JsonObject): string {
  const { format, namespace, package: name } = properties;
  const ownName = toTextOrUndefined(name) ?? '(unknown)';
  return isFormat(format) ? displayName(format, toTextOrUndefined(namespace), ownName) : ownName;
}

/** `my-domain/my-repo`. */
export function readLocation({ domain, repository }: JsonObject): string {
  return [domain, repository].map((name) => toTextOrUndefined(name) ?? '(unknown)').join('/');
}

export function toTextOrUndefined(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
