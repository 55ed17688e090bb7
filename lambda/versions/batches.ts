import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CodeArtifact,
  operationFor,
  type StatusChangeResult,
  type TargetStatus,
} from '../../codeartifact/codeartifact';
import { type Caller, describeServiceError, type VersionError } from '../../codeartifact/describe-service-error';
import type { VersionToChange } from '../../declaration/decide';
import { type Declaration, type Status, TARGET_STATUS } from '../../declaration/declaration';
import { type Deadline, within } from '../event/deadline';
import type { FailedVersion } from '../event/failure';
import { PROPAGATION_PAUSES } from '../event/propagation';
import type { Log } from '../event/log';

/** Versions of one call (API reference, DisposePackageVersions, UpdatePackageVersionsStatus), and calls at once. */
const BATCH = 100;
const AT_ONCE = 4;

/** Milliseconds before a call is repeated that met another change of the same package; the SDK does not repeat it. */
const CONFLICT_PAUSES = [250, 500, 1_000, 2_000];

/** The inputs of a change of versions. */
export interface ChangeContext {
  readonly declaration: Declaration;
  readonly service: CodeArtifact;
  readonly deadline: Deadline;
  readonly log: Log;
  /** The function itself. */
  readonly caller: Caller;
  /** Milliseconds before each repetition of a call that was not allowed; default: those of a policy that is new. */
  readonly propagationPauses?: readonly number[];
}

/** The status that versions get, and the one that they must have. */
export interface StatusChange {
  readonly targetStatus: TargetStatus;
  /** Default: any. */
  readonly expectedStatus?: Status;
}

/** The result for one version. */
export type ChangeResult =
  | { readonly version: string; readonly changed: true; readonly revision: string }
  | ({ readonly changed: false } & FailedVersion);

/**
 * Changes the status of versions of one package in calls of at most a hundred, each version pinned to the revision that
 * was listed.
 *
 * @param change default: what the declaration declares
 */
export function changeInBatches(
  versions: readonly VersionToChange[],
  context: ChangeContext,
  change: StatusChange = findStatusChange(context.declaration),
): Promise<ChangeResult[]> {
  return new Batches(versions, context, change).run();
}

function findStatusChange({ action = 'dispose', expectedStatus }: Declaration): StatusChange {
  return { targetStatus: TARGET_STATUS[action], expectedStatus };
}

/**
 * After a failure no further batch is started until the repository itself has shown that the
 * versions have the status all the same: an answer can be lost after the work was done.
 */
class Batches {
  private readonly confirmed = new Map<string, string>();
  private readonly errors = new Map<string, VersionError>();
  private readonly batches: VersionToChange[][];
  private next = 0;

  constructor(
    private readonly versions: readonly VersionToChange[],
    private readonly context: ChangeContext,
    private readonly change: StatusChange,
  ) {
    this.batches = splitIntoBatches(versions);
  }

  async run(): Promise<ChangeResult[]> {
    while (this.mayStart) {
      await Promise.all(Array.from({ length: AT_ONCE }, () => this.work()));
      if (this.errors.size > 0) {
        await this.confirm();
      }
    }
    return this.results();
  }

  private get mayStart(): boolean {
    return this.next < this.batches.length && this.errors.size === 0 && this.context.deadline.allowsBatch();
  }

  private async work() {
    while (this.mayStart) {
      await this.process(this.batches[this.next++]!);
    }
  }

  private async process(batch: readonly VersionToChange[]) {
    const { log } = this.context;
    const revisions = new Map(batch.map(({ version, revision }) => [version, revision]));
    log.info(PROGRESS[this.change.targetStatus], { versionRevisions: [...revisions] });
    try {
      const answer = await this.call(revisions);
      log.list('INFO', 'answered', { name: 'successfulVersions', entries: [...answer.successful] });
      log.list('ERROR', 'answered', { name: 'failedVersions', entries: [...answer.failed] });
      this.record(revisions, answer);
    } catch (error) {
      const problem = this.describe(error, this.operation);
      log.error('not answered', { ...problem, versions: [...revisions.keys()] });
      batch.forEach(({ version }) => this.errors.set(version, problem));
    }
  }

  private async call(revisions: ReadonlyMap<string, string>): Promise<StatusChangeResult> {
    const { declaration, service, deadline, propagationPauses = PROPAGATION_PAUSES } = this.context;
    const request = { package: declaration.package, revisions, ...this.change };
    const pauses: Readonly<Record<string, Iterator<number>>> = {
      ConflictException: CONFLICT_PAUSES.values(),
      AccessDeniedException: propagationPauses.values(),
    };
    for (;;) {
      try {
        return await within(deadline.forCalls, (signal) => service.changeStatus(request, signal), service);
      } catch (error) {
        const pause = pauses[this.describe(error, this.operation).code]?.next();
        if (pause === undefined || pause.done || !deadline.allowsBatch(pause.value)) {
          throw error;
        }
        await sleep(pause.value);
      }
    }
  }

