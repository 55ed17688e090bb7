import type { RequestType, SentRequest } from './custom-resource';
import type { ForcedFailure } from './forced-failure';
import type { LogLine } from './function-configuration';
import type { UrlSignature } from './response-endpoint';
import type { Stack, StackEvent, StackStatus } from './stack';
import type { EventBus } from '../events';
import type { S3Service } from '../s3';
import type { SqsService } from '../sqs';
import type { StepFunctionsService } from '../step-functions';
import type { JsonObject } from './template';

/** The options of an engine. */
export interface LocalCloudFormationOptions {
  /** The account of stacks that name none. Default: 111122223333. */
  readonly account?: string;
  /** The Region of stacks that name none. Default: us-east-1. */
  readonly region?: string;
  /** Environment variables for every function, such as AWS_ENDPOINT_URL_CODEARTIFACT. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Gets the buckets of stacks and the assets of cloud assemblies. */
  readonly s3?: S3Service;
  /** Gets the rules of stacks. */
  readonly events?: EventBus;
  /** Gets the queues of stacks, and the functions that take their messages. */
  readonly sqs?: SqsService;
  /** Gets the state machines of stacks. */
  readonly stepFunctions?: StepFunctionsService;
  readonly onEvent?: (event: StackEvent, stack: Stack) => void;
  readonly onLog?: (line: LogLine) => void;
  /** The Node.js binary that runs the functions. Default: the one that runs this process. */
  readonly nodePath?: string;
  readonly now?: () => Date;
  /** The most resources that are created, updated or deleted at once. Default: 4. */
  readonly concurrency?: number;
  /** The wait before each retry of a function that failed. Default: 0, where Lambda waits minutes. */
  readonly retryDelayMs?: number;
  /** Replaces the Timeout of every function. */
  readonly functionTimeoutSeconds?: number;
  /** Milliseconds after its Timeout at which a function is ended, on a machine that is slower than Lambda. Default: 0. */
  readonly functionGraceSeconds?: number;
  /** The signature of response URLs. Default: `X-Amz-Date`, the form seen today. */
  readonly urlSignature?: UrlSignature;
  /**
   * The old properties of an update after one that failed and was not rolled back, which AWS does not document. Default:
   * those of the last success.
   */
  readonly oldPropertiesAfterFailure?: 'last-succeeded' | 'failed';
  /** Replaces the ServiceTimeout of every custom resource. */
  readonly serviceTimeoutSeconds?: number;
}

/** The options of one deployment. */
export interface DeployOptions {
  readonly parameters?: Readonly<Record<string, string>>;
  /** Makes a resource fail when its turn comes: logical id or construct path. */
  readonly failResource?: string | ForcedFailure;
  /**
   * True if a deployment that fails is rolled back. If not, what succeeded stays, the stack is CREATE_FAILED or
   * UPDATE_FAILED, and the next deployment continues from there. Default: true.
   */
  readonly rollback?: boolean;
}

/** The result of a deployment or a deletion. */
export interface DeployResult {
  readonly status: StackStatus;
  readonly stackId: string;
  /** The outputs of the stack after it. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly events: readonly StackEvent[];
  /** The lines that functions wrote during the operation. */
  readonly logs: readonly LogLine[];
  /** The requests to custom resources during the operation. */
  readonly requests: readonly SentRequest[];
  /** The reason of a failure: that of the first resource that failed, else of the stack. */
  readonly reason?: string;
  /** True if nothing was done, since nothing differed from the last deployment. */
  readonly noChanges: boolean;
}

/** An event that is sent to a custom resource's function apart from any deployment. */
export interface SendOptions {
  readonly requestType: RequestType;
  /** Default on Update and Delete: the id of the resource. */
  readonly physicalResourceId?: string;
  /** Default: those of the resource. */
  readonly resourceProperties?: JsonObject;
  /** Default on Update: those of the resource. */
  readonly oldResourceProperties?: JsonObject;
  /** The number of deliveries of the same event, at once. Default: 1. */
  readonly copies?: number;
}
