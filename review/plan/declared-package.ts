import type { Package } from '../../declaration/declaration';
import { displayName, isFormat } from '../../declaration/package-format';
import type { FoundDeclaration } from '../find/declarations';
import type { JsonObject } from '../../template/values/template';

/** The package that properties name, as far as it is known. */
export function packageOf(properties: JsonObject): Partial<Package> {
  const { domain, domainOwner, repository, format, namespace, package: name } = properties;
  return { domain, domainOwner, repository, format, namespace, package: name } as Partial<Package>;
}

/** True if two declarations name one package of one repository. */
export function isSamePackage(a: JsonObject, b: JsonObject): boolean {
  return JSON.stringify(packageOf(a)) === JSON.stringify(packageOf(b));
}

/** Equal for declarations of one package of one repository in one Region. */
export function declaredPackageKey({ stack, properties }: FoundDeclaration): string {
  const pkg = packageOf(properties);
  const { domainOwner = stack.account } = pkg;
  return JSON.stringify([stack.region, Object.entries({ ...pkg, domainOwner, region: undefined }).sort()]);
}

/** The package as people write it. */
export function displayNameOf(properties: JsonObject): string {
  const { format, namespace, package: name } = properties;
  const ownName = textOf(name) ?? '(unknown)';
  return isFormat(format) ? displayName(format, textOf(namespace), ownName) : ownName;
}

/** `my-domain/my-repo`. */
export function locationOf({ domain, repository }: JsonObject): string {
  return [domain, repository].map((name) => textOf(name) ?? '(unknown)').join('/');
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
