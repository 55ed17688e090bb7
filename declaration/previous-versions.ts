import { type Declaration, samePackage } from './declaration';
import { parseDeclaration } from './schema';

/**
 * What the deployment before declared of the same package. Its list was checked then, by the rules
 * of its time.
 *
 * @param oldProperties the properties that an update replaces; undefined if the resource is new
 */
export function previousVersions(oldProperties: unknown, declaration: Declaration): ReadonlySet<string> {
  try {
    const old = parseDeclaration(oldProperties);
    return new Set(samePackage(old.package, declaration.package) ? old.versions : []);
  } catch {
    return new Set();
  }
}
