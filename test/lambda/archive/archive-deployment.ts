import { Deployment, RECORD_BUCKET, type Answer, type EventProperties } from '../deployment';
import { packageKeys, restoredKey } from '../../../declaration/record-keys';
import type { ArchiveRecords } from '../../../codeartifact/archive-records';
import type { Package } from '../../../declaration/declaration';
import { connectRecords } from '../../fixtures/archive-records';
import { LEFT_PAD } from '../../fixtures/packages';

export const DAY = 24 * 3_600;
export const NOON = new Date('2026-01-01T12:00:00Z');

const RECORD = { recordBucket: RECORD_BUCKET, recordKey: 'archived/Stack/LeftPad' };
const PACKAGE = { ...LEFT_PAD, domainOwner: '111122223333' } as Package;

/** A resource that archives versions of left-pad, and one that disposes them after a waiting time. */
export class ArchiveDeployment {
  static async start(): Promise<ArchiveDeployment> {
    const deployment = await Deployment.start();
    deployment.s3.clock.now = NOON;
    return new ArchiveDeployment(deployment);
  }

  private readonly records: ArchiveRecords;
  private archived?: EventProperties;

  private constructor(readonly deployment: Deployment) {
    this.records = connectRecords(deployment.s3);
  }

  /** The package, for changes of it by hand. */
  readonly coordinates = LEFT_PAD;

  stop = () => this.deployment.stop();

  /** Lets days pass by the clock of the record. */
  pass(days: number) {
    const { clock } = this.deployment.s3;
    clock.now = new Date(clock.now!.getTime() + days * DAY * 1_000);
  }

  get now(): string {
    return this.deployment.s3.clock.now!.toISOString();
  }

  /** The properties of a resource that archives. */
  declare(versions: string[], properties: EventProperties = {}): EventProperties {
    return { versions, ...RECORD, ...properties };
  }

  /** Creates the resource that archives, or updates it. */
  async archive(versions: string[], properties: EventProperties = {}): Promise<Answer> {
    const next = this.declare(versions, properties);
    const answer = await this.send(
      this.archived === undefined ? 'Create' : 'Update',
      next,
      this.archived && { OldResourceProperties: this.deployment.properties(this.archived) },
    );
    if (answer.Status === 'SUCCESS') {
      this.archived = next;
    }
    return answer;
  }

  /** Whether the resource exists that archives. */
  get isArchiving(): boolean {
    return this.archived !== undefined;
  }

  /** Deletes it; CloudFormation deletes what is left of a resource after a failure by hand. */
  async deleteArchive(): Promise<Answer> {
    const properties = this.archived!;
    const answer = await this.send('Delete', properties);
    this.archived = undefined;
    return answer;
  }

  send(RequestType: string, properties: EventProperties, more: EventProperties = {}): Promise<Answer> {
    return this.deployment.send({
      RequestType,
      ResourceType: 'Custom::CodeArtifactArchivedPackageVersions',
      ...(RequestType !== 'Create' && { PhysicalResourceId: 'LeftPad' }),
      ResourceProperties: this.deployment.properties(properties),
      ...more,
    });
  }

  /** Creates a resource that disposes versions that have been archived for 30 days. */
  dispose(versions: string[], properties: EventProperties = {}): Promise<Answer> {
    return this.deployment.create({
      versions,
      expectedStatus: 'Archived',
      waitingTime: String(30 * DAY),
      ...RECORD,
      ...properties,
    });
  }

  /** Somebody restores a version by hand, and EventBridge reports it. */
  async restore(version: string) {
    this.deployment.registry.setStatus(LEFT_PAD, version, 'Published');
    await this.report(version);
  }

  /** EventBridge reports that a version is not archived. */
  async report(version: string) {
    await this.records.markRestored(RECORD_BUCKET, PACKAGE, version);
  }

  /** Somebody restores a version, and EventBridge has reported it already. */
  restoreNow(version: string) {
    this.deployment.registry.setStatus(LEFT_PAD, version, 'Published');
    this.deployment.s3.put(RECORD_BUCKET, restoredKey(packageKeys(PACKAGE), version), Buffer.from(''));
  }

  archiveByHand(version: string) {
    this.deployment.registry.archive(LEFT_PAD, version);
  }

  get calls() {
    return this.deployment.codeArtifact.callsOf('UpdatePackageVersionsStatus');
  }

  statuses(...versions: string[]) {
    return this.deployment.statuses(...versions);
  }
}
