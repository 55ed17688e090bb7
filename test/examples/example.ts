import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Template } from 'aws-cdk-lib/assertions';
import { LocalAccount } from '../../local/account';
import type { LocalCloudFormation } from '../../local/cloudformation';
import type { CodeArtifactService, PackageCoordinates } from '../../local/codeartifact';

export const EXAMPLES = join(__dirname, '..', '..', 'examples');

const ACCOUNT = '111122223333';

export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
}

/** Whether the statements, which have no wildcard, allow an action. */
export function allows(statements: readonly Statement[], action: string, resource: string): boolean {
  return statements.some(
    (statement) =>
      statement.Effect === 'Allow' &&
      [statement.Action].flat().includes(action) &&
      [statement.Resource].flat().includes(resource),
  );
}

/** An example that was synthesized once, as the CDK CLI does it. */
export class Example {
  static synthesize(name: string): Promise<Example> {
    return Example.synthesizeFolder(join(EXAMPLES, name));
  }

  static async synthesizeFolder(folder: string): Promise<Example> {
    const directory = mkdtempSync(join(tmpdir(), 'example-'));
    const { app } = JSON.parse(readFileSync(join(folder, 'cdk.json'), 'utf8')) as { app: string };
    const [command, ...args] = app.split(' ');
    await promisify(execFile)(command === 'node' ? process.execPath : command!, args, {
      cwd: folder,
      env: { ...process.env, CDK_OUTDIR: directory, CDK_DEFAULT_ACCOUNT: ACCOUNT, CDK_DEFAULT_REGION: 'us-east-1' },
    });
    return new Example(directory);
  }

  private constructor(readonly directory: string) {}

  template(stack: string): Template {
    const file = join(this.directory, `${stack}.template.json`);
    return Template.fromJSON(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>);
  }

  remove() {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

interface AccountsOptions {
  /** The account that owns the domains; default: that of the stack. */
  readonly owner?: string;
  /** What the owner grants, if the stack is in another account. */
  readonly domainPolicy?: readonly Statement[];
  /** The clock of S3; default: that of the machine. */
  readonly now?: () => Date;
}

/** CodeArtifact and CloudFormation on loopback; the function may do what the deployed policies allow, and nothing else. */
export class Accounts {
  static async open({ owner = ACCOUNT, domainPolicy = [], now }: AccountsOptions = {}): Promise<Accounts> {
    // The service has to be there before the stack whose policies it enforces.
    const late: { accounts?: Accounts } = {};
    const services = await LocalAccount.start({
      codeArtifact: {
        account: owner,
        authorize: (action, resource) =>
          late.accounts!.allow(action, resource) && (owner === ACCOUNT || allows(domainPolicy, action, resource)),
      },
      cloudFormation: { account: ACCOUNT, functionTimeoutSeconds: 4 },
      now,
    });
    return (late.accounts = new Accounts(services));
  }

  private stack?: string;

  private constructor(private readonly services: LocalAccount) {}

  get codeArtifact(): CodeArtifactService {
    return this.services.codeArtifact;
  }

  get cloudFormation(): LocalCloudFormation {
    return this.services.cloudFormation;
  }

  async close() {
    await this.services.stop();
  }

  deploy(example: Example, stack: string) {
    this.stack = stack.split('/').join('-');
    return this.cloudFormation.deploy(example.directory, stack);
  }

  /** The status of every version of a package. */
  statuses(pkg: PackageCoordinates): Record<string, string> {
    const versions = this.codeArtifact.registry
      .snapshot()
      .filter(
        ({ repository, format, package: name }) =>
          repository === pkg.repository && format === pkg.format && name === pkg.package,
      );
    return Object.fromEntries(versions.map(({ version, status }) => [version, status]));
  }

  /** Before the deployment, the command reads the registry with credentials of its own. */
  private allow(action: string, resource: string): boolean {
    return this.stack === undefined
      ? !action.startsWith('codeartifact:Dispose')
      : allows(this.granted(), action, resource);
  }

  private granted(): Statement[] {
    const resources = [...(this.cloudFormation.stack(this.stack ?? '')?.resources.values() ?? [])];
    return resources
      .filter(({ type }) => type === 'AWS::IAM::ManagedPolicy')
      .flatMap(({ properties }) => (properties.PolicyDocument as unknown as { Statement: Statement[] }).Statement);
  }
}
