import type { EventBus, Rule } from '../events';
import type { S3Service } from '../s3';
import type { SqsService } from '../sqs';
import type { StepFunctionsService } from '../step-functions';
import { CustomResourceFailure, eventProperties } from './custom-resource';
import type { CustomResourceResult, CustomResources } from './custom-resource';
import type { FunctionCode } from './function-code';
import { LambdaFunction } from './lambda-function';
import type { FunctionError, FunctionRuntime } from './function-configuration';
import { deleteQueueResource, establishQueueResource } from './message-queues';
import { functionSettings, generatedName, makeIdentity } from './resource-types';
import type { Stack, StackResource } from './stack';
import type { Json, JsonObject } from './template';
import { isCustomResource, isObject, toText } from './template';

/** A resource of a template, without its identity. */
export type ResourceTarget = Pick<
  StackResource,
  'logicalId' | 'type' | 'constructPath' | 'deletionPolicy' | 'updateReplacePolicy' | 'dependsOn'
>;

/** The change of a resource that exists. */
export interface ResourceUpdate {
  /** The resource as it was deployed last. */
  readonly current: StackResource;
  /** The resource as the template declares it now. */
  readonly target: ResourceTarget;
  /** The new properties, with every intrinsic function resolved. */
  readonly properties: JsonObject;
}

/** A resource that could not be created, updated or deleted. */
export class ResourceFailure extends Error {
  constructor(
    reason: string,
    /** True if the request was sent, so that a rollback has to undo it. */
    readonly sent: boolean,
    /** The physical id, if the function answered one. */
    readonly physicalId?: string,
  ) {
    super(reason);
  }
}

/** The services that operations on resources need. */
export interface ResourceServices {
  readonly customResources: CustomResources;
  readonly code: FunctionCode;
  readonly runtime: FunctionRuntime;
  /** The functions of all stacks by ARN. */
  readonly functions: Map<string, LambdaFunction>;
  readonly s3?: S3Service;
  readonly events?: EventBus;
  readonly sqs?: SqsService;
  readonly stepFunctions?: StepFunctionsService;
  /** Replaces the Timeout of every function. */
  readonly functionTimeoutSeconds?: number;
  /** The old properties that an update sends after one that failed. */
  readonly oldPropertiesAfterFailure: 'last-succeeded' | 'failed';
}

/** Creates, updates and deletes single resources. Only custom resources call a function; others only get an identity. */
export class ResourceOperations {
  constructor(
    private readonly stack: Stack,
    private readonly services: ResourceServices,
  ) {}

  async create(target: ResourceTarget, properties: JsonObject, signal?: AbortSignal): Promise<StackResource> {
    if (!isCustomResource(target.type)) {
      return this.establish(target, properties);
    }
    const result = await this.send(target, { requestType: 'Create', resourceProperties: properties }, signal);
    return makeResource(target, properties, result);
  }

  async update({ current, target, properties }: ResourceUpdate, signal?: AbortSignal): Promise<StackResource> {
    if (!isCustomResource(target.type)) {
      return this.establish(target, properties);
    }
    if (properties['ServiceToken'] !== current.properties['ServiceToken']) {
      throw new ResourceFailure('Modifying service token is not allowed.', false);
    }
    const failed =
      this.services.oldPropertiesAfterFailure === 'failed' ? this.stack.failed.get(current.logicalId) : undefined;
    const request = {
      requestType: 'Update' as const,
      physicalResourceId: current.physicalId,
      resourceProperties: properties,
      oldResourceProperties: (failed ?? current).properties,
    };
    return makeResource(target, properties, await this.send(target, request, signal));
  }

  async delete(resource: StackResource): Promise<void> {
    if (isCustomResource(resource.type)) {
      await this.send(resource, {
        requestType: 'Delete',
        physicalResourceId: resource.physicalId,
        resourceProperties: resource.properties,
      });
    } else if (resource.type === 'AWS::Lambda::Function') {
      const functionArn = toText(resource.attributes['Arn']);
      await this.services.functions.get(functionArn)?.stop();
      this.services.functions.delete(functionArn);
    } else if (resource.type === 'AWS::StepFunctions::StateMachine') {
      this.services.stepFunctions?.unregister(resource.physicalId);
    } else if (resource.type === 'AWS::Events::Rule') {
      this.services.events?.unregister(toText(resource.attributes['Arn']));
    } else if (this.services.sqs) {
      deleteQueueResource(this.services.sqs, resource);
    }
  }

  /** The id for the deletion of a resource whose function never answered one. */
  generatedId(logicalId: string): string {
    return generatedName(this.stack.environment, logicalId);
  }

