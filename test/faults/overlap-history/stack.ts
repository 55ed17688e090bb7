import { randomUUID } from 'node:crypto';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { type ManifestEntry, manifestHash, writeManifest } from '../../../declaration/manifest';
import { MANIFEST_RESOURCE_TYPES } from '../../../declaration/resource-type';
import { hashEvent } from '../../../lambda/event/event-id';
import { ASSET_BUCKET, OverlapAccount, RECORD_BUCKET } from './account';
import { coordinates, Ledger, REPOSITORY, type SentEvent, WAITING_DAYS } from './ledger';

const STACK_ID = 'arn:aws:cloudformation:us-east-1:111122223333:stack/Overlap/6b1f2c30-9a5e-11f0-8de9-0242ac120002';
const OWNER = '111122223333';

/** A construct of a stack. */
export interface Construct {
  readonly action: 'archive' | 'dispose';
  /** As `package version`. */
  readonly versions: readonly string[];
  readonly restores?: boolean;
  /** Of a disposal: the construct whose record says how long versions are archived; default: it does not wait. */
  readonly waitsFor?: string;
}

export type Template = Readonly<Record<string, Construct>>;

/** How a deployment goes, where nothing else fails. */
export interface DeploymentOptions {
  /** Another resource of the stack fails after so many calls to CodeArtifact: CloudFormation cancels what is in progress. */
  readonly cancelAfter?: number;
  /** How many times Lambda delivers each event at once. */
  readonly copies?: number;
}

/** A construct with the properties and the environment that a deployment gives it. */
export interface Configured {
  readonly construct: Construct;
  readonly properties: Readonly<Record<string, string>>;
  readonly environment: NodeJS.ProcessEnv;
  readonly pins: ReadonlyMap<string, string>;
}

/** What a construct is deployed with, and was before. */
interface Change {
  readonly next: Configured;
  readonly before?: Configured;
}

type Outcome = 'SUCCESS' | 'FAILED' | 'CANCELLED';

/** CloudFormation, as far as it sends events about the constructs of one stack. */
export class OverlapStack {
  /** @param rate calls of each construct in a second */
  static async open(rate: number): Promise<OverlapStack> {
    return new OverlapStack(await OverlapAccount.open(), rate);
  }

  readonly ledger: Ledger;
  /** The constructs whose last event succeeded, or that are to be deleted still. */
  readonly deployed = new Map<string, Configured>();
  readonly sent: CloudFormationCustomResourceEvent[] = [];
  private readonly lives = new Map<string, string>();
  private readonly watching = new Set<string>();
  private cancellation?: Promise<void>;

  private constructor(
    readonly account: OverlapAccount,
    private readonly perSecond: number,
  ) {
    this.ledger = new Ledger(account, () => this.watching.size > 0);
  }

  close(): Promise<void> {
    return this.account.close();
  }

  /** Deploys a template, and rolls back if an event fails or is cancelled. */
  async deploy(template: Template, options: DeploymentOptions = {}): Promise<'COMPLETE' | 'ROLLED BACK'> {
    this.cancellation = options.cancelAfter === undefined ? undefined : this.afterCalls(options.cancelAfter);
    const changes = Object.entries(template)
      .map(([id, construct]) => ({ id, next: this.configure(id, construct), before: this.deployed.get(id) }))
      .filter(({ next, before }) => JSON.stringify(next.properties) !== JSON.stringify(before?.properties));
    const touched: typeof changes = [];
    for (const action of ['archive', 'dispose'] as const) {
      const batch = changes.filter(({ next }) => next.construct.action === action);
      touched.push(...batch);
      const outcomes = await Promise.all(
        batch.map(({ id, next, before }) => this.change(id, { next, before }, options)),
      );
      if (outcomes.some((outcome) => outcome !== 'SUCCESS')) {
        this.cancellation = undefined;
        await this.rollBack(touched);
        return 'ROLLED BACK';
      }
    }
    this.cancellation = undefined;
    changes.forEach(({ id, next }) => this.deployed.set(id, next));
    const removed = [...this.deployed.keys()].filter((id) => template[id] === undefined);
    await Promise.all(removed.map((id) => this.remove(id, this.deployed.get(id)!)));
    return 'COMPLETE';
  }

  /** Sends an event again that was sent before, as Lambda may do. */
  async deliverAgain(index: number): Promise<void> {
    const event = this.sent[index % this.sent.length];
    if (event !== undefined) {
      await this.account.deliver(event.LogicalResourceId, event);
    }
  }

  private async rollBack(touched: readonly { id: string; next: Configured; before?: Configured }[]): Promise<void> {
    await Promise.all(
      touched.map(({ id, next, before }) =>
        before === undefined ? this.remove(id, next) : this.restore(id, { from: next, to: before }),
      ),
    );
  }

  /** A rollback that fails is continued once what failed is resolved. */
  private async restore(id: string, { from, to }: { from: Configured; to: Configured }): Promise<void> {
    if ((await this.change(id, { next: to, before: from })) !== 'SUCCESS') {
      this.resolve();
      await this.change(id, { next: to, before: from });
    }
  }

  private async remove(id: string, last: Configured): Promise<void> {
    const send = () => this.send(id, { requestType: 'Delete', next: last });
    if ((await send()) !== 'SUCCESS') {
      this.resolve();
      if ((await send()) !== 'SUCCESS') {
        this.ledger.violations.push(`${id} cannot be deleted`);
      }
    }
    this.deployed.delete(id);
    this.watching.delete(id);
    this.account.remove(id);
  }

