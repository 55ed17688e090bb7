import type { Format } from '../../declaration/package-format';
import { packageName, type PackageName, packageOfParts } from '../../declaration/package-name';
import { UsedVersions } from './used-versions';

/** Collects the versions of a file. */
export class EvidenceCollector {
  readonly used = new UsedVersions();
  readonly others = new Map<string, number>();

  /** A package by its parts. */
  addParts(
    format: Format,
    { namespace, name }: { readonly namespace?: string; readonly name: string },
    version?: string,
  ) {
    this.addPackage(packageOfParts(format, namespace === '' ? undefined : namespace, name), version);
  }

  addPackage(pkg: PackageName, version?: string) {
    this.used.add(pkg, version === '' ? undefined : version);
  }

  /** A package as people write it, such as `@scope/name`. */
  add(format: Format, nameText: string, version?: string) {
    this.addPackage(packageName(format, nameText), version);
  }

  addOther(kind: string) {
    this.others.set(kind, (this.others.get(kind) ?? 0) + 1);
  }
}

/** An object, whose members are still to be checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list. */
export function readObjects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

export function readString(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The members of an object that are objects. */
export function readMembers(value: unknown): readonly (readonly [string, JsonObject])[] {
  return isJsonObject(value)
    ? Object.entries(value).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1]))
    : [];
}
