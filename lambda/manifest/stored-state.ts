import type { Action } from '../../declaration/declaration';
import type { ManifestDeclaration } from '../../declaration/manifest';
import type { FailureMessage } from '../event/failure';
import type { Ending, ExecutionFailure } from './ending';

/** The state of a deployment of a manifest. Every step is repeatable until the state says that it is done. */
export type Phase = 'check' | 'copy' | Action | 'restore' | 'answer' | 'answered';

/** The state of a deployment as the bucket keeps it. */
export interface StoredState {
  /** The hash of all that the function's environment binds the deployment to. */
  readonly environmentHash: string;
  readonly declaration: ManifestDeclaration;
  readonly startedAt: number;
  readonly end: number;
  readonly phase: Phase;
  readonly position: number;
  readonly outcomes: string;
  readonly earlier: readonly string[];
  readonly lease?: number;
  readonly runs: number;
  readonly idleRuns: number;
  readonly throttled: number;
  readonly isTimeUp?: boolean;
  readonly waiting?: WaitingVersions;
  readonly isUnreported?: boolean;
  readonly failure?: ExecutionFailure;
  readonly ending?: Ending;
  readonly unknownAge?: FailureMessage;
  readonly isNew?: boolean;
  readonly requiresCopies?: boolean;
  readonly isRepetition?: boolean;
  readonly archivedAt?: ArchivedAt;
}

/** The time from which the versions so far are archived. */
export interface ArchivedAt {
  /** In milliseconds of the epoch: the time of the version that was archived last. */
  readonly latest: number;
  /** True if nothing tells the time of one of them. */
  readonly isUnknown: boolean;
}

/** Versions whose waiting time is not over. */
export interface WaitingVersions {
  /** The end of the last of these times, as `2026-01-31T12:00:00Z`. */
  readonly until: string;
  readonly count: number;
}
