/** The error with which Step Functions gave up the runs of the function. */
export interface RunError {
  readonly Error?: string;
  /** JSON of Lambda. */
  readonly Cause?: string;
}

/** Names with which Lambda and Step Functions say that the function was ended, and did not fail by itself. */
const ENDED = /^(?:Runtime\.|Sandbox\.|Lambda\.Unknown|States\.Timeout|States\.TaskFailed)/;

/** What happened to the last run, and what to do about a function that was ended. */
export function describeRunFailure({ Error: name = 'unknown', Cause: cause }: RunError): {
  readonly entry: string;
  readonly next?: string;
} {
  const detail = ENDED.test(name) ? readCause(cause) : undefined;
  return {
    entry:
      `runs of the function failed again and again, the last one with ${name}` +
      (detail === undefined ? '' : ` (${detail})`),
    ...(ENDED.test(name) && {
      next:
        'The end of the log of the function says whether its memory or its time was too small: give the construct more ' +
        'by functionOptions, and deploy again, which goes on where it ended.',
    }),
  };
}

/** Such as `Runtime exited with error: signal: killed`; undefined if Lambda says nothing. */
function readCause(cause: string | undefined): string | undefined {
  try {
    const { errorMessage } = JSON.parse(cause ?? '') as { readonly errorMessage?: unknown };
    return typeof errorMessage === 'string'
      ? errorMessage.replace(/^RequestId: \S+ (?:Error: )?/, '').replace(/[.]$/, '')
      : undefined;
  } catch {
    return undefined;
  }
}
