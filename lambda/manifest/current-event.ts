import { isChangedObject, type ObjectLocation, type ObjectStore } from '../../codeartifact/object-store';
import type { Data } from '../event/response';
import type { Configuration } from './configuration';

/** An event of CloudFormation in the order of the events of its resource. */
export interface ResourceEvent {
  /** The id of its execution. */
  readonly id: string;
  /** The time at which CloudFormation sent it, in milliseconds of the epoch; undefined if the event does not say. */
  readonly issuedAt?: number;
}

/** The last success of the resource: the properties of its event, and the attributes of its answer. */
export interface LastSuccess {
  readonly propertiesHash: string;
  readonly data: Data;
}

/** The result of an event's claim to be the current one. */
export interface Claim {
  /** False if a newer event of the resource came before: this one must do nothing. */
  readonly isCurrent: boolean;
  /** Executions of earlier events that may still run. */
  readonly earlier: readonly string[];
  readonly lastSuccess?: LastSuccess;
}

interface StoredCurrent {
  readonly execution: string;
  readonly issuedAt?: number;
  /** True if its execution has ended, so that a newer event need not wait for it. */
  readonly isOver?: boolean;
  readonly earlier: readonly string[];
  /** Ids of events that are not current any more: one that is delivered again does not become current again. */
  readonly past: readonly string[];
  readonly lastSuccess?: LastSuccess;
}

const MAX_PAST = 50;
const MAX_ATTEMPTS = 20;
/** The most that an event may be ahead of the clocks; a later time is not believed. */
const MAX_SKEW_MILLISECONDS = 300_000;

/**
 * The current event of a resource: the only one whose execution may change versions. Events are ordered by the time of
 * their response URL's signature, which CloudFormation makes when it sends an event, and within a second by their arrival.
 * Every write is conditional, so that of two events at once one sees the other.
 */
export class CurrentEvent {
  constructor(
    private readonly store: ObjectStore,
    private readonly configuration: Pick<Configuration, 'recordBucket' | 'recordPrefix'>,
  ) {}

  /** Makes an event the current one, unless a newer one is. */
  async claim({ id, issuedAt }: ResourceEvent): Promise<Claim> {
    for (let attempt = 1; ; attempt++) {
      const { current, tag, now } = await this.read();
      if (current?.execution === id) {
        return { isCurrent: true, earlier: current.earlier, lastSuccess: current.lastSuccess };
      }
      if (current !== undefined && isNewer(current, { id, issuedAt }, now)) {
        return { isCurrent: false, earlier: [], lastSuccess: current.lastSuccess };
      }
      const earlier = current === undefined || current.isOver ? [] : [...current.earlier, current.execution];
      const past = [...(current?.past ?? []), ...(current ? [current.execution] : [])].slice(-MAX_PAST);
      const claimed: StoredCurrent = { execution: id, issuedAt, earlier, past, lastSuccess: current?.lastSuccess };
      if (await this.write(claimed, tag, attempt)) {
        return { isCurrent: true, earlier, lastSuccess: current?.lastSuccess };
      }
    }
  }

  /** True if an event is the current one, and is not answered. One that cannot be found is not. */
  async isCurrent(id: string): Promise<boolean> {
    const { current } = await this.read();
    return current?.execution === id && !current.isOver;
  }

  /** Writes down that the execution of an event has ended, and the answer that it gave if it succeeded. */
  async end(id: string, lastSuccess?: LastSuccess): Promise<void> {
    const { current, tag } = await this.read();
    if (current?.execution === id) {
      const ended = { ...current, isOver: true, earlier: [], lastSuccess: lastSuccess ?? current.lastSuccess };
      await this.write(ended, tag);
    }
  }

  private async read() {
    const { content, now } = await this.store.read(this.location);
    return {
      current: content && parse(String(content.body)),
      tag: content?.tag,
      now: Math.max(now.getTime(), Date.now()),
    };
  }

  /** @returns false if another event was faster */
  private async write(current: StoredCurrent, tag: string | undefined, attempt = 1): Promise<boolean> {
    try {
      await this.store.replace(this.location, { body: JSON.stringify(current), tag });
      return true;
    } catch (error) {
      if (!isChangedObject(error) || attempt === MAX_ATTEMPTS) {
        throw error;
      }
      return false;
    }
  }

  private get location(): ObjectLocation {
    const { recordBucket: bucket, recordPrefix } = this.configuration;
    return { bucket, key: `${recordPrefix}/current.json` };
  }
}

function isNewer(current: StoredCurrent, { id, issuedAt }: ResourceEvent, now: number): boolean {
  if (current.past.includes(id)) {
    return true;
  }
  const isBelievable = current.issuedAt !== undefined && current.issuedAt <= now + MAX_SKEW_MILLISECONDS;
  return isBelievable && issuedAt !== undefined && issuedAt < (current.issuedAt ?? 0);
}

/** Undefined if the object is not one that a function wrote; the next event replaces it. */
function parse(text: string): StoredCurrent | undefined {
  try {
    const { execution, issuedAt, isOver, earlier, past, lastSuccess } = JSON.parse(text) as StoredCurrent;
    const isValid = typeof execution === 'string' && Array.isArray(earlier) && Array.isArray(past);
    return isValid ? { execution, issuedAt, isOver, earlier, past, lastSuccess } : undefined;
  } catch {
    return undefined;
  }
}
