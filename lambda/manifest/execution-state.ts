import type { FailureMessage } from '../failure';
import type { Configuration } from './configuration';
import { Outcomes } from './outcomes';
import type { Store, StoredObject } from './store';

/** Where a deployment of a manifest stands. Every step is repeatable until the state says that it is done. */
export type Phase = 'check' | 'dispose' | 'answer' | 'answered';

/** Why a deployment ends without having disposed all. */
export interface ExecutionFailure {
  /**
   * `refused`: the check refused versions; `incomplete`: versions could not be disposed; `out of time`: CloudFormation
   * would have waited no longer; `stopped`: the deployment could not go on.
   */
  readonly kind: 'refused' | 'incomplete' | 'out of time' | 'stopped';
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
}

/** What a deployment begins with. */
export interface ExecutionStart extends Pick<StoredState, 'end' | 'unknownAge'> {
  readonly id: string;
}

/** The state of one deployment, in the bucket by key; a write fails if another run wrote since. */
export class ExecutionState {
  /** Unless there is a state: a deployment that begins. */
  static async create(
    store: Store,
    configuration: Configuration,
    { id, end, unknownAge }: ExecutionStart,
  ): Promise<void> {
    const { manifestHash, versionCount } = configuration.properties;
    const outcomes = Outcomes.of(versionCount).serialize();
    const state: StoredState = {
      manifestHash,
      startedAt: Date.now(),
      end,
      unknownAge,
      phase: 'check',
      position: 0,
      outcomes,
    };
    await store.create(configuration.recordBucket, keyOf(configuration, id), JSON.stringify(state));
  }

  /** @throws an error if there is none */
  static async load(store: Store, configuration: Configuration, id: string): Promise<ExecutionState> {
    const place = { bucket: configuration.recordBucket, key: keyOf(configuration, id) };
    const found = await store.get(place.bucket, place.key);
    if (found === undefined) {
      throw new Error(`The state of the deployment must be in ${place.bucket}/${place.key}; found none.`);
    }
    return new ExecutionState(store, place, found);
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
  /** The tag of the stored state that this one was read from, or written as. */
  private tag: string;

  private constructor(
    private readonly store: Store,
    private readonly place: { readonly bucket: string; readonly key: string },
    found: StoredObject,
  ) {
    const stored = JSON.parse(String(found.body)) as StoredState;
    this.tag = found.tag;
    this.phase = stored.phase;
    this.position = stored.position;
    this.failure = stored.failure;
    this.manifestHash = stored.manifestHash;
    this.startedAt = stored.startedAt;
    this.end = stored.end;
    this.unknownAge = stored.unknownAge;
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

  /** Ends the deployment with a message that is written for a deployment that disposed nothing. */
  stop(message: FailureMessage) {
    this.fail('stopped', [entryOf(message)], message.next);
  }

  /** @throws ObjectChanged */
  async save(): Promise<void> {
    const { manifestHash, startedAt, end, unknownAge, phase, position, failure } = this;
    const state: StoredState = {
      manifestHash,
      startedAt,
      end,
      unknownAge,
      phase,
      position,
      failure,
      outcomes: this.outcomes.serialize(),
    };
    const { bucket, key } = this.place;
    this.tag = await this.store.replace(bucket, key, { body: JSON.stringify(state), tag: this.tag });
  }
}

/** The reason that a message gives, without its first words, which the answer to CloudFormation repeats. */
export function entryOf({ what, entries }: FailureMessage): string {
  return [what.replace(/^Nothing was disposed: /, ''), ...entries].join(': ');
}

/** Where everything of one deployment lies, but the request of CloudFormation. */
export function executionPrefix({ recordPrefix }: Configuration, id: string): string {
  return `${recordPrefix}/executions/${id}`;
}

function keyOf(configuration: Configuration, id: string): string {
  return `${executionPrefix(configuration, id)}/state.json`;
}
