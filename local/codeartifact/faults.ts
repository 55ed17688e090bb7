import type { AssetContent } from './asset-content';
import { accessDenied, conflict, internalServerError, throttling, type ServiceException } from './exceptions';
import type { OperationName } from './operations';
import type { Registry } from './registry';

/** An HTTP answer. */
export interface RawAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** The bytes that are streamed in place of the body. */
  readonly content?: AssetContent;
}

/** A recorded call. Its last members are set when it is answered. */
export interface RecordedCall {
  readonly operation: OperationName;
  /** The query string, names as on the wire: `domain-owner`, `max-results`. */
  readonly query: Readonly<Record<string, string>>;
  /** The parsed JSON body, undefined where there was none. */
  readonly body: unknown;
  /** The action that IAM authorises: `codeartifact:` and the operation. */
  readonly action: string;
  /** The ARN that IAM authorises the action on: of the repository for ListPackages and DescribeRepository, else of the package. */
  readonly resource: string;
  /** The Region in the signature's credential scope. */
  readonly region: string;
  readonly requestId: string;
  /** The arrival of the call, in milliseconds of the epoch. */
  readonly time: number;
  /** The number of calls of the same operation that were in progress when this one arrived, itself included. */
  readonly inProgress: number;
  /** The fault that was injected into this call. */
  fault?: FaultName;
  /** Milliseconds from arrival to the end of the answer. */
  duration?: number;
  /** True if the operation was executed, whatever was answered. */
  executed: boolean;
  /** HTTP status code of the answer; undefined before the answer, and if the connection was cut instead. */
  status?: number;
  /** The name of the exception that was answered. */
  error?: string;
}

type FaultKind =
  /** 429 ThrottlingException; `retryAfter` in seconds becomes `Retry-After`, else there is no such header. */
  | { readonly fault: 'throttling'; readonly retryAfter?: number; readonly afterExecution?: boolean }
  /** 500 InternalServerException. */
  | { readonly fault: 'internal-server-error'; readonly afterExecution?: boolean }
  /** 409 ConflictException. */
  | { readonly fault: 'conflict'; readonly afterExecution?: boolean }
  /** 403 AccessDeniedException; with `times`, a policy that is not in force yet. */
  | { readonly fault: 'access-denied' }
  /** The connection is reset, and nothing was done. */
  | { readonly fault: 'reset' }
  /** The work is done, and the connection is reset before any answer. */
  | { readonly fault: 'answer-lost' }
  /** The work is done, and the connection is cut in the middle of the answer's body. */
  | { readonly fault: 'truncated' }
  /** The work is done, and the answer's body is complete but no JSON; status 200. */
  | { readonly fault: 'malformed-json' }
  /** A page of HTML, as a proxy sends it; status 502 unless told otherwise. */
  | { readonly fault: 'html'; readonly status?: number; readonly afterExecution?: boolean }
  /** The answer comes late, by `delay` milliseconds; the work is done after the delay unless `afterExecution`. */
  | { readonly fault: 'slow'; readonly delay: number; readonly afterExecution?: boolean }
  /** No answer ever comes, until the client gives up or the service stops. */
  | { readonly fault: 'no-answer'; readonly afterExecution?: boolean }
  /** Any exception, also one that the model does not know. */
  | { readonly fault: 'exception'; readonly exception: ServiceException; readonly afterExecution?: boolean }
  /** Any answer at all. */
  | { readonly fault: 'raw'; readonly answer: RawAnswer; readonly afterExecution?: boolean }
  /** The work is done, and the answer's object is replaced by what the function returns. */
  | {
      readonly fault: 'rewrite';
      readonly rewrite: (answer: Record<string, unknown>, call: Readonly<RecordedCall>) => unknown;
    }
  /** The work is done, and other bytes of an asset are sent, with the length that they have. */
  | { readonly fault: 'content'; readonly rewrite: (bytes: Buffer) => Buffer }
  /** Someone else changes the registry just before the work, or just after it. */
  | {
      readonly fault: 'concurrent-change';
      readonly change: (registry: Registry, call: Readonly<RecordedCall>) => void;
      readonly afterExecution?: boolean;
    };

/** The kinds of fault. */
export type FaultName = FaultKind['fault'];

/** A fault and the calls that it affects. */
export type Fault = FaultKind & {
  /** Default: any operation. */
  readonly operation?: OperationName;
  /** Default: calls on any resource. */
  readonly resource?: string;
  /** A further condition of the call. */
  readonly when?: (call: Readonly<RecordedCall>) => boolean;
  /** Number of matching calls that pass first; default 0. */
  readonly after?: number;
  /** Number of calls that it then affects; default 1, Infinity for all. */
  readonly times?: number;
};

interface PendingFault {
  readonly fault: Fault;
  passCount: number;
  left: number;
}

/** The pending faults. Each one counts the calls that match it, and the first that is due affects the call. */
export class Faults {
  private pendingFaults: PendingFault[] = [];

  inject(fault: Fault): void {
    this.pendingFaults.push({ fault, passCount: 0, left: fault.times ?? 1 });
  }

  /** Removes every fault that has not happened yet. */
  clear(): void {
    this.pendingFaults = [];
  }

  /** The number of faults that have not happened yet, or not often enough. It is 0 if a test met all its faults. */
  get nextFault(): number {
    return this.pendingFaults.length;
  }

  /** The fault that affects this call. Call it once for each call. */
  next(call: Readonly<RecordedCall>): Fault | undefined {
    let due: PendingFault | undefined;
    for (const nextFault of this.pendingFaults) {
      const { operation, resource, when, after = 0 } = nextFault.fault;
      if (operation !== undefined && operation !== call.operation) {
        continue;
      }
      if (resource !== undefined && resource !== call.resource) {
        continue;
      }
      if (when && !when(call)) {
        continue;
      }
      if (nextFault.passCount < after) {
        nextFault.passCount += 1;
      } else {
        due ??= nextFault;
      }
    }
    if (!due) {
      return undefined;
    }
    due.left -= 1;
    if (due.left <= 0) {
      this.pendingFaults.splice(this.pendingFaults.indexOf(due), 1);
    }
    return due.fault;
  }
}

/** The exception that a fault answers with; undefined for the kinds that do not answer with one. */
export function makeException(
  fault: Fault,
  call: Readonly<RecordedCall>,
  account: string,
): ServiceException | undefined {
  switch (fault.fault) {
    case 'throttling':
      return throttling(fault.retryAfter);
    case 'internal-server-error':
      return internalServerError();
    case 'conflict':
      return conflict('package', call.resource);
    case 'access-denied':
      return accessDenied(account, call.action, call.resource);
    case 'exception':
      return fault.exception;
    default:
      return undefined;
  }
}

/** True if the operation is executed before the fault shows. */
export function showsAfterExecution(fault: Fault): boolean {
  switch (fault.fault) {
    case 'answer-lost':
    case 'truncated':
    case 'malformed-json':
    case 'rewrite':
    case 'content':
      return true;
    case 'reset':
    case 'access-denied':
      return false;
    default:
      return fault.afterExecution ?? false;
  }
}
