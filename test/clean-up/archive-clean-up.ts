import type { ArchiveRecords } from '../../codeartifact/archive-records';
import type { ManifestEntry } from '../../declaration/manifest';
import type { Package } from '../../declaration/declaration';
import { connectRecords } from '../fixtures/archive-records';
import { DAY, NOON } from '../lambda/archive/archive-deployment';
import { type CleanUpAnswer, CleanUpFunction, RECORD_BUCKET } from './clean-up-function';

const NAME = 'left-pad';
const RECORD = { recordBucket: RECORD_BUCKET, recordKey: 'archived/Stack/Archived' };

/** A manifest that archives versions of left-pad, and one that disposes them after a waiting time. */
export class ArchiveCleanUp {
  static async start(): Promise<ArchiveCleanUp> {
    const clock = { now: NOON };
    return new ArchiveCleanUp(await CleanUpFunction.start({}, () => clock.now), clock);
  }

  private readonly records: ArchiveRecords;
  /** What the function is configured with that archives; undefined if there is none. */
  private archived?: ReturnType<CleanUpFunction['configuration']>;

  private constructor(
    private readonly cleanUp: CleanUpFunction,
    private readonly clock: { now: Date },
  ) {
    this.records = connectRecords(cleanUp.s3);
  }

  get deployment() {
    const { codeArtifact, s3 } = this.cleanUp;
    const { registry } = codeArtifact;
    const publish = (...versions: string[]) => void this.cleanUp.publish(NAME, ...versions);
    return { codeArtifact, s3, registry, publish };
  }

  /** The package, for changes of it by hand. */
  get coordinates() {
    return this.cleanUp.coordinates(NAME);
  }

  stop = () => this.cleanUp.stop();

  pass(days: number) {
    this.clock.now = new Date(this.clock.now.getTime() + days * DAY * 1_000);
  }

  get now(): string {
    return this.clock.now.toISOString();
  }

  get isArchiving(): boolean {
    return this.archived !== undefined;
  }

  async archive(versions: string[], properties: Record<string, string> = {}): Promise<CleanUpAnswer> {
    const answer = await this.cleanUp.deploy(this.pinned(versions), {
      action: 'archive',
      requestType: this.archived === undefined ? 'Create' : 'Update',
      properties: { ...RECORD, ...properties },
    });
    if (answer.Status === 'SUCCESS') {
      this.archived = this.cleanUp.configuration();
    }
    return answer;
  }

  async deleteArchive(): Promise<CleanUpAnswer> {
    this.cleanUp.configure(this.archived!);
    this.archived = undefined;
    return this.cleanUp.send({ action: 'archive', requestType: 'Delete' });
  }

  dispose(versions: string[], properties: Record<string, string> = {}): Promise<CleanUpAnswer> {
    return this.cleanUp.deploy(this.pinned(versions), {
      properties: { ...RECORD, expectedStatus: 'Archived', waitingTime: String(30 * DAY), ...properties },
    });
  }

  async report(version: string): Promise<void> {
    const pkg: Package = { ...this.coordinates, domainOwner: '111122223333' };
    await this.records.markRestored(RECORD_BUCKET, pkg, version);
  }

  statuses(...versions: string[]) {
    return versions.map((version) => this.deployment.registry.version(this.coordinates, version)?.status);
  }

  /** The lines of a manifest that names the versions as they are now. */
  private pinned(versions: readonly string[]): ManifestEntry[] {
    return versions.map((version) => ({
      format: 'npm',
      package: NAME,
      version,
      revision: this.deployment.registry.version(this.coordinates, version)?.revision ?? 'none',
    }));
  }
}
