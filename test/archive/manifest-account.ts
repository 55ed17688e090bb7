import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { type ManifestEntry, writeManifest } from '../../declaration/manifest';
import { ArchivedPackages, type ArchivedPackagesProps, DisposedPackages, type DisposedPackagesProps } from '../../lib';
import { LocalAccount } from '../../local/account';
import type { PackageCoordinates } from '../../local/codeartifact';
import type { Plan } from '../../review/plan/plan-model';
import { type Grant, Policies } from '../faults/policies';
import { planAssembly } from './plan-assembly';

const STACK = 'TwoSteps';
const REPOSITORY = { domain: 'my-domain', repository: 'my-repo' };
const CONSTRUCTS = ['Archived', 'Renamed', 'Other', 'CleanUp'];
const NOON = new Date('2026-01-01T12:00:00Z');

/** What a stack declares. */
export interface Steps {
  /** The id of the construct that archives; default: `Archived`. */
  readonly archivedId?: string;
  /** Another construct that archives, with an id of its own. */
  readonly other?: readonly ManifestEntry[];
  readonly otherProps?: Partial<ArchivedPackagesProps>;
  readonly archived?: readonly ManifestEntry[];
  /** Default: nothing is disposed. */
  readonly disposed?: readonly ManifestEntry[];
  readonly archiveProps?: Partial<ArchivedPackagesProps>;
  readonly disposalProps?: Partial<DisposedPackagesProps>;
}

/** An AWS account in miniature, in which a stack archives the versions of a manifest and disposes them 30 days later. */
export class ManifestArchiveAccount {
  static async open(): Promise<ManifestArchiveAccount> {
    const late: { account?: ManifestArchiveAccount } = {};
    const clock = { now: NOON };
    const services = await LocalAccount.start({
      authorize: (action, resource) => late.account!.allow(action, resource),
      now: () => clock.now,
    });
    return (late.account = new ManifestArchiveAccount(services, clock));
  }

  /** What the policies of the functions refused. */
  readonly refused: string[] = [];
  /** What the functions were allowed to do, and did. */
  readonly used = new Set<string>();
  private readonly directory = mkdtempSync(join(tmpdir(), 'two-steps-'));
  private readonly formerGrants = new Map<string, readonly Grant[]>();
  private files = 0;
  /** Whether a reviewer makes the calls, who may read everything. */
  private isReview = false;

  private constructor(
    readonly services: LocalAccount,
    private readonly clock: { now: Date },
  ) {}

