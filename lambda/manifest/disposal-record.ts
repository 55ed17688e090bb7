import {
  InvalidManifest,
  type Manifest,
  mergeManifests,
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
    // Of each version the newest revision; where not all fit, what this deployment did not name goes.
    const record = mergeManifests(before, {
      manifest,
      includes: (version) => recorded.includes(outcomes.get(version)),
    });
    await this.store.put(this.configuration.recordBucket, this.key, record);
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
