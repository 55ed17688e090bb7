import type { StackEnvironment } from './parameters';
import type { Json, JsonObject, Template } from './template';

/** The states of a stack that this engine knows. */
export type StackStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'CREATE_FAILED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_COMPLETE'
  | 'ROLLBACK_FAILED'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_FAILED'
  | 'UPDATE_ROLLBACK_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'UPDATE_ROLLBACK_FAILED'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED';

/** The states of a resource. */
export type ResourceStatus =
  `${'CREATE' | 'UPDATE' | 'DELETE'}_${'IN_PROGRESS' | 'COMPLETE' | 'FAILED'}` | 'DELETE_SKIPPED';

/** One line of a stack's history. */
export interface StackEvent {
  readonly time: Date;
  readonly stackName: string;
  readonly logicalId: string;
  /** The path of the resource's construct; the logical id where the assembly does not say. */
  readonly constructPath: string;
  readonly physicalId?: string;
  readonly resourceType: string;
  readonly status: StackStatus | ResourceStatus;
  readonly reason?: string;
}

/** A resource as it is deployed. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly constructPath: string;
  readonly physicalId: string;
  readonly attributes: JsonObject;
  /** True if attributes are masked where they are shown. */
  readonly noEcho: boolean;
  /** The properties, intrinsic functions resolved. */
  readonly properties: JsonObject;
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
  /** The logical ids of the resources that this one needs. They are created before it and deleted after it. */
  readonly dependsOn: readonly string[];
  /** The last request of a custom resource that succeeded. */
  readonly requestId?: string;
}

/** A stack, with its state between deployments. */
export class Stack {
  status: StackStatus = 'CREATE_IN_PROGRESS';
  template: Template = { Resources: {} };
  /** The parameters that were given a value. */
  parameters: Record<string, string> = {};
  resources = new Map<string, StackResource>();
  /** The resources whose last request failed in a deployment that was not rolled back, in the state that the request left. */
  failed = new Map<string, StackResource>();
  outputs: Record<string, string> = {};
  exports = new Map<string, Json>();
  /** The number of resources that the operation in progress touches. */
  resourcesTotal = 0;
  /** The types of the resources that the operation in progress touches. */
  resourceTypes: string[] = [];
  /** The whole history, oldest first. */
  readonly events: StackEvent[] = [];

  constructor(
    readonly environment: StackEnvironment,
    private readonly now: () => Date,
    private readonly listener?: (event: StackEvent, stack: Stack) => void,
  ) {}

  get name(): string {
    return this.environment.stackName;
  }

  get id(): string {
    return this.environment.stackId;
  }

  /** Enters a new state and tells the listener. */
  enter(status: StackStatus, reason?: string): void {
    this.status = status;
    this.emit({
      logicalId: this.name,
      constructPath: this.name,
      physicalId: this.id,
      resourceType: 'AWS::CloudFormation::Stack',
      status,
      reason,
    });
  }

  /** Tells of a resource's new state. */
  emitResource(
    resource: Pick<StackResource, 'logicalId' | 'constructPath' | 'type'> & { readonly physicalId?: string },
    status: ResourceStatus,
    reason?: string,
  ): void {
    const { logicalId, constructPath, physicalId, type: resourceType } = resource;
    this.emit({ logicalId, constructPath, physicalId, resourceType, status, reason });
  }

  /** Adds a line to the history and tells the listener. */
  private emit(event: Omit<StackEvent, 'time' | 'stackName'>): void {
    const complete = { time: this.now(), stackName: this.name, ...event };
    this.events.push(complete);
    this.listener?.(complete, this);
  }
}
