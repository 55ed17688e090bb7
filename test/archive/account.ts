import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import {
  ArchivedPackageVersions,
  type ArchivedPackageVersionsProps,
  DisposedPackageVersions,
  type DisposedPackageVersionsProps,
  PackageFormat,
} from '../../lib';
import { LocalCloudFormation } from '../../local/cloudformation';
import { CloudFormationServer } from '../../local/cloudformation/server';
import { CodeArtifactService, type PackageCoordinates } from '../../local/codeartifact';
import { EventBus } from '../../local/events';
import { S3Service } from '../../local/s3';
import { SqsService } from '../../local/sqs';
import type { Plan } from '../../review/plan/plan-model';
import { Policies } from '../faults/policies';
import { planAssembly } from './plan-assembly';

const STACK = 'Archive';
export const LEFT_PAD: PackageCoordinates = {
  domain: 'my-domain',
  repository: 'my-repo',
  format: 'npm',
  package: 'left-pad',
};
const PROPS = {
  domain: LEFT_PAD.domain,
  repository: LEFT_PAD.repository,
  format: PackageFormat.NPM,
  packageName: LEFT_PAD.package,
};
const NOON = new Date('2026-01-01T12:00:00Z');

/** What a stack declares. */
export interface Stage {
  /** The id of the construct that archives; default: `Archived`. */
  readonly archivedId?: string;
  readonly archived: string[];
  /** The versions of another construct that archives; default: there is none. */
  readonly other?: string[];
  readonly otherProps?: Partial<ArchivedPackageVersionsProps>;
  /** Default: nothing is disposed. */
  readonly disposed?: string[];
  readonly archiveProps?: Partial<ArchivedPackageVersionsProps>;
  readonly disposalProps?: Partial<DisposedPackageVersionsProps>;
}

interface Services {
  readonly codeArtifact: CodeArtifactService;
  readonly s3: S3Service;
  readonly sqs: SqsService;
  readonly events: EventBus;
  readonly cloudFormation: LocalCloudFormation;
  readonly cloudFormationServer: CloudFormationServer;
  readonly clock: { now: Date };
}

/** An AWS account in miniature, in which a stack archives versions and disposes them 30 days later. */
export class ArchiveAccount {
  static async open(): Promise<ArchiveAccount> {
    const late: { account?: ArchiveAccount } = {};
    const clock = { now: NOON };
    const events = new EventBus();
    const authorize = (action: string, resource: string) => late.account!.allow(action, resource);
    const codeArtifact = await CodeArtifactService.start({ authorize, events });
    const s3 = await S3Service.start({ authorize, now: () => clock.now });
    const sqs = await SqsService.start({ authorize });
    const cloudFormation = await LocalCloudFormation.start({
      s3,
      sqs,
      events,
      environment: {
        AWS_ENDPOINT_URL_CODEARTIFACT: codeArtifact.endpoint,
        AWS_ENDPOINT_URL_S3: s3.endpoint,
        AWS_ENDPOINT_URL_SQS: sqs.endpoint,
      },
    });
    const cloudFormationServer = await CloudFormationServer.start((name) => cloudFormation.stack(name));
    const services = { codeArtifact, s3, sqs, events, cloudFormation, cloudFormationServer, clock };
    return (late.account = new ArchiveAccount(services));
  }

  /** What the policies of the stack refused. */
  readonly refused: string[] = [];
  /** What the function was allowed to do, and did. */
  readonly used = new Set<string>();
  private readonly directory = mkdtempSync(join(tmpdir(), 'archive-'));
  private assemblies = 0;
  /** Whether a reviewer makes the calls, who may read everything. */
  private isReview = false;

  private constructor(private readonly services: Services) {}

  async close(): Promise<void> {
    const { events, cloudFormation, cloudFormationServer, s3, sqs, codeArtifact } = this.services;
    await events.idle();
    await cloudFormationServer.stop();
    await cloudFormation.stop();
    await s3.stop();
    await sqs.stop();
    await codeArtifact.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  publish(...versions: string[]) {
    versions.forEach((version) => this.registry.publish(LEFT_PAD, version));
  }

  statuses(...versions: string[]) {
    return versions.map((version) => this.registry.version(LEFT_PAD, version)?.status);
  }

  /** Somebody changes a status by hand; what EventBridge reports of it has arrived when this returns. */
  async setStatus(version: string, status: 'Published' | 'Unlisted' | 'Archived', pkg = LEFT_PAD) {
    this.registry.setStatus(pkg, version, status);
    await this.services.events.idle();
  }

  pass(days: number) {
    const { clock } = this.services;
    clock.now = new Date(clock.now.getTime() + days * 24 * 3_600_000);
  }

  get now() {
    return this.services.clock.now;
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

  /** The grants of the deployed stack. */
  get policies(): Policies {
    return Policies.ofRole(this.services.cloudFormation, STACK, /ProviderRole[0-9A-F]+$/);
  }

  async deploy(stage: Stage) {
    const { cloudFormation, events } = this.services;
    const result = await cloudFormation.deploy(this.synthesize(stage), STACK);
    await events.idle();
    return result;
  }

  /** @returns the directory of the cloud assembly */
  synthesize(stage: Stage): string {
    const { archived: versions, archivedId = 'Archived', other, otherProps } = stage;
    const { disposed, archiveProps, disposalProps } = stage;
    const app = new App({ outdir: join(this.directory, `cdk.out.${this.assemblies++}`) });
    const stack = new Stack(app, STACK);
    const archived = new ArchivedPackageVersions(stack, archivedId, { ...PROPS, versions, ...archiveProps });
    if (other !== undefined) {
      new ArchivedPackageVersions(stack, 'Other', { ...PROPS, versions: other, ...otherProps });
    }
    new CfnOutput(stack, 'ArchivedAt', { value: archived.archivedAt });
    if (disposed !== undefined) {
      const waitingTime = Duration.days(30);
      new DisposedPackageVersions(stack, 'Disposed', {
        ...PROPS,
        versions: disposed,
        archived,
        waitingTime,
        ...disposalProps,
      });
    }
    return app.synth().directory;
  }

  /**
   * Plans a change.
   *
   * @param base default: nothing is deployed
   * @param recordBucket default: that of the stack; null if the reviewer does not name it
   */
  async plan(stage: Stage, base?: Stage, recordBucket: string | null = this.recordBucket): Promise<Plan> {
    const { codeArtifact, cloudFormationServer, s3, sqs } = this.services;
    Object.assign(process.env, {
      ...codeArtifact.environment,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ENDPOINT_URL_SQS: sqs.endpoint,
      AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormationServer.endpoint,
    });
    this.isReview = true;
    try {
      return await planAssembly(this.synthesize(stage), {
        base: base && this.synthesize(base),
        recordBucket: recordBucket ?? undefined,
      });
    } finally {
      this.isReview = false;
    }
  }

  /** The service that describes the deployed stacks. */
  get cloudFormationServer(): CloudFormationServer {
    return this.services.cloudFormationServer;
  }

  private get recordBucket(): string {
    return this.services.s3.bucketNames.find((name) => name.includes('disposalrecord')) ?? 'not-deployed';
  }

  private allow(action: string, resource: string): boolean {
    if (this.isReview) {
      return true;
    }
    const isAllowed = this.policies.allow(action, resource);
    if (isAllowed) {
      this.used.add(action);
    } else {
      this.refused.push(`${action} on ${resource}`);
    }
    return isAllowed;
  }
}
