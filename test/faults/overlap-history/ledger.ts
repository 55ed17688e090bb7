import type { PackageCoordinates } from '../../../local/codeartifact';
import type { OverlapAccount } from './account';

export const REPOSITORY = { domain: 'my-domain', repository: 'my-repo' };
export const WAITING_DAYS = 30;
const DAY = 86_400_000;
/** Milliseconds within which a report may come after the call that follows what it reports. */
const SAME_MOMENT = 3_000;

export const coordinates = (name: string): PackageCoordinates => ({ ...REPOSITORY, format: 'npm', package: name });

/** An event of CloudFormation, and what became of it. */
export interface SentEvent {
  readonly construct: string;
  readonly requestId: string;
  readonly execution: string;
  readonly requestType: 'Create' | 'Update' | 'Delete';
  readonly action: 'archive' | 'dispose';
  /** The place in the order in which CloudFormation sent the events. */
  readonly sequence: number;
  /** The revision of each version that its manifest names. */
  readonly pins: ReadonlyMap<string, string>;
  /** The life of the construct: the request that created it. */
  readonly life: string;
  readonly waits: boolean;
  readonly restores: boolean;
}

/** A change of a version by a function. */
export interface Change {
  readonly version: string;
  readonly status: string;
  readonly from: string;
  readonly event: SentEvent;
}

/** The truth about versions and calls, against which each step of a history is held. */
export class Ledger {
  /** What was broken so far. */
  readonly violations: string[] = [];
  readonly changes: Change[] = [];
  readonly events: SentEvent[] = [];
  /** Since when a version is archived. */
  readonly archivedSince = new Map<string, Date>();
  /** The last time at which it was not archived while somebody watched. */
  readonly restoredAt = new Map<string, Date>();
  /** The lives that archived a version last, several at once; absent if somebody else did. */
  readonly owners = new Map<string, Set<string>>();
  /** Versions whose report of a restoration has not arrived at once. */
  readonly unreported = new Set<string>();
  private readonly inProgress: { readonly execution: string; readonly versions: ReadonlySet<string> }[] = [];
  private readonly statuses = new Map<string, string>();

  constructor(
    private readonly account: OverlapAccount,
    private readonly isWatched: () => boolean,
  ) {
    account.onChange = (execution, versions, moment) => {
      if (moment === 'before') {
        this.inProgress.push({ execution, versions: new Set(versions) });
      } else {
        const at = this.inProgress.findIndex((call) => call.execution === execution && call.versions.has(versions[0]!));
        this.inProgress.splice(at, 1);
        this.addOwners(execution, versions);
      }
    };
    const { registry } = account.services.codeArtifact;
    registry.observe = ({ name, version: { version, status, revision }, operationType }) => {
      const key = `${name.package} ${version}`;
      const from = this.statuses.get(key) ?? '';
      this.statuses.set(key, status);
      this.observe(key, { status, from, revision, isPublication: operationType === 'Created' });
      if (['Published', 'Unlisted', 'Unfinished'].includes(status)) {
        this.report(name, version, status);
      }
    };
  }

  status(version: string): string {
    return this.statuses.get(version) ?? '';
  }

  /** The answers to an event that CloudFormation could read. */
  answersTo({ requestId }: SentEvent): { readonly Status: string; readonly Reason?: string }[] {
    return this.account.services.responses.deliveries
      .filter((delivery) => delivery.stored && delivery.requestId === requestId)
      .map(({ body }) => JSON.parse(body) as { Status: string; Reason?: string });
  }

  private report(name: PackageCoordinates, version: string, status: string) {
    if (!this.isWatched()) {
      return;
    }
    if (this.account.services.sqs.isHeld) {
      this.unreported.add(`${name.package} ${version}`);
    }
    this.account.report(name, version, status);
  }

  private observe(
    version: string,
    {
      status,
      from,
      revision,
      isPublication,
    }: { status: string; from: string; revision: string; isPublication: boolean },
  ) {
    const call = this.inProgress.find(({ versions }) => versions.has(version));
    const event = call && this.events.find(({ execution }) => execution === call.execution);
    if (call !== undefined && event === undefined) {
      this.violations.push(`${version} was changed by an execution that no event began`);
    }
    if (event !== undefined) {
      this.changes.push({ version, status, from, event });
      this.checkChange(event, { version, status, revision });
    }
    const { now } = this.account;
    if (status === 'Archived') {
      if (from !== 'Archived' || isPublication) {
        this.archivedSince.set(version, now);
        this.owners.delete(version);
        if (event !== undefined) {
          this.owners.set(version, new Set([event.life]));
        }
        // The record cannot tell what came first.
        if (now.getTime() - (this.restoredAt.get(version)?.getTime() ?? 0) < SAME_MOMENT) {
          this.unreported.add(version);
        }
      }
    } else if (status !== 'Disposed') {
      this.archivedSince.delete(version);
      this.owners.delete(version);
      if (this.isWatched()) {
        this.restoredAt.set(version, now);
      }
    }
  }

  /** Of two constructs that archive a version at once, each has done so. */
  private addOwners(execution: string, versions: readonly string[]) {
    const event = this.events.find((one) => one.execution === execution);
    if (event?.action === 'archive') {
      versions
        .filter((version) => event.pins.has(version) && this.status(version) === 'Archived')
        .forEach((version) => this.owners.get(version)?.add(event.life));
    }
  }

  private checkChange(
    event: SentEvent,
    { version, status, revision }: { version: string; status: string; revision: string },
  ) {
    const { construct, requestType } = event;
    const what = `${version} became ${status} by ${requestType} ${event.sequence} of ${construct}`;
    const over = this.events.find(
      (other) => other.construct === construct && other.sequence >= event.sequence && this.answersTo(other).length > 0,
    );
    if (over !== undefined) {
      this.violations.push(`${what}, after the answer to event ${over.sequence}`);
    }
    if (status === 'Disposed') {
      this.checkDisposal(event, { what, version, revision });
    } else if (status === 'Archived' && requestType !== 'Delete' && !event.pins.has(version)) {
      this.checkArchivedAgain(version, what);
    } else if (status !== 'Archived') {
      const owners = this.owners.get(version) ?? new Set();
      if (!owners.has(event.life) && !this.unreported.has(version)) {
        this.violations.push(`${what}, which ${[...owners].join() || 'somebody else'} archived, not ${event.life}`);
      }
    }
  }

  /** Only what another construct declares is archived by one that does not. */
  private checkArchivedAgain(version: string, what: string) {
    if (!this.events.some(({ action, pins }) => action === 'archive' && pins.has(version))) {
      this.violations.push(`${what}, though nobody declares it`);
    }
  }

  private checkDisposal(
    event: SentEvent,
    { what, version, revision }: { what: string; version: string; revision: string },
  ) {
    if (event.requestType === 'Delete' || event.action !== 'dispose' || event.pins.get(version) !== revision) {
      this.violations.push(`${what}, at a revision that its manifest does not name`);
    }
    if (!event.waits) {
      return;
    }
    const days = (time: Date) => (this.account.now.getTime() - time.getTime()) / DAY;
    const since = this.archivedSince.get(version);
    const restored = this.restoredAt.get(version);
    if (since === undefined || days(since) < WAITING_DAYS) {
      this.violations.push(`${what}, archived since ${since?.toISOString()}, at ${this.account.now.toISOString()}`);
    }
    if (restored !== undefined && days(restored) < WAITING_DAYS) {
      this.violations.push(`${what}, restored at ${restored.toISOString()}, at ${this.account.now.toISOString()}`);
    }
  }
}
