import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { DisposedPackageVersions, PackageFormat, type DisposedPackageVersionsProps } from '../../lib';
import { type DeployOptions, LocalCloudFormation, type LocalCloudFormationOptions } from '../../local/cloudformation';
import { CodeArtifactService } from '../../local/codeartifact';
import { LEFT_PAD } from '../fixtures/packages';

export const STACK = 'Disposal';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
}

/** An AWS account in miniature: CodeArtifact and CloudFormation on loopback, with the deployed policies in force. */
export class Account {
  /** @param options such as the seconds that a function has */
  static async open(options: LocalCloudFormationOptions = {}): Promise<Account> {
    const denied: string[] = [];
    // The service has to be there before the stack whose policies it enforces.
    const late: { account?: Account } = {};
    const codeArtifact = await CodeArtifactService.start({
      authorize: (action, resource) => {
        const allowed = late.account?.allows(action, resource) ?? false;
        if (!allowed) {
          denied.push(`${action} on ${resource}`);
        }
        return allowed;
      },
    });
    const cloudFormation = await LocalCloudFormation.start({
      ...options,
      environment: { AWS_ENDPOINT_URL_CODEARTIFACT: codeArtifact.endpoint },
    });
    return (late.account = new Account(codeArtifact, cloudFormation, denied));
  }

  /** Actions that are taken away, whatever the policies grant. */
  readonly withheld = new Set<string>();
  private readonly directory = mkdtempSync(join(tmpdir(), 'codeartifact-disposal-'));
  private assemblies = 0;

  private constructor(
    readonly codeArtifact: CodeArtifactService,
    readonly cloudFormation: LocalCloudFormation,
    readonly denied: readonly string[],
  ) {}

  async close() {
    await this.cloudFormation.stop();
    await this.codeArtifact.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  publish(...versions: string[]) {
    versions.forEach((version) => this.codeArtifact.registry.publish(LEFT_PAD, version));
  }

  statuses(...versions: string[]) {
    return versions.map((version) => this.codeArtifact.registry.version(LEFT_PAD, version)?.status);
  }

  /** Synthesizes a stack and deploys it. */
  deploy(build: (stack: Stack) => void, options?: DeployOptions) {
    const app = new App({ outdir: join(this.directory, `cdk.out.${this.assemblies++}`) });
    build(new Stack(app, STACK));
    return this.cloudFormation.deploy(app.synth().directory, STACK, options);
  }

  /** Whether the managed policies of the deployed stack grant the action. None of them has a wildcard. */
  private allows(action: string, resource: string): boolean {
    const resources = [...(this.cloudFormation.stack(STACK)?.resources.values() ?? [])];
    const statements = resources
      .filter(({ type }) => type === 'AWS::IAM::ManagedPolicy')
      .flatMap(({ properties }) => (properties.PolicyDocument as unknown as { Statement: Statement[] }).Statement);
    const granted = statements.some(
      (statement) =>
        statement.Effect === 'Allow' &&
        [statement.Action].flat().includes(action) &&
        [statement.Resource].flat().includes(resource),
    );
    return granted && !this.withheld.has(action);
  }
}

/** Declares versions of left-pad. */
export function leftPad(
  stack: Stack,
  versions: string[],
  { id = 'LeftPad', ...props }: Partial<DisposedPackageVersionsProps> & { id?: string } = {},
) {
  return new DisposedPackageVersions(stack, id, {
    domain: LEFT_PAD.domain,
    repository: LEFT_PAD.repository,
    format: PackageFormat.NPM,
    packageNamespace: LEFT_PAD.namespace,
    packageName: LEFT_PAD.package,
    versions,
    ...props,
  });
}
