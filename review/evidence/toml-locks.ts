import { type EvidenceCollector, isJsonObject, type JsonObject, readObjects, readString } from './evidence';

/** The kind of a lock file of TOML. */
export type TomlLock = 'Cargo.lock' | 'poetry.lock' | 'uv.lock' | 'pylock.toml';

/** Tells lock files by their keys; undefined for another file. */
export function tellTomlLock(document: JsonObject): TomlLock | undefined {
  const metadata = isJsonObject(document['metadata']) ? document['metadata'] : {};
  if (Array.isArray(document['packages']) && 'lock-version' in document) {
    return 'pylock.toml';
  }
  if (!Array.isArray(document['package'])) {
    return 'lock-version' in metadata ? 'poetry.lock' : 'requires-python' in document ? 'uv.lock' : undefined;
  }
  const packages = readObjects(document['package']);
  if ('lock-version' in metadata || 'lock_version' in metadata || packages.some((pkg) => 'python-versions' in pkg)) {
    return 'poetry.lock';
  }
  return 'requires-python' in document || packages.some((pkg) => isJsonObject(pkg['source']))
    ? 'uv.lock'
    : 'Cargo.lock';
}

/** Reads a list of packages with names and versions. */
export function readTomlLock(document: JsonObject, lock: TomlLock, evidence: EvidenceCollector): void {
  const format = lock === 'Cargo.lock' ? 'cargo' : 'pypi';
  for (const pkg of readObjects(document[lock === 'pylock.toml' ? 'packages' : 'package'])) {
    const name = readString(pkg['name']);
    if (name === undefined) {
      throw new RangeError('a package must have a name; got one without');
    }
    evidence.add(format, name, readString(pkg['version']));
  }
}
