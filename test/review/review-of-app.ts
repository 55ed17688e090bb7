import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Environment, Stack } from 'aws-cdk-lib';
import { DisposedPackageVersions, type DisposedPackageVersionsProps, PackageFormat } from '../../lib';
import { CodeArtifactService, type CodeArtifactServiceOptions } from '../../local/codeartifact';
import { readAssembly } from '../../template/read/assembly';
import { readBase } from '../../review/find/base';
import { findInAssembly } from '../../review/find/find-in-assembly';
import type { GuardInput } from '../../review/plan/guard-review';
import type { Plan, PlannedVersion } from '../../review/plan/plan-model';
import { CodeArtifactReader } from '../../review/read/codeartifact-reader';
import { type ReadOptions, reviewDeclarations, type DisplayOptions } from '../../review/plan/review-declarations';
import { expectNothingMissed } from './suspects';
import type { EvaluationInputs } from '../../template/values/template-values';
import { LEFT_PAD } from '../fixtures/packages';

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';
export const ENV: Environment = { account: ACCOUNT, region: REGION };

/** A declaration of versions of the package that most tests are about. */
export function leftPad(
  versions: string[],
  props: Partial<DisposedPackageVersionsProps> = {},
): DisposedPackageVersionsProps {
  return {
    domain: 'my-domain',
    repository: 'my-repo',
    format: PackageFormat.NPM,
    packageNamespace: 'my-scope',
    packageName: 'left-pad',
    versions,
    ...props,
  };
}

/** An embedded registry, and the environment in which the SDK finds it. */
export class ReviewedRegistry {
  static async start(options: CodeArtifactServiceOptions = {}): Promise<ReviewedRegistry> {
    const started = new ReviewedRegistry(await CodeArtifactService.start(options));
    Object.assign(process.env, started.environment);
    return started;
  }

  private readonly directories: string[] = [];

  private constructor(readonly service: CodeArtifactService) {}

  get environment() {
    return {
      AWS_ENDPOINT_URL_CODEARTIFACT: this.service.endpoint,
      AWS_REGION: this.service.region,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
  }

  get registry() {
    return this.service.registry;
  }

  async stop() {
    await this.service.stop();
    this.directories.forEach((directory) => rmSync(directory, { recursive: true, force: true }));
  }

  publish(...versions: string[]) {
    versions.forEach((version) => this.registry.publish(LEFT_PAD, version));
  }

  revision(version: string): string {
    return this.registry.version(LEFT_PAD, version)!.revision;
  }

  /** A directory that goes with the registry. */
  directory(): string {
    const directory = mkdtempSync(join(tmpdir(), 'review-'));
    this.directories.push(directory);
    return directory;
  }

  /** Synthesizes an app, and returns the directory of its assembly. */
  synth(build: (app: App) => void, context: Record<string, unknown> = {}): string {
    const app = new App({ outdir: join(this.directory(), 'cdk.out'), context });
    build(app);
    return app.synth().directory;
  }

  /** Synthesizes an app of one stack, with a declaration for each of the given ones. */
  synthOne(...declarations: DisposedPackageVersionsProps[]): string {
    return this.synth((app) => {
      const stack = new Stack(app, 'Disposal', { env: ENV });
      declarations.forEach((props, index) => new DisposedPackageVersions(stack, `Declaration${index}`, props));
    });
  }

  /** Plans an assembly. */
  async plan(
    assembly: string,
    options: {
      base?: string;
      given?: Partial<EvaluationInputs>;
      baseParameters?: ReadonlyMap<string, string>;
      asked?: Partial<ReadOptions>;
      concurrency?: number;
      shown?: Partial<DisplayOptions>;
      guard?: GuardInput;
    } = {},
  ): Promise<Plan> {
    const read = readAssembly(assembly);
    const inputs: EvaluationInputs = { parameters: new Map(), ...options.given };
    const { declarations, base, holds, problems, acknowledged, packageGroups } = findInAssembly({
      assembly: read,
      inputs,
      base: options.base === undefined ? undefined : readBase(options.base, read.stacks),
      baseInputs: { ...inputs, parameters: options.baseParameters ?? new Map<string, string>() },
      acknowledgements: [...(options.shown?.acknowledged ?? [])],
    });
    const registry = new CodeArtifactReader({ concurrency: options.concurrency ?? 8 });
    try {
      const plan = await reviewDeclarations(
        {
          declarations,
          base,
          holds,
          packageGroups,
          guard: options.guard,
          registry,
          reads: { sizes: true, publishedTimes: true, upstreams: true, notDeployed: true, ...options.asked },
        },
        { problems, ...options.shown, acknowledged },
      );
      expectNothingMissed(assembly, plan);
      return plan;
    } finally {
      registry.close();
    }
  }

  /** Plans one declaration, and returns its versions by name. */
  async versions(
    props: DisposedPackageVersionsProps,
    asked: Partial<ReadOptions> = {},
  ): Promise<Record<string, PlannedVersion>> {
    const plan = await this.plan(this.synthOne(props), { asked });
    return Object.fromEntries(
      plan.declarations[0]!.versions.map((plannedVersion) => [plannedVersion.version!, plannedVersion]),
    );
  }
}
