import type { ManifestEntry } from '../../declaration/manifest';
import type { DisposedPackagesProps } from '../../lib/disposed-packages';
import type { SentRequest } from '../../local/cloudformation';
import { CleanUpAccount, type CleanUpOptions, REPOSITORY, STACK } from './account';

const RESOURCE = 'CleanUp';
const REVISION = 'r'.repeat(20);

/** A clean-up of some packages that is deployed once; then its event is sent again and again, to the same packages. */
export class DeployedCleanUp {
  static async deploy(
    packages: number,
    versions: number,
    { props = {}, ...options }: CleanUpOptions & { props?: Partial<DisposedPackagesProps> } = {},
  ): Promise<DeployedCleanUp> {
    const account = await CleanUpAccount.open(options);
    const names = Array.from({ length: packages }, (_, n) => `package-${String(n).padStart(5, '0')}`);
    const entries = names.flatMap((name) =>
      Array.from({ length: versions }, (_, n): ManifestEntry => ({
        format: 'npm',
        package: name,
        version: `1.0.${n}`,
        revision: REVISION,
      })),
    );
    // Deployed with nothing to do, so that what is measured begins with the first event that is sent.
    const cleanUp = new DeployedCleanUp(account, entries);
    cleanUp.publish();
    entries.forEach((entry) => account.codeArtifact.registry.dispose(cleanUp.coordinates(entry), entry.version));
    const { status, reason } = await account.deploy(entries, props);
    if (status !== 'CREATE_COMPLETE') {
      throw new Error(reason);
    }
    cleanUp.reset();
    return cleanUp;
  }

  private constructor(
    readonly account: CleanUpAccount,
    readonly entries: readonly ManifestEntry[],
  ) {}

  /** Puts the repository back to where nothing is disposed, and forgets all calls and faults. */
  reset(): void {
    const { codeArtifact, s3, stepFunctions, cloudFormation } = this.account;
    this.publish();
    codeArtifact.calls.length = 0;
    codeArtifact.faults.clear();
    s3.calls.length = 0;
    s3.faults.clear();
    s3.observe = undefined;
    stepFunctions.executions.length = 0;
    stepFunctions.faults.length = 0;
    cloudFormation.logs.length = 0;
  }

  /** Sends an update that changes nothing, and waits until no function and no workflow runs any more. */
  send(resourceProperties: Record<string, string> = {}, copies = 1): Promise<SentRequest> {
    const { cloudFormation } = this.account;
    const { properties } = cloudFormation.resource(STACK, RESOURCE);
    return cloudFormation.send(STACK, RESOURCE, {
      requestType: 'Update',
      resourceProperties: { ...properties, ...resourceProperties },
      copies,
    });
  }

  /** Ends the processes that run, as the kernel would. */
  kill = () => void this.account.cloudFormation.findFunction(STACK, RESOURCE).kill();

  get notDisposed(): string[] {
    return this.entries
      .filter(
        (entry) =>
          this.account.codeArtifact.registry.version(this.coordinates(entry), entry.version)?.status !== 'Disposed',
      )
      .map(({ package: name, version }) => `${name} ${version}`);
  }

  /** Versions that a call named after an earlier call had disposed them. */
  get sentAgain(): string[] {
    const done = new Set<string>();
    const again: string[] = [];
    for (const { query, body, executed } of this.account.codeArtifact.callsOf('DisposePackageVersions')) {
      for (const version of (body as { versions: string[] }).versions) {
        const key = `${query.package} ${version}`;
        if (done.has(key)) {
          again.push(key);
        }
        if (executed) {
          done.add(key);
        }
      }
    }
    return again;
  }

  coordinates({ format, namespace, package: name }: ManifestEntry) {
    return { ...REPOSITORY, format, namespace, package: name };
  }

  close(): Promise<void> {
    return this.account.close();
  }

  private publish() {
    const { registry } = this.account.codeArtifact;
    for (const entry of this.entries) {
      const pkg = this.coordinates(entry);
      if (registry.version(pkg, entry.version)) {
        registry.delete(pkg, entry.version);
      }
      registry.publish(pkg, entry.version, { revision: REVISION });
    }
  }
}
