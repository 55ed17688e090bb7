import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { type DeployResult, LocalCloudFormation } from '../../local/cloudformation';
import { CodeArtifactService, type Variants } from '../../local/codeartifact';
import { ACCOUNT, type Declare, type PackageDisposal, REPOSITORY, STACK } from '../declarations';
import { MODULE_PATH, root, type Workspace } from '../workspace';

/** An AWS account on loopback with one package, for one case and one alternative. */
export class Account {
  static async open(workspace: Workspace, variants: Partial<Variants> = {}): Promise<Account> {
    const codeArtifact = await CodeArtifactService.start({ account: ACCOUNT, variants });
    const cloudFormation = await LocalCloudFormation.start({
      account: ACCOUNT,
      environment: {
        AWS_ENDPOINT_URL_CODEARTIFACT: codeArtifact.endpoint,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        NODE_PATH: MODULE_PATH,
        // Answers reach the response endpoint on loopback.
        NODE_OPTIONS: `--import=${pathToFileURL(join(root, 'bench', 'process', 'preload.mjs')).href}`,
      },
    });
    return new Account(workspace, codeArtifact, cloudFormation);
  }

  private constructor(
    private readonly workspace: Workspace,
    readonly codeArtifact: CodeArtifactService,
    private readonly cloudFormation: LocalCloudFormation,
  ) {}

  async close(): Promise<void> {
    await this.cloudFormation.stop();
    await this.codeArtifact.stop();
  }

  publish({ packageName, versions }: PackageDisposal): void {
    versions.forEach((version) => this.codeArtifact.registry.publish({ ...REPOSITORY, package: packageName }, version));
  }

  revision(packageName: string, version: string): string {
    return this.codeArtifact.registry.version({ ...REPOSITORY, package: packageName }, version)!.revision;
  }

  /** How many of the versions are disposed. */
  disposed({ packageName, versions }: PackageDisposal): number {
    const statuses = versions.map(
      (version) => this.codeArtifact.registry.version({ ...REPOSITORY, package: packageName }, version)?.status,
    );
    return statuses.filter((status) => status === 'Disposed').length;
  }

  deploy(declare: Declare, disposal: PackageDisposal): Promise<DeployResult> {
    return this.cloudFormation.deploy(this.workspace.synthesize(declare, disposal), STACK);
  }
}
