import {
  isChangedObject,
  type ObjectContent,
  type ObjectLocation,
  type ObjectStore,
} from '../../codeartifact/object-store';
import type { ManifestDeclaration } from '../../declaration/manifest';
import type { FailureMessage } from '../event/failure';
import type { Configuration } from './configuration';
import { addReasons, type Ending, type ExecutionFailure } from './ending';
import { Outcomes } from './outcomes';
import type { ArchivedAt, Phase, StoredState, WaitingVersions } from './stored-state';

/** The first state of a deployment. */
export interface ExecutionStart extends Partial<
  Pick<StoredState, 'unknownAge' | 'isNew' | 'isRepetition' | 'phase' | 'earlier' | 'ending' | 'end'>
> {
  readonly id: string;
}

/** Milliseconds that clocks of two runs of the function may differ. */
const LEASE_MARGIN = 10_000;

/** The state of one deployment, in the bucket by key; a write fails if another run wrote since. */
export class ExecutionState {
  /**
   * Writes the state of a deployment that begins, unless there is one.
   *
   * @returns whether it was written
   */
  static async create(store: ObjectStore, configuration: Configuration, start: ExecutionStart): Promise<boolean> {
    const { id, end = Date.now(), unknownAge, isNew, isRepetition, phase = 'check', earlier = [], ending } = start;
    const state: StoredState = {
      environmentHash: configuration.hash,
      declaration: configuration.properties,
      startedAt: Date.now(),
      end,
      unknownAge,
      isNew,
      ...(configuration.coldCopies && { requiresCopies: true }),
      isRepetition,
      phase,
      position: 0,
      outcomes: Outcomes.of(configuration.properties.versionCount).serialize(),
      earlier,
      runs: 0,
      idleRuns: 0,
      throttled: 0,
      ending,
    };
    try {
      await store.replace(locate(configuration, id), { body: JSON.stringify(state), tag: undefined });
      return true;
    } catch (error) {
      if (!isChangedObject(error)) {
        throw error;
      }
      return false;
    }
  }

  /** @throws an error if there is none */
  static async load(store: ObjectStore, configuration: Configuration, id: string): Promise<ExecutionState> {
    const state = await ExecutionState.find(store, configuration, id);
    if (state === undefined) {
      const { bucket, key } = locate(configuration, id);
      throw new Error(`The state of the deployment must be in ${bucket}/${key}; found none.`);
    }
    return state;
  }

  /** Undefined if there is none. */
  static async find(
    store: ObjectStore,
    configuration: Pick<Configuration, 'recordBucket' | 'recordPrefix'>,
    id: string,
  ): Promise<ExecutionState | undefined> {
    const location = locate(configuration, id);
    const { content } = await store.read(location);
    return content && new ExecutionState(store, location, content);
  }

  phase: Phase;
  /** The first package of the phase that is not done. */
  position: number;
  failure?: ExecutionFailure;
  /** The answer to CloudFormation, once it is decided. */
  ending?: Ending;
  /** Executions of earlier events that must have stopped before this one works. */
  earlier: readonly string[];
  /** Until when a run may work on the deployment, in milliseconds of the epoch; absent if none does. */
  lease?: number;
  /** Runs that began to work on the deployment. */
  runs: number;
  /** Runs, one after the other, that got nowhere. */
  idleRuns: number;
  /** Calls that CodeArtifact throttled. */
  throttled: number;
  /** True if the time that CloudFormation waits was up before all was done. */
  isTimeUp: boolean;
  /** Versions that are refused since their waiting time is not over; absent if there are none. */
  waiting?: WaitingVersions;
  /** True if versions of the open slice were changed that the report does not have yet. */
  isUnreported: boolean;
  /** Versions that a run may have sent, and that could not be listed since; only the run that gives up has some. */
  unconfirmed = 0;
  /** Versions that this run copied: the copies of one package may take many runs. */
  newCopies = 0;
  readonly outcomes: Outcomes;
  readonly environmentHash: string;
  readonly declaration: ManifestDeclaration;
  /** The start of the deployment, in milliseconds of the epoch. */
  readonly startedAt: number;
  /** The latest time of the answer, in milliseconds of the epoch. */
  readonly end: number;
  /** The reason why no version may be disposed; absent if CloudFormation certainly waits. */
  readonly unknownAge?: FailureMessage;
  /** True if the versions of this repository were not watched before. */
  readonly isNew: boolean;
  /** True if the deployment began with copies, so that it may not change a version without them. */
  readonly requiresCopies: boolean;
  /** True if the last deployment that succeeded declared the same. */
  readonly isRepetition: boolean;
  private archivedAt?: ArchivedAt;
  /** The tag of the stored state that this one was read from, or written as. */
  private tag: string;
  /** The stored state. */
  private stored: StoredState;

