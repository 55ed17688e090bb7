import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { type ManifestEntry, writeManifest } from '../../declaration/manifest';
import { DisposedPackages, type DisposedPackagesProps } from '../../lib/disposed-packages';
import { LocalAccount } from '../../local/account';
import type { DeployOptions, LocalCloudFormation, LocalCloudFormationOptions } from '../../local/cloudformation';
import type { CodeArtifactService, CodeArtifactServiceOptions, PackageCoordinates } from '../../local/codeartifact';
import type { S3Service } from '../../local/s3';
import type { StepFunctionsService } from '../../local/step-functions';
import { type Grant, Policies } from '../faults/policies';

export const STACK = 'CleanUp';
export const REPOSITORY = { domain: 'my-domain', repository: 'my-repo' };

export interface CleanUpOptions extends Pick<
  LocalCloudFormationOptions,
  'functionTimeoutSeconds' | 'serviceTimeoutSeconds'
> {
  readonly codeArtifact?: Pick<CodeArtifactServiceOptions, 'rateLimit' | 'latency' | 'variants'>;
}

/** Properties of the construct, or what makes them in its stack. */
type CleanUpProps = Partial<DisposedPackagesProps> | ((stack: Stack) => Partial<DisposedPackagesProps>);

/** An AWS account in miniature, in which a stack cleans up a repository; its deployed policies are in force. */
export class CleanUpAccount {
  static async open(options: CleanUpOptions = {}): Promise<CleanUpAccount> {
    const late: { account?: CleanUpAccount } = {};
    const services = await LocalAccount.start({
      codeArtifact: options.codeArtifact,
      cloudFormation: {
        functionTimeoutSeconds: options.functionTimeoutSeconds,
        serviceTimeoutSeconds: options.serviceTimeoutSeconds,
      },
      authorize: (action, resource) => late.account!.functionPolicies.allow(action, resource),
      authorizeWorkflow: (action, resource) => late.account!.workflowPolicies.allow(action, resource),
    });
    return (late.account = new CleanUpAccount(services));
  }

  /** A grant that is taken away, whatever the policies hold. */
  withheld?: Grant;
  private readonly cached = new Map<string, { state: string; policies: Policies }>();
  readonly directory = mkdtempSync(join(tmpdir(), 'clean-up-'));
  private assemblies = 0;

  readonly codeArtifact: CodeArtifactService;
  readonly s3: S3Service;
  readonly stepFunctions: StepFunctionsService;
  readonly cloudFormation: LocalCloudFormation;

  private constructor(private readonly services: LocalAccount) {
    this.codeArtifact = services.codeArtifact;
    this.s3 = services.s3;
    this.stepFunctions = services.stepFunctions;
    this.cloudFormation = services.cloudFormation;
  }

  /** What the role of the function may do, by the policies that are deployed; tests may take grants away. */
  get functionPolicies(): Policies {
    return this.policies('function', () => Policies.ofRole(this.cloudFormation, STACK, /WorkflowRole[0-9A-F]+$/));
  }

  /** What the role of the workflow may do. */
  get workflowPolicies(): Policies {
    return this.policies('workflow', () =>
      Policies.ofRole(this.cloudFormation, STACK, /WorkflowWorkflowRole[0-9A-F]+$/),
    );
  }

  /** Read whenever the stack has changed; what was evaluated before is kept. */
  private policies(key: string, read: () => Policies): Policies {
    const state = JSON.stringify([this.cloudFormation.stack(STACK)?.events.length, this.withheld]);
    const cached = this.cached.get(key);
    if (cached?.state === state) {
      return cached.policies;
    }
    const policies = this.withheld === undefined ? read() : read().without(this.withheld);
    cached?.policies.evaluated.forEach((evaluated, grant) => policies.evaluated.set(grant, evaluated));
    this.cached.set(key, { state, policies });
    return policies;
  }

  async close(): Promise<void> {
    await this.services.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Publishes versions, and returns the lines of a manifest that name them. */
  publish(pkg: Omit<PackageCoordinates, 'domain' | 'repository'>, ...versions: string[]): ManifestEntry[] {
    return versions.map((version) => {
      const { registry } = this.codeArtifact;
      registry.publish({ ...REPOSITORY, ...pkg }, version);
      const { revision } = registry.version({ ...REPOSITORY, ...pkg }, version)!;
      return { ...pkg, version, revision };
    });
  }

  /** Synthesizes a stack that disposes these versions, and deploys it. */
  deploy(entries: readonly ManifestEntry[], props: CleanUpProps = {}, options?: DeployOptions) {
    const manifest = join(this.directory, `${this.assemblies}.disposals`);
    writeFileSync(manifest, writeManifest(entries));
    return this.deployManifest(manifest, props, options);
  }

  deployManifest(manifest: string, props: CleanUpProps = {}, options?: DeployOptions) {
    return this.cloudFormation.deploy(this.synthesize(manifest, props), STACK, options);
  }

  /** @returns the directory of the cloud assembly */
  synthesize(manifest: string, props: CleanUpProps = {}): string {
    const app = new App({ outdir: join(this.directory, `cdk.out.${this.assemblies++}`) });
    const stack = new Stack(app, STACK);
    const cleanUp = new DisposedPackages(stack, 'CleanUp', {
      ...REPOSITORY,
      manifest,
      maxListsPerSecond: 1_000,
      maxWritesPerSecond: 1_000,
      ...(typeof props === 'function' ? props(stack) : props),
    });
    new CfnOutput(stack, 'Count', { value: cleanUp.disposedCount });
    new CfnOutput(stack, 'Report', { value: cleanUp.reportLocation });
    return app.synth().directory;
  }

  /** How many versions have each status. */
  get statuses(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { status } of this.codeArtifact.registry.snapshot()) {
      counts[status] = (counts[status] ?? 0) + 1;
    }
    return counts;
  }

  /** The objects of the record, by key. */
  get record(): Map<string, string> {
    const bucket = this.s3.bucketNames.find((name) => name.includes('codeartifactdisposalrecord'))!;
    return new Map(this.s3.keys(bucket).map((key) => [key, String(this.s3.get(bucket, key))]));
  }

  /** The lines of all reports whose file's name begins with a text, without their header. */
  report(kind: 'refused' | 'versions'): string[] {
    return [...this.record]
      .filter(([key]) => key.includes(`/${kind}-`))
      .flatMap(([, text]) => text.split('\n').slice(1, -1));
  }

  /** All that anybody can read of a deployment who may not read the bucket: logs, and the history of the workflow. */
  get visible(): string {
    const logs = this.cloudFormation.logs.map(({ line }) => line);
    return [...logs, ...this.stepFunctions.executions.map((execution) => JSON.stringify(execution))].join('\n');
  }
}
