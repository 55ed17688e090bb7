/** The configuration of a function. */
export interface FunctionConfiguration {
  readonly functionName: string;
  readonly functionArn: string;
  /** The directory with the unpacked code, which becomes the working directory as `/var/task` does. */
  readonly codeDirectory: string;
  /** `file.export`, as in `index.handler`. */
  readonly handler: string;
  /** Megabytes, which limit the heap. */
  readonly memorySize: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroupName: string;
  readonly region: string;
}

/** The way functions run on this machine. */
export interface FunctionRuntime {
  /** The Node.js binary that runs the handler. */
  readonly nodePath: string;
  /** Further environment variables, added to those of Lambda and of the function. */
  readonly environment: Readonly<Record<string, string>>;
  /** The wait before each of the two retries of an asynchronous invocation; Lambda waits one and two minutes. */
  readonly retryDelayMs: number;
  readonly onLog?: (line: LogLine) => void;
  /** Milliseconds after its Timeout at which a function is ended, on a machine that is slower than Lambda. */
  readonly graceMs: number;
  /** An abort ends the invocations in progress and the processes, and no retry starts. */
  readonly signal?: AbortSignal;
}

/** One line that a function wrote. */
export interface LogLine {
  readonly time: Date;
  readonly functionName: string;
  readonly awsRequestId: string;
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
}

/** An error as Lambda reports it. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}
