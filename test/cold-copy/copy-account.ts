import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { parseColdCopy, type ColdCopy } from '../../declaration/cold-copy';
import { type ManifestEntry, writeManifest } from '../../declaration/manifest';
import {
  ArchivedPackages,
  type ArchivedPackagesProps,
  ColdCopies,
  type ColdCopiesProps,
  DisposedPackages,
  type DisposedPackagesProps,
} from '../../lib';
import { LocalAccount } from '../../local/account';
import type { LocalCloudFormationOptions } from '../../local/cloudformation';
import type { CodeArtifactServiceOptions, PackageCoordinates, PublishOptions } from '../../local/codeartifact';
import type { Plan } from '../../review/plan/plan-model';
import { planAssembly } from '../archive/plan-assembly';
import { type Grant, Policies } from '../faults/policies';

export const REPOSITORY = { domain: 'my-domain', repository: 'my-repo' };
export const LEFT_PAD = { format: 'npm', namespace: 'my-scope', package: 'left-pad' } as const;
export const TOOL = { format: 'generic', namespace: 'tools', package: 'tool' } as const;

const STACK = 'Cold';
const NOON = new Date('2026-01-01T12:00:00Z');

/** What the stack declares. */
export interface ColdStack {
  /** Default: the one stack of the account. */
  readonly name?: string;
  readonly archived?: readonly ManifestEntry[];
  readonly disposed?: readonly ManifestEntry[];
  readonly copies?: ColdCopiesProps | ((stack: Stack) => ColdCopiesProps);
  /** Whether there is a role that `grantRestore` allows to read the copies. */
  readonly hasRestorer?: boolean;
  /** Of both declarations. */
  readonly props?: Partial<DisposedPackagesProps> & Partial<ArchivedPackagesProps>;
  readonly disposalProps?: Partial<DisposedPackagesProps>;
}

interface CopyAccountOptions extends Pick<
  LocalCloudFormationOptions,
  'functionTimeoutSeconds' | 'serviceTimeoutSeconds'
> {
  readonly codeArtifact?: CodeArtifactServiceOptions;
}

/** An AWS account in miniature, in which a stack copies versions before it archives or disposes them. */
export class CopyAccount {
  static async open({ codeArtifact, ...cloudFormation }: CopyAccountOptions = {}): Promise<CopyAccount> {
    const late: { account?: CopyAccount } = {};
    const clock = { now: NOON };
    const services = await LocalAccount.start({
      codeArtifact,
      cloudFormation,
      authorize: (action, resource) => late.account!.allow(action, resource),
      now: () => clock.now,
    });
    return (late.account = new CopyAccount(services, clock));
  }

  /** The calls that the policies of the functions refused. */
  readonly refused: string[] = [];
  /** The actions and resources that were used. */
  readonly used = new Set<string>();
  readonly directory = mkdtempSync(join(tmpdir(), 'cold-'));
  /** Whether a person makes the calls. */
  isPerson = false;
  /** The policies of that person; default: everything is allowed. */
  personPolicies?: Policies;
  private files = 0;
  private policies?: { readonly state: string; readonly policies: Policies };

  private constructor(
    readonly services: LocalAccount,
    private readonly clock: { now: Date },
  ) {}

