import { type EventResult, CALM, type Conditions, PACKAGES, type PackageName, type World } from './world';

/** What a template declares, with its pins resolved. */
export interface DeclaredVersions {
  readonly package: PackageName;
  readonly versions: readonly string[];
  readonly versionRevisions?: Readonly<Record<string, string>>;
  readonly expectedStatus?: string;
  readonly allowMissing?: string;
  readonly revisionAttributes?: readonly string[];
}

/** What else happens in a deployment. */
export interface DeployOptions {
  /** @default - nothing goes wrong */
  readonly conditions?: Conditions;
  /** Another resource of the stack fails. @default false */
  readonly siblingFails?: boolean;
  /** @default true */
  readonly rollback?: boolean;
}

/** One custom resource of a stack. */
export class Resource {
  /** What is deployed; undefined before the first success, and after a deletion. */
  deployed?: DeclaredVersions;
  /** What failed last, and was not rolled back. */
  failed?: DeclaredVersions;
  /** What somebody last tried to deploy. */
  attempted?: DeclaredVersions;
  physicalId?: string;
  last?: EventResult['event'];

  constructor(readonly logicalId: string) {}
}

/** Deploys declarations as CloudFormation does, rollbacks and clean-up included. */
export class Stack {
  readonly resources = [new Resource('First'), new Resource('Second')];

  /** @param oldProperties those that an update sends after one that failed and was not rolled back */
  constructor(
    private readonly world: World,
    private readonly oldProperties: 'last-succeeded' | 'failed' = 'last-succeeded',
  ) {}

  /** @returns what became of the declaration itself; a rollback may have followed */
  async deploy(
    resource: Resource,
    declared: DeclaredVersions,
    { conditions = CALM, siblingFails = false, rollback = true }: DeployOptions = {},
  ) {
    resource.attempted = declared;
    const { deployed: before, failed } = resource;
    resource.failed = undefined;
    if (failed && !before) {
      await this.delete(resource, failed, 'Disposal-First-MADEUPBYCFN');
    }
    const old = this.oldProperties === 'failed' ? (failed ?? before) : before;
    const answered = await this.send(
      resource,
      before ? update(declared, old!, resource) : create(declared),
      conditions,
    );
    // CloudFormation has given up before an answer to an event that was held back.
    const succeeded = answered.answer?.Status === 'SUCCESS' && typeof conditions.age !== 'number';
    if (succeeded && !(siblingFails && rollback)) {
      resource.deployed = declared;
      resource.physicalId = answered.answer.PhysicalResourceId;
    } else if (!rollback) {
      resource.failed = declared;
    } else if (before) {
      await this.send(resource, update(before, declared, resource), CALM);
    } else {
      await this.delete(resource, declared, answered.answer?.PhysicalResourceId ?? 'Disposal-First-MADEUPBYCFN');
    }
    return answered;
  }

  /** Removes the resource from the template. */
  async remove(resource: Resource) {
    if (resource.deployed) {
      await this.delete(resource, resource.deployed, resource.physicalId!);
      resource.deployed = undefined;
    }
  }

  /** The same event once more, however late: Lambda promises to deliver at least once. */
  async deliverAgain(resource: Resource, conditions: Conditions) {
    if (resource.last) {
      await this.world.deliver(resource.last, conditions);
    }
  }

  private delete(resource: Resource, declared: DeclaredVersions, physicalId: string) {
    const request = {
      RequestType: 'Delete',
      PhysicalResourceId: physicalId,
      ResourceProperties: toProperties(declared),
    };
    return this.send(resource, request, CALM);
  }

  private send(resource: Resource, request: object, conditions: Conditions): Promise<EventResult> {
    resource.last = this.world.event(resource.logicalId, request, conditions);
    return this.world.deliver(resource.last, conditions);
  }
}

function create(declared: DeclaredVersions) {
  return { RequestType: 'Create', ResourceProperties: toProperties(declared) };
}

function update(declared: DeclaredVersions, before: DeclaredVersions, { physicalId }: Resource) {
  return {
    RequestType: 'Update',
    PhysicalResourceId: physicalId,
    ResourceProperties: toProperties(declared),
    OldResourceProperties: toProperties(before),
  };
}

/** The properties of a resource, as CloudFormation sends them. */
export function toProperties({ package: name, ...declared }: DeclaredVersions) {
  return {
    ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:Disposal-Function',
    ServiceTimeout: '1080',
    domainOwner: '111122223333',
    ...PACKAGES[name],
    ...declared,
  };
}