  /** Whoever operates the stack resolves what fails. */
  private resolve() {
    const { codeArtifact, s3 } = this.account.services;
    codeArtifact.faults.clear();
    s3.faults.clear();
    this.account.kill = undefined;
  }

  private change(id: string, { next, before }: Change, options: DeploymentOptions = {}) {
    this.account.configure(id, next.environment, next.construct.action === 'archive');
    if (next.construct.action === 'archive') {
      this.watching.add(id);
    }
    const requestType = before === undefined ? 'Create' : 'Update';
    return this.send(id, { requestType, next, before }, options);
  }

  private async send(
    id: string,
    { requestType, next, before }: Change & Pick<SentEvent, 'requestType'>,
    { copies = 1 }: DeploymentOptions = {},
  ): Promise<Outcome> {
    const requestId = randomUUID();
    const ids = { stackId: STACK_ID, logicalResourceId: id, requestId };
    const { url, response } = this.account.services.responses.open(ids);
    const { action } = next.construct;
    const serviceToken = { ServiceToken: `arn:aws:lambda:us-east-1:${OWNER}:function:${id}`, ServiceTimeout: '3600' };
    const event = {
      ...{ RequestType: requestType, ServiceToken: serviceToken.ServiceToken, ResponseURL: url, StackId: STACK_ID },
      ...{ RequestId: requestId, LogicalResourceId: id, PhysicalResourceId: id },
      ResourceType: MANIFEST_RESOURCE_TYPES[action],
      ResourceProperties: { ...serviceToken, ...next.properties },
      ...(before && { OldResourceProperties: { ...serviceToken, ...before.properties } }),
    } as unknown as CloudFormationCustomResourceEvent;
    if (requestType === 'Create') {
      this.lives.set(id, requestId);
    }
    this.ledger.events.push({
      ...{ construct: id, requestId, execution: hashEvent(event), requestType, action },
      sequence: this.ledger.events.length,
      pins: next.pins,
      life: this.lives.get(id)!,
      waits: next.construct.waitsFor !== undefined,
      restores: next.construct.restores === true,
    });
    this.sent.push(event);
    const ended = Promise.all(Array.from({ length: copies }, () => this.account.deliver(id, event))).then(() =>
      this.account.services.stepFunctions.idle(),
    );
    const answer = response.then((body) => (JSON.parse(String(body)) as { Status: Outcome }).Status);
    const noAnswer = ended.then(() => Promise.race([answer, Promise.resolve('FAILED' as const)]));
    const cancellation = this.cancellation?.then(() => 'CANCELLED' as const);
    return Promise.race([answer, noAnswer, ...(cancellation ? [cancellation] : [])]);
  }

  /** Resolves after a number of calls to CodeArtifact. */
  private afterCalls(count: number): Promise<void> {
    const { calls } = this.account.services.codeArtifact;
    const end = calls.length + count;
    return new Promise((resolve) => {
      const timer = setInterval(() => {
        if (calls.length >= end) {
          clearInterval(timer);
          resolve();
        }
      }, 1);
      timer.unref();
    });
  }

  private configure(id: string, construct: Construct): Configured {
    const { action, versions, restores, waitsFor } = construct;
    const { registry } = this.account.services.codeArtifact;
    const entries = versions.map((key): ManifestEntry => {
      const [name = '', version = ''] = key.split(' ');
      return {
        format: 'npm',
        package: name,
        version,
        revision: registry.version(coordinates(name), version)!.revision,
      };
    });
    const bytes = writeManifest(entries);
    const hash = manifestHash(bytes);
    this.account.services.s3.put(ASSET_BUCKET, `${hash}.disposals`, bytes);
    const recordOf = (other: string) => ({
      recordBucket: RECORD_BUCKET,
      recordKey: `archived/declarations/Stack/${other}`,
    });
    const bound = {
      ...{ ...REPOSITORY, domainOwner: OWNER, manifestKey: `${hash}.disposals`, manifestHash: hash },
      versionCount: String(versions.length),
      packageCount: String(new Set(entries.map((entry) => entry.package)).size),
      allowMissing: 'false',
      ...(action === 'archive' && { ...recordOf(id), reportQueue: this.account.queueUrl(id) }),
      ...(restores && { restoreTo: 'Published' }),
      ...(waitsFor !== undefined && {
        ...recordOf(waitsFor),
        ...{ expectedStatus: 'Archived', waitingTime: String(WAITING_DAYS * 86_400) },
      }),
    };
    const { perSecond } = this;
    const rate = { maxListsPerSecond: perSecond, maxDisposalsPerSecond: perSecond, maxUpdatesPerSecond: perSecond };
    const places = { manifestBucket: ASSET_BUCKET, recordBucket: RECORD_BUCKET, recordPrefix: id };
    return {
      construct,
      properties: { ...bound, stateMachineArn: this.account.stateMachineArn(id) },
      environment: { DISPOSED_PACKAGES: JSON.stringify({ properties: bound, ...places, ...rate, action }) },
      pins: new Map(entries.map((entry) => [`${entry.package} ${entry.version}`, entry.revision])),
    };
  }
}
