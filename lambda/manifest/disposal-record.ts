import {
  InvalidManifest,
  type Manifest,
  type ManifestEntry,
  MAX_MANIFEST_VERSIONS,
  parseManifest,
  writeManifest,
} from '../../declaration/manifest';
import type { PackageName } from '../../declaration/package-name';
import type { Configuration } from './configuration';
import { OUTCOMES, type Outcomes } from './outcomes';
import type { Store } from './store';

const NONE: ReadonlySet<string> = new Set();

/**
 * Which versions earlier deployments found or made disposed, or found deleted after they had checked them: a manifest of its
 * own, under the construct's prefix. Whatever a deployment accepted, a rollback to it accepts again.
 */
export class DisposalRecord {
  private loaded?: Promise<Manifest>;

  constructor(
    private readonly store: Store,
    private readonly configuration: Configuration,
  ) {}

  /** The versions of a package that were disposed; read only when a version is absent from the repository. */
  async versionsOf(name: PackageName): Promise<ReadonlySet<string>> {
    this.loaded ??= this.load();
    const found = (await this.loaded).find(name);
    return found === undefined ? NONE : new Set(found.versionRevisions.keys());
  }

  /** Adds what a deployment disposed, or found disposed. Doing so twice changes nothing. */
  async add(manifest: Manifest, outcomes: Outcomes): Promise<void> {
    const recorded: readonly number[] = [OUTCOMES.disposed, OUTCOMES.alreadyDisposed, OUTCOMES.deleted];
    if (outcomes.count(OUTCOMES.disposed, OUTCOMES.alreadyDisposed, OUTCOMES.deleted) === 0) {
      return;
    }
    const before = await (this.loaded ?? this.load());
    const kept = mergeEntries(
      entriesOf(before, () => true),
      entriesOf(manifest, (n) => recorded.includes(outcomes.get(n))),
    );
    await this.store.put(this.configuration.recordBucket, this.key, writeManifest(kept));
  }

  /** Each repository has a record of its own: a version that one lost may never have been in another. */
  private get key(): string {
    const { recordPrefix, properties } = this.configuration;
    const { domainOwner, domain, repository } = properties;
    return `${recordPrefix}/${domainOwner}/${domain}/${repository}/record.disposals`;
  }

  private async load(): Promise<Manifest> {
    const found = await this.store.get(this.configuration.recordBucket, this.key);
    try {
      return parseManifest(found?.body ?? writeManifest([]));
    } catch (error) {
      if (error instanceof InvalidManifest) {
        throw new Error(`The record of disposals, ${this.key}, must be as the function wrote it: ${error.message}`, {
          cause: error,
        });
      }
      throw error;
    }
  }
}

/**
 * What is recorded after a deployment: the newest revision of each version. Of more versions than fit, those go that the
 * deployment did not name.
 */
export function mergeEntries(
  before: Iterable<ManifestEntry>,
  added: Iterable<ManifestEntry>,
  max = MAX_MANIFEST_VERSIONS,
): ManifestEntry[] {
  const merged = new Map<string, ManifestEntry>();
  for (const entry of [...before, ...added]) {
    // Puts a version that is named again at the end.
    merged.delete(keyOf(entry));
    merged.set(keyOf(entry), entry);
  }
  return [...merged.values()].slice(-max);
}

function* entriesOf(manifest: Manifest, isIncluded: (version: number) => boolean): Generator<ManifestEntry> {
  for (const { line, versionRevisions, ...name } of manifest.packages()) {
    let version = line - 2;
    for (const [text, revision] of versionRevisions) {
      if (isIncluded(version++)) {
        yield { ...name, version: text, revision };
      }
    }
  }
}

function keyOf({ format, namespace = '', package: name, version }: ManifestEntry): string {
  return [format, namespace, name, version].join('/');
}
