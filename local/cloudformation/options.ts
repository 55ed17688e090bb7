import type { RequestType, SentRequest } from './custom-resource';
import type { ForcedFailure } from './deployment';
import type { LogLine } from './lambda-function';
import type { Stack, StackEvent, StackStatus } from './stack';
import type { JsonObject } from './template';

/** How an engine is set up. */
export interface LocalCloudFormationOptions {
  /** The account of stacks that name none. Default: 111122223333. */
  readonly account?: string;
  /** The Region of stacks that name none. Default: us-east-1. */
  readonly region?: string;
  /** Environment variables for every function, such as AWS_ENDPOINT_URL_CODEARTIFACT. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly onEvent?: (event: StackEvent, stack: Stack) => void;
  readonly onLog?: (line: LogLine) => void;
  /** The Node.js binary that runs the functions. Default: the one that runs this process. */
  readonly nodePath?: string;
  readonly now?: () => Date;
  /** How many resources are worked on at once. Default: 4. */
  readonly concurrency?: number;
  /** The wait before each retry of a function that failed. Default: 0, where Lambda waits minutes. */
  readonly retryDelayMs?: number;
  /** Replaces the Timeout of every function. */
  readonly functionTimeoutSeconds?: number;
  /** Replaces the ServiceTimeout of every custom resource. */
  readonly serviceTimeoutSeconds?: number;
}

/** How one deployment differs from the last. */
export interface DeployOptions {
  readonly parameters?: Readonly<Record<string, string>>;
  /** Makes a resource fail when its turn comes: logical id or construct path. */
  readonly failResource?: string | ForcedFailure;
}

/** How a deployment or a deletion ended. */
export interface DeployResult {
  readonly status: StackStatus;
  readonly stackId: string;
  /** The outputs the stack has now. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly events: readonly StackEvent[];
  /** What the functions wrote meanwhile. */
  readonly logs: readonly LogLine[];
  /** What custom resources were sent meanwhile. */
  readonly requests: readonly SentRequest[];
  /** Why it failed: the reason of the first resource that did, else of the stack. */
  readonly reason?: string;
  /** Nothing differed from the last deployment, so nothing was done. */
  readonly noChanges: boolean;
}

/** An event that is sent to a custom resource's function apart from any deployment. */
export interface SendOptions {
  readonly requestType: RequestType;
  /** Default on Update and Delete: the id the resource has. */
  readonly physicalResourceId?: string;
  /** Default: those the resource has. */
  readonly resourceProperties?: JsonObject;
  /** Default on Update: those the resource has. */
  readonly oldResourceProperties?: JsonObject;
  /** How many times the same event is delivered, at once. Default: 1. */
  readonly copies?: number;
}