  async close(): Promise<void> {
    await this.services.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  get registry() {
    return this.services.codeArtifact.registry;
  }

  get sqs() {
    return this.services.sqs;
  }

  get codeArtifact() {
    return this.services.codeArtifact;
  }

  get cloudFormation() {
    return this.services.cloudFormation;
  }

  /** Publishes versions, and returns the lines of a manifest that name them; what EventBridge reports has arrived. */
  async publish(
    pkg: Omit<PackageCoordinates, 'domain' | 'repository'>,
    ...versions: string[]
  ): Promise<ManifestEntry[]> {
    const entries = versions.map((version) => {
      const { revision } = this.registry.publish({ ...REPOSITORY, ...pkg }, version);
      return { ...pkg, version, revision };
    });
    await this.services.events.idle();
    this.pass(1 / 24);
    return entries;
  }

  statuses(entries: readonly ManifestEntry[]) {
    return entries.map((entry) => this.registry.version(coordinatesOf(entry), entry.version)?.status);
  }

  /** Somebody changes a status by hand; what EventBridge reports of it has arrived when this returns. */
  async setStatus(entry: ManifestEntry, status: 'Published' | 'Unlisted' | 'Archived') {
    this.registry.setStatus(coordinatesOf(entry), entry.version, status);
    await this.services.events.idle();
  }

  pass(days: number) {
    this.clock.now = new Date(this.clock.now.getTime() + days * 24 * 3_600_000);
  }

  get now(): string {
    return this.clock.now.toISOString();
  }

  async deploy(steps: Steps) {
    CONSTRUCTS.forEach((construct) => this.formerGrants.set(construct, this.grants(construct)));
    const result = await this.services.cloudFormation.deploy(this.synthesize(steps), STACK);
    await this.services.events.idle();
    return result;
  }

  async destroy() {
    const result = await this.services.cloudFormation.destroy(STACK);
    await this.services.events.idle();
    return result;
  }

  /** The grants of the function of one construct. One that is being removed has those of the deployment before. */
  grants(construct: string): readonly Grant[] {
    const role = new RegExp(`^${construct}WorkflowRole`);
    const { grants } = Policies.ofRole(this.services.cloudFormation, STACK, role);
    return grants.length > 0 ? grants : (this.formerGrants.get(construct) ?? []);
  }

  /** The lines of all reports whose file's name begins with a text, as `package version outcome`. */
  report(kind: 'versions' | 'restored' | 'refused'): string[] {
    const { s3 } = this.services;
    return s3
      .keys(this.recordBucket)
      .filter((key) => key.includes(`/${kind}-`))
      .flatMap((key) => String(s3.get(this.recordBucket, key)).split('\n').slice(1, -1))
      .map((line) => line.split('\t'))
      .map(([, name, version, , outcome]) => `${name} ${version} ${outcome}`);
  }

  /** @returns the directory of the cloud assembly */
  synthesize(steps: Steps): string {
    const { archived: entries, archivedId = 'Archived', other, disposed } = steps;
    const { archiveProps, otherProps, disposalProps } = steps;
    const app = new App({ outdir: join(this.directory, `cdk.out.${this.files++}`) });
    const stack = new Stack(app, STACK);
    const archived =
      entries &&
      new ArchivedPackages(stack, archivedId, { ...REPOSITORY, manifest: this.write(entries), ...archiveProps });
    if (other) {
      new ArchivedPackages(stack, 'Other', { ...REPOSITORY, manifest: this.write(other), ...otherProps });
    }
    if (archived) {
      new CfnOutput(stack, 'ArchivedCount', { value: archived.archivedCount });
      new CfnOutput(stack, 'ArchivedAt', { value: archived.archivedAt });
      new CfnOutput(stack, 'Record', { value: archived.recordLocation });
    }
    if (disposed) {
      const waitingTime = archived && Duration.days(30);
      const manifest = this.write(disposed);
      new DisposedPackages(stack, 'CleanUp', { ...REPOSITORY, manifest, archived, waitingTime, ...disposalProps });
    }
    return app.synth().directory;
  }

  /**
   * Plans a change.
   *
   * @param base default: nothing is deployed
   * @param recordBucket default: that of the stack; null if the reviewer does not name it
   */
  async plan(steps: Steps, base?: Steps, recordBucket: string | null = this.recordBucket): Promise<Plan> {
    return this.review(() =>
      planAssembly(this.synthesize(steps), {
        base: base && this.synthesize(base),
        recordBucket: recordBucket ?? undefined,
      }),
    );
  }

  /** Runs a command that only reads, with the services in its environment. */
  async review<T>(command: () => Promise<T>): Promise<T> {
    const { codeArtifact, s3, sqs } = this.services;
    Object.assign(process.env, {
      ...codeArtifact.environment,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ENDPOINT_URL_SQS: sqs.endpoint,
    });
    this.isReview = true;
    try {
      return await command();
    } finally {
      this.isReview = false;
    }
  }

  /** Where the record of the archived versions lies, as an output of the stack says it. */
  get recordLocation(): string {
    return this.services.cloudFormation.stack(STACK)!.outputs['Record']!;
  }

  get recordBucket(): string {
    return this.services.s3.bucketNames.find((name) => name.includes('disposalrecord')) ?? 'not-deployed';
  }

  private write(entries: readonly ManifestEntry[]): string {
    const path = join(this.directory, `${this.files++}.disposals`);
    writeFileSync(path, writeManifest(entries));
    return path;
  }

  /** One of the functions asks; which one it is, a service does not see. */
  private allow(action: string, resource: string): boolean {
    if (this.isReview) {
      return true;
    }
    const policies = new Policies(
      ['Archived', 'Renamed', 'Other', 'CleanUp'].flatMap((construct) => this.grants(construct)),
    );
    const isAllowed = policies.allow(action, resource);
    if (isAllowed) {
      this.used.add(action);
    } else {
      this.refused.push(`${action} on ${resource}`);
    }
    return isAllowed;
  }
}

function coordinatesOf({ format, namespace, package: name }: ManifestEntry): PackageCoordinates {
  return { ...REPOSITORY, format, namespace, package: name };
}