  async close(): Promise<void> {
    await this.services.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  get codeArtifact() {
    return this.services.codeArtifact;
  }

  get registry() {
    return this.services.codeArtifact.registry;
  }

  get s3() {
    return this.services.s3;
  }

  /** Publishes a version, and returns the line of a manifest that names it. */
  publish(
    pkg: Omit<PackageCoordinates, 'domain' | 'repository'>,
    version: string,
    options?: PublishOptions,
  ): ManifestEntry {
    const { revision } = this.registry.publish({ ...REPOSITORY, ...pkg }, version, options);
    return { ...pkg, version, revision };
  }

  /** The line of a manifest that names a version as it is now. */
  entry(pkg: Omit<PackageCoordinates, 'domain' | 'repository'>, version: string): ManifestEntry {
    return { ...pkg, version, revision: this.registry.version({ ...REPOSITORY, ...pkg }, version)!.revision };
  }

  statuses(entries: readonly ManifestEntry[]): (string | undefined)[] {
    return entries.map(({ format, namespace, package: name, version }) => {
      return this.registry.version({ ...REPOSITORY, format, namespace, package: name }, version)?.status;
    });
  }

  /** Ends the process of the function that disposes, as the kernel would. */
  kill(): void {
    this.services.cloudFormation.findFunction(STACK, 'CleanUp').kill();
  }

  /** Sends the creation of the construct that disposes, and its deletion once a condition is true. */
  async cancelCreation(isTime: () => boolean) {
    const when = new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (isTime()) {
          clearInterval(timer);
          resolve();
        }
      }, 20);
    });
    return this.services.cloudFormation.cancelCreate(STACK, 'CleanUp', { when });
  }

  pass(days: number): void {
    this.clock.now = new Date(this.clock.now.getTime() + days * 24 * 3_600_000);
  }

  async deploy(stack: ColdStack) {
    await this.services.events.idle();
    const result = await this.services.cloudFormation.deploy(this.synthesize(stack), stack.name ?? STACK);
    await this.services.events.idle();
    return result;
  }

  /** @returns the directory of the cloud assembly */
  synthesize(coldStack: ColdStack): string {
    const { name = STACK, archived: archivedEntries, disposed, copies, hasRestorer, props, disposalProps } = coldStack;
    const app = new App({ outdir: join(this.directory, `cdk.out.${this.files++}`) });
    const stack = new Stack(app, name);
    const coldCopies = new ColdCopies(stack, 'Copies', typeof copies === 'function' ? copies(stack) : copies);
    if (hasRestorer) {
      coldCopies.grantRestore(new Role(stack, 'Restorer', { assumedBy: new AccountRootPrincipal() }));
    }
    const paces = { maxListsPerSecond: 1_000, maxWritesPerSecond: 1_000, maxCopiesPerSecond: 1_000 };
    const all = { ...REPOSITORY, ...paces, coldCopies, ...props };
    const archived =
      archivedEntries &&
      new ArchivedPackages(stack, 'Archived', { ...all, manifest: this.writeManifest(archivedEntries) });
    if (disposed) {
      const manifest = this.writeManifest(disposed);
      const waitingTime = archived && Duration.days(30);
      new DisposedPackages(stack, 'CleanUp', { ...all, manifest, archived, waitingTime, ...disposalProps });
    }
    return app.synth().directory;
  }

  /** Plans a deployment, as a reviewer does who may read everything. */
  async plan(stack: ColdStack, buckets: { copyBucket?: string; recordBucket?: string } = {}): Promise<Plan> {
    Object.assign(process.env, {
      ...this.codeArtifact.environment,
      AWS_ENDPOINT_URL_S3: this.s3.endpoint,
      AWS_ENDPOINT_URL_SQS: this.services.sqs.endpoint,
    });
    this.isPerson = true;
    try {
      return await planAssembly(this.synthesize(stack), buckets);
    } finally {
      this.isPerson = false;
    }
  }

  /** The grants of the role that restores. */
  get restorerGrants(): readonly Grant[] {
    return Policies.ofRole(this.services.cloudFormation, STACK, /^Restorer/).grants;
  }

  /** The grants of the function of one construct. */
  grants(construct: 'Archived' | 'CleanUp') {
    return Policies.ofRole(this.services.cloudFormation, STACK, new RegExp(`^${construct}WorkflowRole`)).grants;
  }

  get copyBucket(): string {
    return this.s3.bucketNames.find((name) => name.includes('copies'))!;
  }

  get recordBucket(): string {
    return this.s3.bucketNames.find((name) => name.includes('disposalrecord'))!;
  }

  /** The documents of all copies. */
  get documents(): ColdCopy[] {
    return this.copyKeys('versions/').map((key) => parseColdCopy(String(this.s3.get(this.copyBucket, key))));
  }

  copyKeys(prefix: 'assets/' | 'versions/'): string[] {
    return this.s3.keys(this.copyBucket).filter((key) => key.startsWith(prefix));
  }

  /** The lines of all reports whose file's name begins with a text: version, outcome and message. */
  report(kind: 'versions' | 'not-copied'): string[] {
    return this.s3
      .keys(this.recordBucket)
      .filter((key) => key.includes(`/${kind}-`))
      .flatMap((key) => String(this.s3.get(this.recordBucket, key)).split('\n').slice(1, -1))
      .map((line) => line.split('\t'))
      .map(([, , version, , outcome, , message]) => `${version} ${outcome}: ${message}`);
  }

  /** The number of calls of each operation of CodeArtifact. */
  get calls(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { operation } of this.codeArtifact.calls) {
      counts[operation] = (counts[operation] ?? 0) + 1;
    }
    return counts;
  }

  private writeManifest(entries: readonly ManifestEntry[]): string {
    const path = join(this.directory, `${this.files++}.disposals`);
    writeFileSync(path, writeManifest(entries));
    return path;
  }

  private allow(action: string, resource: string): boolean {
    if (this.isPerson) {
      return this.personPolicies?.allow(action, resource) ?? true;
    }
    const state = String(this.services.cloudFormation.stack(STACK)?.events.length);
    if (this.policies?.state !== state) {
      const policies = new Policies([...this.grants('Archived'), ...this.grants('CleanUp')]);
      this.policies = { state, policies };
    }
    const isAllowed = this.policies.policies.allow(action, resource);
    if (isAllowed) {
      this.used.add(`${action} ${resource}`);
    } else {
      this.refused.push(`${action} on ${resource}`);
    }
    return isAllowed;
  }
}
