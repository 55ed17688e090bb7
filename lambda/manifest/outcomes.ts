import { gunzipSync, gzipSync } from 'node:zlib';
import type { Action } from '../../declaration/declaration';

/** The outcome of each version of a manifest. The numbers are stored: never reuse one. */
export const OUTCOMES = {
  unchecked: 0,
  toChange: 1,
  /** It was disposed before the deployment. */
  alreadyDisposed: 2,
  missing: 3,
  deleted: 4,
  refused: 5,
  disposed: 6,
  notDisposed: 7,
  /** It was archived before the deployment. */
  alreadyArchived: 8,
  /** It was declared before, and was changed since. */
  changedSince: 9,
  archived: 10,
  notArchived: 11,
  /** It is declared no more, and has its status back. */
  restored: 12,
  /** It was to be changed, and has no complete copy. */
  notCopied: 13,
} as const;

export type Outcome = (typeof OUTCOMES)[keyof typeof OUTCOMES];

/** The name of an outcome in a report. */
export const OUTCOME_NAMES: Readonly<Record<Outcome, string>> = {
  [OUTCOMES.unchecked]: 'not checked',
  [OUTCOMES.toChange]: 'not attempted',
  [OUTCOMES.alreadyDisposed]: 'already disposed',
  [OUTCOMES.missing]: 'missing',
  [OUTCOMES.deleted]: 'deleted',
  [OUTCOMES.refused]: 'refused',
  [OUTCOMES.disposed]: 'disposed',
  [OUTCOMES.notDisposed]: 'not disposed',
  [OUTCOMES.alreadyArchived]: 'already archived',
  [OUTCOMES.changedSince]: 'changed since',
  [OUTCOMES.archived]: 'archived',
  [OUTCOMES.notArchived]: 'not archived',
  [OUTCOMES.restored]: 'restored',
  [OUTCOMES.notCopied]: 'not copied',
};

/** The outcomes of each action for a version that had the status before, gets it, or does not get it. */
export const OUTCOMES_OF: Readonly<Record<Action, { readonly [K in 'before' | 'changed' | 'unchanged']: Outcome }>> = {
  dispose: { before: OUTCOMES.alreadyDisposed, changed: OUTCOMES.disposed, unchanged: OUTCOMES.notDisposed },
  archive: { before: OUTCOMES.alreadyArchived, changed: OUTCOMES.archived, unchanged: OUTCOMES.notArchived },
};

/** The outcome of every version of a manifest, by its position there: a byte each, a few kilobytes when stored. */
export class Outcomes {
  static of(versionCount: number): Outcomes {
    return new Outcomes(new Uint8Array(versionCount));
  }

  static parse(text: string): Outcomes {
    return new Outcomes(new Uint8Array(gunzipSync(Buffer.from(text, 'base64'))));
  }

  private constructor(private readonly bytes: Uint8Array) {}

  get(version: number): Outcome {
    return this.bytes[version] as Outcome;
  }

  set(version: number, outcome: Outcome) {
    this.bytes[version] = outcome;
  }

  count(...outcomes: Outcome[]): number {
    const tally = this.tally();
    return outcomes.reduce((sum: number, outcome) => sum + tally[outcome]!, 0);
  }

  /** The number of versions have each outcome, by its name in reports. */
  counts(): Record<string, number> {
    const tally = this.tally();
    const counts = Object.values(OUTCOMES).map((outcome) => [OUTCOME_NAMES[outcome], tally[outcome]!] as const);
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  }

  /** The number of versions have each outcome, by its number. */
  private tally(): Uint32Array {
    const tally = new Uint32Array(256);
    for (const outcome of this.bytes) {
      tally[outcome]! += 1;
    }
    return tally;
  }

  serialize(): string {
    return gzipSync(this.bytes).toString('base64');
  }
}
