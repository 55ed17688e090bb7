import {
  isChangedObject,
  type ObjectContent,
  type ObjectLocation,
  type ObjectStore,
} from '../../codeartifact/object-store';
import type { Action } from '../../declaration/declaration';
import type { FailureMessage } from '../event/failure';
import type { Configuration } from './configuration';
import { Outcomes } from './outcomes';

/** Where a deployment of a manifest stands. Every step is repeatable until the state says that it is done. */
export type Phase = 'check' | 'copy' | Action | 'restore' | 'answer' | 'answered';

/** Why a deployment ends without having done all. */
export interface ExecutionFailure {
  /**
   * `refused`: the check refused versions; `not copied`: versions have no complete copy; `incomplete`: versions could not be changed; `not restored`: versions that are
   * no longer declared could not be restored; `out of time`: CloudFormation would have waited no longer; `stopped`: the
   * deployment could not go on.
   */
  readonly kind: 'refused' | 'not copied' | 'incomplete' | 'not restored' | 'out of time' | 'stopped';
  /** The first reasons. */
  readonly entries: readonly string[];
  /** How many reasons there are. */
  readonly count: number;
  /** What to do, where the kind does not say it. */
  readonly next?: string;
}

/** Reasons that a state keeps: more than one answer to CloudFormation can show. */
const MAX_ENTRIES = 100;

interface StoredState {
  readonly manifestHash: string;
  readonly startedAt: number;
  readonly end: number;
  readonly phase: Phase;
  readonly position: number;
  readonly outcomes: string;
  readonly failure?: ExecutionFailure;
  readonly unknownAge?: FailureMessage;
  readonly isNew?: boolean;
  readonly requiresCopies?: boolean;
  readonly archivedAt?: ArchivedAt;
}

/** Since when the versions are archived that the deployment has come to so far. */
interface ArchivedAt {
  /** In milliseconds of the epoch: the time of the version that was archived last. */
  readonly latest: number;
  /** Whether nobody knows the time of one of them. */
  readonly isUnknown: boolean;
}

/** What a deployment begins with. */
export interface ExecutionStart extends Pick<StoredState, 'end' | 'unknownAge' | 'isNew'> {
  readonly id: string;
  /** Default: the check of all versions. */
  readonly phase?: Phase;
}

/** The state of one deployment, in the bucket by key; a write fails if another run wrote since. */
export class ExecutionState {
  /** Unless there is a state: a deployment that begins. */
  static async create(
    store: ObjectStore,
    configuration: Configuration,
    { id, end, unknownAge, isNew, phase = 'check' }: ExecutionStart,
  ): Promise<void> {
    const { manifestHash, versionCount } = configuration.properties;
    const outcomes = Outcomes.of(versionCount).serialize();
    const state: StoredState = {
      manifestHash,
      startedAt: Date.now(),
      end,
      unknownAge,
      isNew,
      ...(configuration.coldCopies && { requiresCopies: true }),
      phase,
      position: 0,
      outcomes,
    };
    try {
      await store.replace(locate(configuration, id), { body: JSON.stringify(state), tag: undefined });
    } catch (error) {
      if (!isChangedObject(error)) {
        throw error;
      }
    }
  }

  /** @throws an error if there is none */
  static async load(store: ObjectStore, configuration: Configuration, id: string): Promise<ExecutionState> {
    const location = locate(configuration, id);
    const { content } = await store.read(location);
    if (content === undefined) {
      throw new Error(`The state of the deployment must be in ${location.bucket}/${location.key}; found none.`);
    }
    return new ExecutionState(store, location, content);
  }

  phase: Phase;
  /** The first package of the phase that is not done. */
  position: number;
  failure?: ExecutionFailure;
  readonly outcomes: Outcomes;
  readonly manifestHash: string;
  /** When the deployment began, in milliseconds of the epoch. */
  readonly startedAt: number;
  /** When it has to be answered, in milliseconds of the epoch. */
  readonly end: number;
  /** Why no version may be disposed; absent if CloudFormation certainly waits. */
  readonly unknownAge?: FailureMessage;
  /** Whether nobody has watched the versions of this repository before. */
  readonly isNew: boolean;
  /** Whether the deployment began with copies, so that it may not change a version without them. */
  readonly requiresCopies: boolean;
  private archivedAt?: ArchivedAt;
  /** The tag of the stored state that this one was read from, or written as. */
  private tag: string;

  private constructor(
    private readonly store: ObjectStore,
    private readonly location: ObjectLocation,
    content: ObjectContent,
  ) {
    const stored = JSON.parse(String(content.body)) as StoredState;
    this.tag = content.tag;
    this.phase = stored.phase;
    this.position = stored.position;
    this.failure = stored.failure;
    this.manifestHash = stored.manifestHash;
    this.startedAt = stored.startedAt;
    this.end = stored.end;
    this.unknownAge = stored.unknownAge;
    this.isNew = stored.isNew === true;
    this.requiresCopies = stored.requiresCopies === true;
    this.archivedAt = stored.archivedAt;
    this.outcomes = Outcomes.parse(stored.outcomes);
  }

  /** Adds reasons; the kind of the first stays. */
  fail(kind: ExecutionFailure['kind'], entries: readonly string[], next?: string) {
    const before = this.failure;
    this.failure = {
      kind: before?.kind ?? kind,
      entries: [...(before?.entries ?? []), ...entries].slice(0, MAX_ENTRIES),
      count: (before?.count ?? 0) + entries.length,
      next: before?.next ?? next,
    };
  }

  /** Takes notice of since when versions are archived; undefined of one of which nobody knows. */
  addArchiveTimes(times: readonly (Date | undefined)[]) {
    const { latest, isUnknown } = this.archivedAt ?? { latest: 0, isUnknown: false };
    this.archivedAt = {
      latest: times.reduce((last, time) => Math.max(last, time?.getTime() ?? 0), latest),
      isUnknown: isUnknown || times.includes(undefined),
    };
  }

  /** Since when all versions are archived; undefined if nobody knows that, or none is. */
  get allArchivedAt(): Date | undefined {
    const { latest = 0, isUnknown = true } = this.archivedAt ?? {};
    return isUnknown || latest === 0 ? undefined : new Date(latest);
  }

  /** Ends the deployment with a message that is written for a deployment that did nothing. */
  stop(message: FailureMessage) {
    this.fail('stopped', [entryOf(message)], message.next);
  }

  /** @throws ObjectStoreError if another run wrote it since: the run is repeated from there */
  async save(): Promise<void> {
    const { manifestHash, startedAt, end, unknownAge, isNew, archivedAt, phase, position, failure } = this;
    const { requiresCopies } = this;
    const state: StoredState = {
      manifestHash,
      startedAt,
      end,
      unknownAge,
      isNew,
      ...(requiresCopies && { requiresCopies }),
      archivedAt,
      phase,
      position,
      failure,
      outcomes: this.outcomes.serialize(),
    };
    this.tag = await this.store.replace(this.location, { body: JSON.stringify(state), tag: this.tag });
  }
}

/** The reason that a message gives, without its first words, which the answer to CloudFormation repeats. */
export function entryOf({ what, entries }: FailureMessage): string {
  return [what.replace(/^Nothing was (disposed|archived): /, ''), ...entries].join(': ');
}

/** Where everything of one deployment lies, but the request of CloudFormation. */
export function executionPrefix({ recordPrefix }: Configuration, id: string): string {
  return `${recordPrefix}/executions/${id}`;
}

function locate(configuration: Configuration, id: string): ObjectLocation {
  return { bucket: configuration.recordBucket, key: `${executionPrefix(configuration, id)}/state.json` };
}
