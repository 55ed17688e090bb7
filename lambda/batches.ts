import { setTimeout as sleep } from 'node:timers/promises';
import type { Declaration } from '../declaration/declaration';
import { type Deadline, within } from './deadline';
import type { VersionToDispose } from '../declaration/decide';
import type { VersionError } from '../codeartifact/describe-service-error';
import type { Log } from './log';
import type { DisposeResult, CodeArtifact } from '../codeartifact/codeartifact';

/** Versions of one call (API reference, DisposePackageVersions), and calls at once. */
const BATCH = 100;
const AT_ONCE = 4;

/** Milliseconds before a call is repeated that met another change of the same package; the SDK does not repeat it. */
const CONFLICT_PAUSES = [250, 500, 1_000, 2_000];

/** What became of a version that was to be disposed. */
export type DisposalResult =
  | { readonly version: string; readonly disposed: true; readonly revision: string }
  | ({ readonly version: string; readonly disposed: false } & VersionError);

/**
 * Disposes versions of one package in batches, each version pinned to the revision that was seen.
 * After a failure no further batch is started until the repository itself has shown that the
 * versions are disposed all the same: an answer can be lost after the work was done.
 */
export class Disposal {
  private readonly confirmed = new Map<string, string>();
  private readonly problems = new Map<string, VersionError>();
  private readonly batches: VersionToDispose[][];
  private next = 0;

  /** @param explain puts an exception into words */
  constructor(
    private readonly service: CodeArtifact,
    private readonly declaration: Declaration,
    private readonly versions: readonly VersionToDispose[],
    private readonly deadline: Deadline,
    private readonly log: Log,
    private readonly explain: (error: unknown) => VersionError,
  ) {
    this.batches = batchesOf(versions);
  }

  async run(): Promise<DisposalResult[]> {
    while (this.mayStart) {
      await Promise.all(Array.from({ length: AT_ONCE }, () => this.work()));
      if (this.problems.size > 0) {
        await this.lookAgain();
      }
    }
    return this.outcomes();
  }

  private get mayStart(): boolean {
    return this.next < this.batches.length && this.problems.size === 0 && this.deadline.allowsBatch();
  }

  private async work() {
    while (this.mayStart) {
      await this.dispose(this.batches[this.next++]!);
    }
  }

  private async dispose(batch: readonly VersionToDispose[]) {
    const revisions = new Map(batch.map(({ version, revision }) => [version, revision]));
    this.log.info('disposing', { versionRevisions: [...revisions] });
    try {
      const answer = await this.call(revisions);
      this.log.info('answered', { successfulVersions: [...answer.successful], failedVersions: [...answer.failed] });
      this.record(revisions, answer);
    } catch (error) {
      const problem = this.explain(error);
      this.log.error('not answered', { ...problem, versions: [...revisions.keys()] });
      batch.forEach(({ version }) => this.problems.set(version, problem));
    }
  }

  private async call(revisions: ReadonlyMap<string, string>): Promise<DisposeResult> {
    const { package: pkg, expectedStatus } = this.declaration;
    for (let attempt = 0; ; attempt++) {
      try {
        return await within(this.deadline.forCalls, (signal) =>
          this.service.dispose(pkg, revisions, expectedStatus, signal),
        );
      } catch (error) {
        const pause = CONFLICT_PAUSES[attempt];
        if (
          this.explain(error).code !== 'ConflictException' ||
          pause === undefined ||
          !this.deadline.allowsBatch(pause)
        ) {
          throw error;
        }
        await sleep(pause);
      }
    }
  }

  private record(revisions: ReadonlyMap<string, string>, answer: DisposeResult) {
    for (const [version, revision] of revisions) {
      const problem = problemOf(version, answer);
      if (problem) {
        this.problems.set(version, problem);
      } else {
        this.confirmed.set(version, answer.successful.get(version)?.revision ?? revision);
      }
    }
    for (const version of [...answer.successful.keys(), ...answer.failed.keys()]) {
      if (!revisions.has(version)) {
        this.problems.set(version, NOT_REQUESTED);
      }
    }
  }

  /**
   * Takes the word of the repository over that of a call. Versions that were skipped because of
   * others that turn out to be disposed are sent again, as another deployment may have been faster.
   */
  private async lookAgain() {
    try {
      const seen = await within(this.deadline.forLook, (signal) =>
        this.service.list(this.declaration.package, this.declaration.versions, signal),
      );
      const before = this.confirmed.size;
      for (const { version, revision } of this.versions) {
        const found = seen.get(version);
        if (this.problems.has(version) && found?.status === 'Disposed') {
          this.confirmed.set(version, found.revision ?? revision);
          this.problems.delete(version);
        }
      }
      this.log.info('looked again', { disposed: this.confirmed.size, notDisposed: this.problems.size });
      const allSkipped = [...this.problems.values()].every(({ code }) => code === 'SKIPPED');
      if (allSkipped && this.confirmed.size > before) {
        this.batches.push(...batchesOf(this.versions.filter(({ version }) => this.problems.has(version))));
        this.problems.clear();
      }
    } catch (error) {
      this.log.error('could not look again', this.explain(error));
      for (const [version, { code, message }] of this.problems) {
        this.problems.set(version, {
          code,
          message: `it is not known whether it was disposed: ${message}`,
          unknown: true,
        });
      }
    }
  }

  private outcomes(): DisposalResult[] {
    const notStarted = this.problems.size > 0 ? AFTER_FAILURE : OUT_OF_TIME;
    const declared = this.versions.map(({ version }): DisposalResult => {
      const revision = this.confirmed.get(version);
      return revision === undefined
        ? { version, disposed: false, ...(this.problems.get(version) ?? notStarted) }
        : { version, disposed: true, revision };
    });
    const names = new Set(this.versions.map(({ version }) => version));
    const others = [...this.problems].filter(([version]) => !names.has(version));
    return [
      ...declared,
      ...others.map(([version, problem]): DisposalResult => ({ version, disposed: false, ...problem })),
    ];
  }
}

function batchesOf(versions: readonly VersionToDispose[]): VersionToDispose[][] {
  const count = Math.ceil(versions.length / BATCH);
  return Array.from({ length: count }, (_, i) => versions.slice(i * BATCH, (i + 1) * BATCH));
}

const AFTER_FAILURE: VersionError = { code: 'NOT_STARTED', message: 'not attempted, since another version failed' };

const OUT_OF_TIME: VersionError = {
  code: 'OUT_OF_TIME',
  message: 'not attempted, since the time of the function was nearly up',
};

const NOT_REQUESTED: VersionError = {
  code: 'NOT_REQUESTED',
  message: 'the service answered about this version, which the call had not named',
};

function problemOf(version: string, { successful, failed }: DisposeResult): VersionError | undefined {
  const failure = failed.get(version);
  if (failure) {
    return failure;
  }
  const success = successful.get(version);
  if (!success) {
    return { code: 'NO_ANSWER', message: 'the service named it neither as successful nor as failed' };
  }
  if (success.status !== undefined && success.status !== 'Disposed') {
    return { code: 'NOT_DISPOSED', message: `the service left it in status ${success.status}` };
  }
  return undefined;
}