  private async send(
    target: ResourceTarget,
    request: {
      requestType: 'Create' | 'Update' | 'Delete';
      physicalResourceId?: string;
      resourceProperties: JsonObject;
      oldResourceProperties?: JsonObject;
    },
    signal?: AbortSignal,
  ): Promise<CustomResourceResult> {
    try {
      return await this.services.customResources.send(
        { ...request, stackId: this.stack.id, logicalResourceId: target.logicalId, resourceType: target.type },
        signal,
      );
    } catch (error) {
      if (!(error instanceof CustomResourceFailure)) {
        throw error;
      }
      throw new ResourceFailure(error.message, error.sent.outcome !== 'NOT_SENT', error.physicalResourceId);
    }
  }

  private establish(target: ResourceTarget, properties: JsonObject): StackResource {
    const identity = makeIdentity(target, properties, this.stack.environment);
    if (target.type === 'AWS::Lambda::Function') {
      this.establishFunction(identity.attributes, identity.physicalId, properties);
    }
    if (target.type === 'AWS::S3::Bucket') {
      this.services.s3?.createBucket(identity.physicalId, readKeyArn(properties));
      if (properties['ObjectLockEnabled'] === true) {
        this.services.s3?.lockBucket(identity.physicalId);
      }
    }
    if (target.type === 'AWS::Events::Rule') {
      this.services.events?.register(toText(identity.attributes['Arn']), {
        pattern: properties['EventPattern'] as unknown as Rule['pattern'],
        targets: properties['Targets'] as unknown as Rule['targets'],
        deliver: (targetArn, input) => this.deliver(toText(identity.attributes['Arn']), targetArn, input as Json),
      });
    }
    if (this.services.sqs) {
      const invoke = (functionArn: string, input: Json) => this.invoke(functionArn, input);
      establishQueueResource(this.services.sqs, { type: target.type, ...identity, properties }, invoke);
    }
    if (target.type === 'AWS::StepFunctions::StateMachine') {
      this.services.stepFunctions?.register(identity.physicalId, {
        definition: properties['Definition'],
        roleArn: toText(properties['RoleArn']),
        invoke: (functionArn, input) => this.invoke(functionArn, input),
      });
    }
    return { ...target, ...identity, properties, noEcho: false };
  }

  /** Delivers an event of a rule to its target. */
  private async deliver(ruleArn: string, targetArn: string, input: Json): Promise<void> {
    if (/^arn:[^:]+:sqs:/.test(targetArn)) {
      await this.services.sqs?.send(targetArn, ruleArn, JSON.stringify(input));
    } else {
      await this.invoke(targetArn, input);
    }
  }

  /** Runs a function once, as a workflow, a rule and a queue do. */
  private async invoke(functionArn: string, input: Json): Promise<{ value?: Json; error?: FunctionError }> {
    const target = this.services.functions.get(functionArn);
    if (target === undefined) {
      const errorMessage = `Function not found: ${functionArn}`;
      return { error: { errorType: 'Lambda.ResourceNotFoundException', errorMessage } };
    }
    const { value, error } = await target.invoke(input as JsonObject);
    return { value, error };
  }

  private establishFunction(attributes: JsonObject, functionName: string, properties: JsonObject): void {
    const code = properties['Code'];
    // A function of another runtime is a resource like any other until it is invoked.
    if (!isObject(code) || !toText(properties['Runtime']).startsWith('nodejs')) {
      return;
    }
    const { logGroupName, ...settings } = functionSettings(properties);
    const functionArn = toText(attributes['Arn']);
    const configuration = {
      ...settings,
      timeoutSeconds: this.services.functionTimeoutSeconds ?? settings.timeoutSeconds,
      functionName,
      functionArn,
      codeDirectory: this.services.code.unpack(code),
      logGroupName: logGroupName ?? `/aws/lambda/${functionName}`,
      region: this.stack.environment.region,
    };
    void this.services.functions.get(functionArn)?.stop();
    this.services.functions.set(functionArn, new LambdaFunction(configuration, this.services.runtime));
  }
}

/** The key of KMS that a bucket encrypts its objects with, if it is not one of AWS. */
function readKeyArn({ BucketEncryption: encryption }: JsonObject): string | undefined {
  const { ServerSideEncryptionConfiguration: rules } = Object(encryption) as {
    ServerSideEncryptionConfiguration?: Json;
  };
  const [rule] = (rules ?? []) as { ServerSideEncryptionByDefault?: { KMSMasterKeyID?: string } }[];
  return rule?.ServerSideEncryptionByDefault?.KMSMasterKeyID;
}

/** True if two sets of properties are the same for a resource of a type. A custom resource gets strings only. */
export function sameProperties(type: string, left: JsonObject, right: JsonObject): boolean {
  const sent = isCustomResource(type) ? eventProperties : (properties: JsonObject) => properties;
  return canonicalJson(sent(left)) === canonicalJson(sent(right));
}

function canonicalJson(value: JsonObject): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

function makeResource(target: ResourceTarget, properties: JsonObject, result: CustomResourceResult): StackResource {
  return {
    ...target,
    properties,
    physicalId: result.physicalResourceId,
    attributes: result.data,
    noEcho: result.noEcho,
    requestId: result.requestId,
  };
}