  private record(revisions: ReadonlyMap<string, string>, answer: StatusChangeResult) {
    for (const [version, revision] of revisions) {
      const error = this.findVersionError(version, answer);
      if (error) {
        this.errors.set(version, error);
      } else {
        this.confirmed.set(version, answer.successful.get(version)?.revision ?? revision);
      }
    }
    for (const version of [...answer.successful.keys(), ...answer.failed.keys()]) {
      if (!revisions.has(version)) {
        this.errors.set(version, NOT_REQUESTED);
      }
    }
  }

  /**
   * Lists once more: the repository is believed, whatever a call said. Versions that were skipped because of
   * others that turn out to have the status are sent again, as another deployment may have been faster.
   */
  private async confirm() {
    const { declaration, service, deadline, log } = this.context;
    const wanted = this.versions.map(({ version }) => version);
    try {
      const repositoryVersions = await within(deadline.forConfirmation, (signal) =>
        service.list(declaration.package, wanted, signal),
      );
      const before = this.confirmed.size;
      for (const { version, revision } of this.versions) {
        const current = repositoryVersions.get(version);
        if (this.errors.has(version) && current?.status === this.change.targetStatus) {
          this.confirmed.set(version, current.revision ?? revision);
          this.errors.delete(version);
        }
      }
      log.info('listed package versions again', { changed: this.confirmed.size, notChanged: this.errors.size });
      const allSkipped = [...this.errors.values()].every(({ code }) => code === 'SKIPPED');
      if (allSkipped && this.confirmed.size > before) {
        this.batches.push(...splitIntoBatches(this.versions.filter(({ version }) => this.errors.has(version))));
        this.errors.clear();
      }
    } catch (error) {
      log.error('could not list package versions again', this.describe(error, 'ListPackageVersions'));
      for (const [version, { code, message }] of this.errors) {
        this.errors.set(version, {
          code,
          message: `it is not known whether it was ${this.done}: ${message}`,
          unknown: true,
        });
      }
    }
  }

  /** The reason why an answer does not show that a version has the status; undefined if it does. */
  private findVersionError(version: string, { successful, failed }: StatusChangeResult): VersionError | undefined {
    const failure = failed.get(version);
    if (failure) {
      return failure;
    }
    const success = successful.get(version);
    if (!success) {
      return { code: 'NO_ANSWER', message: 'the service named it neither as successful nor as failed' };
    }
    if (success.status === undefined) {
      return { code: 'NO_STATUS', message: 'the service named it as successful without its status' };
    }
    const { targetStatus } = this.change;
    return success.status === targetStatus
      ? undefined
      : { code: `NOT_${targetStatus.toUpperCase()}`, message: `the service left it in status ${success.status}` };
  }

  private results(): ChangeResult[] {
    const notStarted = this.errors.size > 0 ? AFTER_FAILURE : OUT_OF_TIME;
    const changeResults = this.versions.map(({ version }): ChangeResult => {
      const revision = this.confirmed.get(version);
      return revision === undefined
        ? { version, changed: false, ...(this.errors.get(version) ?? notStarted) }
        : { version, changed: true, revision };
    });
    const names = new Set(this.versions.map(({ version }) => version));
    const others = [...this.errors].filter(([version]) => !names.has(version));
    return [
      ...changeResults,
      ...others.map(([version, error]): ChangeResult => ({ version, changed: false, ...error })),
    ];
  }

  private get operation() {
    return operationFor(this.change.targetStatus);
  }

  private get done(): string {
    return this.change.targetStatus.toLowerCase();
  }

  private describe(error: unknown, action: string): VersionError {
    const { declaration, caller } = this.context;
    return describeServiceError(error, { action, package: declaration.package }, caller);
  }
}

function splitIntoBatches(versions: readonly VersionToChange[]): VersionToChange[][] {
  const count = Math.ceil(versions.length / BATCH);
  return Array.from({ length: count }, (_, i) => versions.slice(i * BATCH, (i + 1) * BATCH));
}

/** The line of the log before each call. */
const PROGRESS: Readonly<Record<TargetStatus, string>> = {
  Disposed: 'disposing',
  Archived: 'archiving',
  Published: 'restoring to Published',
  Unlisted: 'restoring to Unlisted',
};

const AFTER_FAILURE: VersionError = { code: 'NOT_STARTED', message: 'not attempted, since another version failed' };

const OUT_OF_TIME: VersionError = {
  code: 'OUT_OF_TIME',
  message: 'not attempted, since the time of the function, or of CloudFormation for it, was nearly up',
};

const NOT_REQUESTED: VersionError = {
  code: 'NOT_REQUESTED',
  message: 'the service answered about this version, which the call had not named',
};
