import { gunzipSync, gzipSync } from 'node:zlib';

/** What is known of each version of a manifest. The numbers are stored: never reuse one. */
export const OUTCOMES = {
  unchecked: 0,
  toDispose: 1,
  /** It was disposed before the deployment. */
  alreadyDisposed: 2,
  missing: 3,
  deleted: 4,
  refused: 5,
  disposed: 6,
  notDisposed: 7,
} as const;

export type Outcome = (typeof OUTCOMES)[keyof typeof OUTCOMES];

/** How a report calls an outcome. */
export const OUTCOME_NAMES: Readonly<Record<Outcome, string>> = {
  [OUTCOMES.unchecked]: 'not checked',
  [OUTCOMES.toDispose]: 'not attempted',
  [OUTCOMES.alreadyDisposed]: 'already disposed',
  [OUTCOMES.missing]: 'missing',
  [OUTCOMES.deleted]: 'deleted',
  [OUTCOMES.refused]: 'refused',
  [OUTCOMES.disposed]: 'disposed',
  [OUTCOMES.notDisposed]: 'not disposed',
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
    return this.bytes.reduce((sum, byte) => sum + (outcomes.includes(byte as Outcome) ? 1 : 0), 0);
  }

  /** How many versions have each outcome, by its name in reports. */
  counts(): Record<string, number> {
    const counts = Object.values(OUTCOMES).map(
      (outcome) => [OUTCOME_NAMES[outcome], this.count(outcome)] as [string, number],
    );
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  }

  serialize(): string {
    return gzipSync(this.bytes).toString('base64');
  }
}
