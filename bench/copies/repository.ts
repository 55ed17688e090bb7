import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { type ManifestEntry, writeManifest } from '../../declaration/manifest';
import { ColdCopies, DisposedPackages, type DisposedPackagesProps, PackagePermissions } from '../../lib';
import { LocalAccount, type LocalAccountOptions } from '../../local/account';
import { inDirectory } from '../clean-up/repository';

const STACK = 'Copies';
const REPOSITORY = { domain: 'my-domain', repository: 'my-repo' };
const PACKAGE = { format: 'generic', namespace: 'tools' } as const;

/** What is copied: versions of several packages, and the assets of each version. */
export interface CopySize {
  readonly packages: number;
  /** Of each package. */
  readonly versions: number;
  /** Of each version. */
  readonly assets: number;
  /** Of each asset. */
  readonly bytes: number;
}

/** A repository whose versions are disposed after their copies. */
export class CopiedRepository {
  /** Runs with a repository in an account of its own. */
  static with<T>(
    size: CopySize,
    options: LocalAccountOptions,
    use: (repository: CopiedRepository) => Promise<T>,
  ): Promise<T> {
    return inDirectory(async (directory) => {
      const account = await LocalAccount.start(options);
      try {
        return await use(new CopiedRepository(account, directory, size));
      } finally {
        await account.stop();
      }
    });
  }

  private readonly entries: readonly ManifestEntry[];

  private constructor(
    readonly account: LocalAccount,
    private readonly directory: string,
    { packages, versions, assets, bytes }: CopySize,
  ) {
    const { registry } = account.codeArtifact;
    this.entries = range(packages).flatMap((p) => {
      const pkg = { ...PACKAGE, package: `tool-${String(p).padStart(6, '0')}` };
      return range(versions).map((v) => {
        const version = `1.0.${v}`;
        const files = range(assets).map((a) => ({ name: `asset-${a}`, size: bytes }));
        const { revision } = registry.publish({ ...REPOSITORY, ...pkg }, version, { assets: files });
        return { ...pkg, version, revision };
      });
    });
  }

  /**
   * Copies and disposes every version.
   *
   * @param onStart called when the function is there, and before it is called
   * @throws Error if a version is left
   */
  async deploy(paces: Partial<DisposedPackagesProps>): Promise<void> {
    const { cloudFormation, codeArtifact } = this.account;
    const { status, reason } = await cloudFormation.deploy(this.synthesize(paces), STACK);
    const left = codeArtifact.registry.snapshot().filter((version) => version.status !== 'Disposed');
    if (status !== 'CREATE_COMPLETE' || left.length > 0) {
      throw new Error(`The deployment must dispose all; got ${status}, ${left.length} versions left. ${reason}`);
    }
  }

  /** The most megabytes that the function has used. */
  get maxMemoryUsed(): number {
    return this.account.cloudFormation.findFunction(STACK, 'CleanUp/Workflow/Function').maxMemoryUsed;
  }

  /** Ends the process of the function, as the kernel would. */
  kill(): void {
    this.account.cloudFormation.findFunction(STACK, 'CleanUp/Workflow/Function').kill();
  }

  private synthesize(paces: Partial<DisposedPackagesProps>): string {
    const manifest = join(this.directory, 'my-repo.disposals');
    writeFileSync(manifest, writeManifest([...this.entries]));
    const app = new App({ outdir: mkdtempSync(join(this.directory, 'cdk.out-')) });
    const stack = new Stack(app, STACK);
    const permissions = PackagePermissions.repository();
    const coldCopies = new ColdCopies(stack, 'Copies');
    new DisposedPackages(stack, 'CleanUp', { ...REPOSITORY, ...paces, manifest, permissions, coldCopies });
    return app.synth().directory;
  }
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}