  private constructor(
    private readonly store: ObjectStore,
    private readonly location: ObjectLocation,
    content: ObjectContent,
  ) {
    const stored = JSON.parse(String(content.body)) as StoredState;
    this.stored = stored;
    this.tag = content.tag;
    this.phase = stored.phase;
    this.position = stored.position;
    this.failure = stored.failure;
    this.ending = stored.ending;
    this.earlier = stored.earlier;
    this.lease = stored.lease;
    this.runs = stored.runs;
    this.idleRuns = stored.idleRuns;
    this.throttled = stored.throttled;
    this.isTimeUp = stored.isTimeUp === true;
    this.waiting = stored.waiting;
    this.isUnreported = stored.isUnreported === true;
    this.environmentHash = stored.environmentHash;
    this.declaration = stored.declaration;
    this.startedAt = stored.startedAt;
    this.end = stored.end;
    this.unknownAge = stored.unknownAge;
    this.isNew = stored.isNew === true;
    this.requiresCopies = stored.requiresCopies === true;
    this.isRepetition = stored.isRepetition === true;
    this.archivedAt = stored.archivedAt;
    this.outcomes = Outcomes.parse(stored.outcomes);
  }

  /** True if no run works on the deployment any more, and none will that does not look at the current event first. */
  get isAtRest(): boolean {
    return this.ending !== undefined || this.lease === undefined || Date.now() > this.lease + LEASE_MARGIN;
  }

  /** True if calls may have been made that change versions. */
  get mayHaveChanged(): boolean {
    return ['dispose', 'archive', 'restore'].includes(this.phase);
  }

  /** Adds reasons; the kind of the first stays. */
  fail(kind: ExecutionFailure['kind'], entries: readonly string[], next?: string) {
    this.failure = addReasons(this.failure, { kind, entries, next });
  }

  /** Ends the deployment for a reason that comes before those that were found, which stay. */
  overrule(kind: ExecutionFailure['kind'], entries: readonly string[], next?: string) {
    const { entries: before = [] } = this.failure ?? {};
    const others = (this.failure?.count ?? 0) - before.length;
    this.failure = addReasons(undefined, { kind, entries: [...entries, ...before], next });
    this.failure = { ...this.failure, count: this.failure.count + others };
  }

  /** Counts a version whose waiting time is over at a time. */
  addWaiting(until: string) {
    const { until: last = '', count = 0 } = this.waiting ?? {};
    this.waiting = { until: last > until ? last : until, count: count + 1 };
  }

  /** Takes notice of since when versions are archived; undefined for one without a known time. */
  addArchiveTimes(times: readonly (Date | undefined)[]) {
    const { latest, isUnknown } = this.archivedAt ?? { latest: 0, isUnknown: false };
    this.archivedAt = {
      latest: times.reduce((last, time) => Math.max(last, time?.getTime() ?? 0), latest),
      isUnknown: isUnknown || times.includes(undefined),
    };
  }

  /** The time from which all versions are archived; undefined if it is not known, or none is. */
  get allArchivedAt(): Date | undefined {
    const { latest = 0, isUnknown = true } = this.archivedAt ?? {};
    return isUnknown || latest === 0 ? undefined : new Date(latest);
  }

  /** Ends the deployment with a message that is written for a deployment that did nothing. */
  stop(message: FailureMessage) {
    if (this.failure === undefined || this.failure.kind === 'refused' || this.failure.kind === 'not copied') {
      this.overrule('stopped', [toEntry(message)], message.next);
    } else {
      this.fail('stopped', [toEntry(message)], message.next);
    }
  }

  /**
   * Gives up the lease of a run that failed, and leaves the rest as it is stored: a slice that failed in the middle may have an
   * outcome without its report, or a refusal that is not a failure yet.
   *
   * @throws ObjectStoreError if another run wrote the state since
   */
  async releaseLease(): Promise<void> {
    await this.write({ ...this.stored, lease: undefined });
  }

  /** @throws ObjectStoreError if another run wrote it since: the run is repeated from there */
  async save(): Promise<void> {
    const { outcomes, environmentHash, declaration, startedAt, end, unknownAge, isNew } = this;
    const { isRepetition, archivedAt, requiresCopies } = this;
    const {
      phase,
      position,
      failure,
      ending,
      earlier,
      lease,
      runs,
      idleRuns,
      throttled,
      isTimeUp,
      waiting,
      isUnreported,
    } = this;
    await this.write({
      ...{ environmentHash, declaration, startedAt, end, unknownAge, isNew, isRepetition, archivedAt },
      ...(requiresCopies && { requiresCopies }),
      ...{
        phase,
        position,
        failure,
        ending,
        earlier,
        lease,
        runs,
        idleRuns,
        throttled,
        isTimeUp,
        waiting,
        isUnreported,
      },
      outcomes: outcomes.serialize(),
    });
  }

  private async write(state: StoredState): Promise<void> {
    this.tag = await this.store.replace(this.location, { body: JSON.stringify(state), tag: this.tag });
    this.stored = state;
  }
}

/** The reason that a message gives, without its first words, which the answer to CloudFormation repeats. */
export function toEntry({ what, entries }: FailureMessage): string {
  return [what.replace(/^Nothing was (disposed|archived): /, ''), ...entries].join(': ');
}

/** The place of everything of one deployment, but for the request of CloudFormation. */
export function executionPrefix({ recordPrefix }: Pick<Configuration, 'recordPrefix'>, id: string): string {
  return `${recordPrefix}/executions/${id}`;
}

function locate(configuration: Pick<Configuration, 'recordBucket' | 'recordPrefix'>, id: string): ObjectLocation {
  return { bucket: configuration.recordBucket, key: `${executionPrefix(configuration, id)}/state.json` };
}
