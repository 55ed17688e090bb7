import { InvalidText } from '../../declaration/line-problems';
import { isChangedObject, type ObjectLocation, type ObjectStore } from '../../codeartifact/object-store';
import { type Manifest, mergeManifests, parseManifest, writeManifest } from '../../declaration/manifest';
import type { Action } from '../../declaration/declaration';
import type { PackageName } from '../../declaration/package-name';
import { DisposalError } from '../event/failure';
import type { Configuration } from './configuration';
import { type Outcome, OUTCOMES, type Outcomes } from './outcomes';

const MAX_ATTEMPTS = 10;
const NONE: ReadonlySet<string> = new Set();

/** The outcomes of a deployment that its record keeps. */
const RECORDED: Readonly<Record<Action, readonly Outcome[]>> = {
  dispose: [OUTCOMES.disposed, OUTCOMES.alreadyDisposed, OUTCOMES.deleted],
  archive: [
    OUTCOMES.archived,
    OUTCOMES.alreadyArchived,
    OUTCOMES.changedSince,
    OUTCOMES.alreadyDisposed,
    OUTCOMES.deleted,
  ],
};

/**
 * The versions that earlier deployments disposed, found disposed, or found deleted after they had checked them; of a
 * construct that archives, those that they archived or found archived. It is a separate manifest, under the construct's prefix. Whatever a deployment archived, a rollback to it accepts again.
 */
export class DeploymentRecord {
  private loaded?: Promise<Manifest>;

  constructor(
    private readonly store: ObjectStore,
    private readonly configuration: Configuration,
  ) {}

  /** All that is recorded; read only when it is asked for. */
  versions(): Promise<Manifest> {
    return (this.loaded ??= this.load());
  }

  /** @throws DisposalError if the record cannot be read */
  async check(): Promise<void> {
    await this.load();
  }

  /** The versions of a package that are recorded. */
  async readVersions(name: PackageName): Promise<ReadonlySet<string>> {
    const recordedPackage = (await this.versions()).find(name);
    return recordedPackage === undefined ? NONE : new Set(recordedPackage.versionRevisions.keys());
  }

  /**
   * Adds the outcomes of a deployment. Doing so twice changes nothing.
   *
   * @param isNew true to forget the record of an earlier resource; default: it is kept
   */
  async add(manifest: Manifest, outcomes: Outcomes, isNew = false): Promise<void> {
    const recorded = RECORDED[this.configuration.properties.action ?? 'dispose'];
    if (outcomes.count(...recorded) === 0 && !isNew) {
      return;
    }
    const additions = { manifest, includes: (version: number) => recorded.includes(outcomes.get(version)) };
    this.loaded = undefined;
    for (let attempt = 1; ; attempt++) {
      // Another deployment may write it in between: then it is read again.
      const { content } = await this.store.read(this.location);
      const before = isNew ? parseManifest(writeManifest([])) : this.parse(content?.body);
      // Keeps the newest revision of each version. If the record is full, drops versions that this deployment did not name.
      const body = mergeManifests(before, additions);
      try {
        await this.store.replace(this.location, { body, tag: content?.tag });
        return;
      } catch (error) {
        if (!isChangedObject(error) || attempt === MAX_ATTEMPTS) {
          throw error;
        }
      }
    }
  }

  /** Each repository has a separate record: a version that one lost may never have been in another. */
  private get location(): ObjectLocation {
    const { recordBucket: bucket, recordPrefix, properties } = this.configuration;
    const { domainOwner, domain, repository } = properties;
    return { bucket, key: `${recordPrefix}/${domainOwner}/${domain}/${repository}/record.disposals` };
  }

  private async load(): Promise<Manifest> {
    return this.parse((await this.store.read(this.location)).content?.body);
  }

  /** @throws DisposalError if the record is not one that a function wrote */
  private parse(body = writeManifest([])): Manifest {
    try {
      return parseManifest(body);
    } catch (error) {
      if (error instanceof InvalidText) {
        const place = `s3://${this.location.bucket}/${this.location.key}`;
        throw new DisposalError({
          what: `the record in ${place} must be as the function wrote it; got ${error.message.replace(/\n/g, '; ')}`,
          entries: [],
          next:
            `Find out who changed ${place}, restore the version before, and deploy again; where a rollback has failed, run ` +
            'continue-update-rollback first.',
        });
      }
      throw error;
    }
  }
}
