/** The operations that the service answers. */
export type S3Operation = 'GetObject' | 'HeadObject' | 'PutObject' | 'ListObjectsV2';

/** A call as the service has recorded it. */
export interface S3Call {
  readonly operation: S3Operation;
  readonly bucket: string;
  /** Of a list: the prefix. */
  readonly key: string;
  /** The action that IAM authorises: `s3:GetObject`, `s3:PutObject` or `s3:ListBucket`. */
  readonly action: string;
  /** The ARN that IAM authorises the action on. */
  readonly resource: string;
  /** HTTP status of the answer, undefined while there is none. */
  status?: number;
}

/** A fault, and the calls that it applies to. */
export interface S3Fault {
  /**
   * `internal-error`, `slow-down` and `access-denied` are answered with 500, 503 and 403, `reset` cuts the connection before the work,
   * `answer-lost` after it.
   */
  readonly fault: 'internal-error' | 'slow-down' | 'access-denied' | 'reset' | 'answer-lost';
  readonly operation?: S3Operation;
  /** Default: any key. */
  readonly key?: RegExp;
  /** Number of matching calls that pass first; default 0. */
  readonly after?: number;
  /** Number of calls that it then affects; default 1. */
  readonly times?: number;
}

/** The faults to come. */
export class S3Faults {
  private injected: { fault: S3Fault; passCount: number; left: number }[] = [];

  inject(fault: S3Fault): void {
    this.injected.push({ fault, passCount: 0, left: fault.times ?? 1 });
  }

  clear(): void {
    this.injected = [];
  }

  /** The fault that affects this call; each call is asked about once. */
  next(call: S3Call): S3Fault | undefined {
    for (const injected of this.injected) {
      const { operation, key, after = 0 } = injected.fault;
      if ((operation !== undefined && operation !== call.operation) || (key !== undefined && !key.test(call.key))) {
        continue;
      }
      if (injected.passCount < after) {
        injected.passCount += 1;
        continue;
      }
      injected.left -= 1;
      if (injected.left <= 0) {
        this.injected.splice(this.injected.indexOf(injected), 1);
      }
      return injected.fault;
    }
    return undefined;
  }
}
