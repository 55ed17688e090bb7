import { type ManifestEntry, parseManifest } from '../../../declaration/manifest';
import { CleanUpFunction, RECORD_BUCKET, RECORD_PREFIX } from '../../clean-up/clean-up-function';
import { checkManifestTruth } from './check-truth';
import type { DeployedManifest } from './invariants';
import { ALL, type Change, type ManifestDeployment, type VersionName } from './steps';

const STALE = 'of-another-review';

/** A repository whose versions a history changes and cleans up. */
export class Repository {
  static async open(): Promise<Repository> {
    return new Repository(await CleanUpFunction.start());
  }

  private readonly ledger: { version: string; revision: string }[] = [];
  private readonly byOthers: string[] = [];
  private readonly everDisposed = new Set<string>();
  private readonly everDeleted = new Set<string>();
  private previous: readonly ManifestEntry[] = [];
  private current: readonly ManifestEntry[] = [];

  private constructor(private readonly cleanUp: CleanUpFunction) {
    const { registry } = cleanUp.codeArtifact;
    ALL.forEach(({ name, version }) => registry.publish(cleanUp.coordinates(name), version));
    const dispose = registry.dispose.bind(registry);
    registry.dispose = (pkg, version, revision) => {
      const disposed = `${pkg.package} ${version}`;
      this.ledger.push({ version: disposed, revision: registry.version(pkg, version)!.revision });
      this.everDisposed.add(disposed);
      return dispose(pkg, version, revision);
    };
  }

  close(): Promise<void> {
    return this.cleanUp.stop();
  }

  /** Does what somebody else does, if it can be done. */
  change({ name, version, change }: Change): void {
    const { registry } = this.cleanUp.codeArtifact;
    const pkg = this.cleanUp.coordinates(name);
    const status = registry.version(pkg, version)?.status;
    if (change === 'publish' && status === undefined) {
      registry.publish(pkg, version);
    } else if (change === 'publish again' && status !== undefined && status !== 'Disposed') {
      registry.republish(pkg, version);
    } else if (change === 'delete' && status !== undefined) {
      registry.delete(pkg, version);
      this.everDeleted.add(`${name} ${version}`);
    } else if (change === 'dispose' && status !== undefined && status !== 'Disposed') {
      registry.dispose(pkg, version);
      this.byOthers.push(this.ledger.pop()!.version);
    }
  }

  /** Deploys a manifest whose lines name the revisions that are there, but for the stale one. */
  async deploy(deployment: ManifestDeployment): Promise<DeployedManifest> {
    const { codeArtifact, s3 } = this.cleanUp;
    const { interference, kill, throttled } = deployment;
    const entries = deployment.isRollback ? this.previous : this.entriesOf(deployment);
    this.previous = this.current;
    this.current = entries;
    const refused = entries
      .filter((entry) => this.isRefused(entry))
      .map((entry) => `${entry.package} ${entry.version}`);
    const before = {
      ledger: this.ledger.length,
      byOthers: this.byOthers.length,
      calls: codeArtifact.calls.length,
      reports: new Set(this.reportKeys),
    };
    codeArtifact.faults.clear();
    s3.faults.clear();
    let isChanged = false;
    if (interference) {
      codeArtifact.faults.inject({
        fault: 'concurrent-change',
        operation: 'DisposePackageVersions',
        change: () => {
          isChanged = true;
          this.change(interference);
        },
      });
    }
    if (throttled > 0) {
      codeArtifact.faults.inject({ fault: 'throttling', times: throttled, operation: 'ListPackageVersions' });
    }
    if (deployment.s3) {
      s3.faults.inject({ fault: 'internal-error', ...deployment.s3 });
    }
    const answer = await this.cleanUp.deploy(entries, { kill });
    const calls = codeArtifact.calls.slice(before.calls);
    const first = calls.findIndex(({ operation }) => operation === 'DisposePackageVersions');
    const listed = calls.slice(0, first).map(({ query }) => query.package!);
    return {
      entries,
      refused,
      isChanged,
      mayNotStart: (deployment.s3?.times ?? 0) >= 5,
      answer,
      ledger: this.ledger.slice(before.ledger),
      byOthers: this.byOthers.slice(before.byOthers),
      listedBefore: first === -1 ? undefined : new Set(listed),
      report: this.reportOf(this.reportKeys.filter((key) => !before.reports.has(key))),
      record: [...this.record],
      everDisposed: this.everDisposed,
      everDeleted: this.everDeleted,
      notDisposed: entries
        .filter((entry) => ![undefined, 'Disposed'].includes(this.versionOf(entry)?.status))
        .map((entry) => `${entry.package} ${entry.version}`),
    };
  }

  /** Checks that `check` says of the manifest that was deployed last what is so. */
  async checkTruth(): Promise<void> {
    const { codeArtifact, s3 } = this.cleanUp;
    codeArtifact.faults.clear();
    s3.faults.clear();
    await checkManifestTruth(codeArtifact, this.current, (name) => this.cleanUp.coordinates(name));
  }

  private entriesOf({ lines, stale }: ManifestDeployment): ManifestEntry[] {
    const isStale = ({ name, version }: VersionName) => name === stale?.name && version === stale.version;
    return lines.map((line) => {
      const entry = { format: 'npm', package: line.name, version: line.version, revision: STALE } as const;
      const revision = this.versionOf(entry)?.revision;
      return revision === undefined || isStale(line) ? entry : { ...entry, revision };
    });
  }

  private versionOf({ package: name, version }: ManifestEntry) {
    return this.cleanUp.codeArtifact.registry.version(this.cleanUp.coordinates(name), version);
  }

  private isRefused(entry: ManifestEntry): boolean {
    const found = this.versionOf(entry);
    if (found === undefined) {
      return !this.record.has(`${entry.package} ${entry.version}`);
    }
    return found.status !== 'Disposed' && found.revision !== entry.revision;
  }

  private get record(): Set<string> {
    const bytes = this.cleanUp.s3.get(
      RECORD_BUCKET,
      `${RECORD_PREFIX}/111122223333/my-domain/my-repo/record.disposals`,
    );
    const packages = bytes ? [...parseManifest(bytes).packages()] : [];
    return new Set(
      packages.flatMap((pkg) => [...pkg.versionRevisions.keys()].map((version) => `${pkg.package} ${version}`)),
    );
  }

  private get reportKeys(): string[] {
    return this.cleanUp.s3.keys(RECORD_BUCKET).filter((key) => key.includes('/versions-'));
  }

  private reportOf(keys: readonly string[]): Map<string, string> {
    const lines = keys.flatMap((key) => String(this.cleanUp.s3.get(RECORD_BUCKET, key)).split('\n').slice(1, -1));
    return new Map(
      lines.map((line) => {
        const [, name, version, , outcome] = line.split('\t');
        return [`${name} ${version}`, outcome!];
      }),
    );
  }
}
