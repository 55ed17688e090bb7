import { readCode } from '../event/reasons';

/** The reason why a deployment ends without having done all. */
export interface ExecutionFailure {
  /**
   * `refused`: the check refused versions; `not copied`: versions have no complete copy; `incomplete`: versions could not be changed; `not restored`: versions that are
   * no longer declared could not be restored; `out of time`: CloudFormation would have waited no longer; `superseded`: a
   * newer event of the resource came; `stopped`: the deployment could not continue.
   */
  readonly kind: 'refused' | 'not copied' | 'incomplete' | 'not restored' | 'out of time' | 'superseded' | 'stopped';
  /** The first reasons. */
  readonly entries: readonly string[];
  /** The number of reasons there are. */
  readonly count: number;
  /** The number of of them have each code. */
  readonly codes: Readonly<Record<string, number>>;
  /** The next step, unless the kind tells it. */
  readonly next?: string;
}

/** The error name of a failed execution, by the kind of the failure. */
export const ERROR_NAMES: Readonly<Record<ExecutionFailure['kind'], string>> = {
  refused: 'Refused',
  'not copied': 'NotCopied',
  incomplete: 'Incomplete',
  'not restored': 'NotRestored',
  'out of time': 'OutOfTime',
  superseded: 'Superseded',
  stopped: 'Stopped',
};

/** The end of a deployment, which is written down before CloudFormation is answered, and repeated ever after. */
export interface Ending {
  /** The body of the answer to CloudFormation. */
  readonly answer: string;
  /** The end of the workflow; absent if the deployment succeeded. */
  readonly error?: { readonly name: string; readonly cause: string };
}

/** Reasons that a state keeps: more than one answer to CloudFormation can show. */
const MAX_ENTRIES = 100;

/** Adds reasons to a failure; the kind and the advice of the first stay. */
export function addReasons(
  before: ExecutionFailure | undefined,
  { kind, entries, next }: Pick<ExecutionFailure, 'kind' | 'entries' | 'next'>,
): ExecutionFailure {
  const codes = { ...before?.codes };
  for (const code of entries.map(readCode)) {
    if (code !== undefined) {
      codes[code] = (codes[code] ?? 0) + 1;
    }
  }
  return {
    kind: before?.kind ?? kind,
    entries: [...(before?.entries ?? []), ...entries].slice(0, MAX_ENTRIES),
    count: (before?.count ?? 0) + entries.length,
    codes,
    next: before?.next ?? next,
  };
}
