import { accessDenied, conflict, internalServerError, throttling, type ServiceException } from './exceptions';
import type { OperationName } from './operations';
import type { Registry } from './registry';

/** An answer as it goes over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A call as the service has recorded it; the last members are there once it was answered. */
export interface RecordedCall {
  readonly operation: OperationName;
  /** The query string, names as on the wire: `domain-owner`, `max-results`. */
  readonly query: Readonly<Record<string, string>>;
  /** The parsed JSON body, undefined where there was none. */
  readonly body: unknown;
  /** `codeartifact:` and the operation: what IAM authorises. */
  readonly action: string;
  /** The ARN that IAM authorises the action on: the package's, of ListPackages and DescribeRepository the repository's. */
  readonly resource: string;
  /** The Region in the signature's credential scope. */
  readonly region: string;
  readonly requestId: string;
  /** When the call arrived, in milliseconds of the epoch. */
  readonly time: number;
  /** Calls of the same operation under way when this one had arrived, itself included. */
  readonly underWay: number;
  /** The fault that was injected into this call. */
  fault?: FaultName;
  /** Milliseconds from arrival to the end of the answer. */
  duration?: number;
  /** Whether the operation was carried out, whatever was answered. */
  carriedOut: boolean;
  /** HTTP status code of the answer, undefined while there is none and when the connection was cut instead. */
  status?: number;
  /** The error's name where an exception was answered. */
  error?: string;
}

type FaultKind =
  /** 429 ThrottlingException; `retryAfter` in seconds becomes `Retry-After`, else there is no such header. */
  | { readonly fault: 'throttling'; readonly retryAfter?: number; readonly afterWork?: boolean }
  /** 500 InternalServerException. */
  | { readonly fault: 'internal-server-error'; readonly afterWork?: boolean }
  /** 409 ConflictException. */
  | { readonly fault: 'conflict'; readonly afterWork?: boolean }
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
  | { readonly fault: 'html'; readonly status?: number; readonly afterWork?: boolean }
  /** The answer comes late, by `delay` milliseconds; the work is done after the delay unless `afterWork`. */
  | { readonly fault: 'slow'; readonly delay: number; readonly afterWork?: boolean }
  /** No answer ever comes, until the client gives up or the service stops. */
  | { readonly fault: 'no-answer'; readonly afterWork?: boolean }
  /** Any exception, also one that the model does not know. */
  | { readonly fault: 'exception'; readonly exception: ServiceException; readonly afterWork?: boolean }
  /** Any answer at all. */
  | { readonly fault: 'raw'; readonly answer: RawAnswer; readonly afterWork?: boolean }
  /** The work is done, and the answer's object is replaced by what the function returns. */
  | {
      readonly fault: 'rewrite';
      readonly rewrite: (answer: Record<string, unknown>, call: Readonly<RecordedCall>) => unknown;
    }
  /** Somebody else changes the registry just before the work, or just after it. */
  | {
      readonly fault: 'concurrent-change';
      readonly change: (registry: Registry, call: Readonly<RecordedCall>) => void;
      readonly afterWork?: boolean;
    };

/** The kinds of fault. */
export type FaultName = FaultKind['fault'];

/** A fault and the calls that it befalls. */
export type Fault = FaultKind & {
  /** Default: any operation. */
  readonly operation?: OperationName;
  /** Default: calls on any resource. */
  readonly resource?: string;
  /** Further condition of a call. */
  readonly when?: (call: Readonly<RecordedCall>) => boolean;
  /** Number of matching calls that pass first; default 0. */
  readonly after?: number;
  /** Number of calls that it then befalls; default 1, Infinity for all. */
  readonly times?: number;
};

interface Injected {
  readonly fault: Fault;
  passed: number;
  left: number;
}

/** The faults to come. Every injected fault counts the calls that match it; the first that is due befalls the call. */
export class Faults {
  private injected: Injected[] = [];

  inject(fault: Fault): void {
    this.injected.push({ fault, passed: 0, left: fault.times ?? 1 });
  }

  /** Takes back every fault that has not happened yet. */
  clear(): void {
    this.injected = [];
  }

  /** Number of injected faults that have not (all) happened yet: 0 says that a test met all it asked for. */
  get pending(): number {
    return this.injected.length;
  }

  /** The fault that befalls this call; each call is asked about once. */
  next(call: Readonly<RecordedCall>): Fault | undefined {
    let due: Injected | undefined;
    for (const injected of this.injected) {
      const { operation, resource, when, after = 0 } = injected.fault;
      if (operation !== undefined && operation !== call.operation) {
        continue;
      }
      if (resource !== undefined && resource !== call.resource) {
        continue;
      }
      if (when && !when(call)) {
        continue;
      }
      if (injected.passed < after) {
        injected.passed += 1;
      } else {
        due ??= injected;
      }
    }
    if (!due) {
      return undefined;
    }
    due.left -= 1;
    if (due.left <= 0) {
      this.injected.splice(this.injected.indexOf(due), 1);
    }
    return due.fault;
  }
}

/** The exception that a fault answers with, undefined for the kinds that are no exception. */
export function exceptionOf(fault: Fault, call: Readonly<RecordedCall>, account: string): ServiceException | undefined {
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

/** Whether the operation is carried out before the fault shows. */
export function isAfterWork(fault: Fault): boolean {
  switch (fault.fault) {
    case 'answer-lost':
    case 'truncated':
    case 'malformed-json':
    case 'rewrite':
      return true;
    case 'reset':
    case 'access-denied':
      return false;
    default:
      return fault.afterWork ?? false;
  }
}
