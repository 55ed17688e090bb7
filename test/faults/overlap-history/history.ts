import type { Change, SentEvent } from './ledger';
import { coordinates, WAITING_DAYS } from './ledger';
import { type Configured, type Construct, type DeploymentOptions, OverlapStack, type Template } from './stack';
import { type Step, VERSIONS } from './steps';

const HOUR = 1 / 24;
/** Milliseconds that each call of CodeArtifact takes, so that an event can come between two of them. */
const LATENCY = 3;
/** Calls in a second, which the test makes a hundred times shorter, so that an event can come between two of them. */
const RATE = 1.5;

/** Runs a history, and checks the invariants after each step. */
export class OverlapHistory {
  static async open(): Promise<OverlapHistory> {
    const history = new OverlapHistory(await OverlapStack.open(RATE));
    const { codeArtifact } = history.stack.account.services;
    VERSIONS.forEach((key) => history.change(key, (name, version) => codeArtifact.registry.publish(name, version)));
    return history;
  }

  private template: Template = {};
  private previous: Template = {};
  private renames = 0;

  private constructor(private readonly stack: OverlapStack) {}

  close(): Promise<void> {
    return this.stack.close();
  }

  /** @throws if an invariant does not hold */
  async take(step: Step): Promise<void> {
    const { account, ledger } = this.stack;
    account.pass(HOUR);
    const before = {
      statuses: new Map(VERSIONS.map((key) => [key, ledger.status(key)])),
      constructs: new Map(this.stack.deployed),
    };
    const changes = ledger.changes.length;
    const events = ledger.events.length;
    await this.perform(step);
    await account.idle();
    this.resolve();
    if (!account.services.sqs.isHeld) {
      await account.services.sqs.redeliver();
    }
    const problems = [
      ...ledger.violations,
      ...this.checkAnswers(),
      ...ledger.events.slice(events).flatMap((event) => this.checkAnswer(event)),
      ...this.checkRestored(before, { changes: ledger.changes.slice(changes), events: ledger.events.slice(events) }),
    ];
    if (problems.length > 0) {
      throw new Error(`${step.what}: ${problems.join('; ')}`);
    }
  }

  /** Once all is calm, what is declared is archived, and disposed after the waiting time. */
  async converge(): Promise<void> {
    const { account, ledger } = this.stack;
    await this.take({ what: 'release reports' });
    const left = VERSIONS.filter((key) => ledger.status(key) !== 'Disposed');
    if (left.length === 0) {
      return;
    }
    for (const version of left) {
      await this.take({ what: 'restore', version });
    }
    account.pass(1);
    const archived: Template = { A: { action: 'archive', versions: left } };
    expect([await this.deploy({}), await this.deploy(archived)]).toEqual(['COMPLETE', 'COMPLETE']);
    account.pass(WAITING_DAYS);
    const disposed: Template = { ...archived, CleanUp: { action: 'dispose', versions: left, waitsFor: 'A' } };
    expect(await this.deploy(disposed)).toBe('COMPLETE');
    expect(new Set(VERSIONS.map((key) => ledger.status(key)))).toEqual(new Set(['Disposed']));
    expect(ledger.violations).toEqual([]);
  }

  private async perform(step: Step): Promise<void> {
    const { account } = this.stack;
    const { codeArtifact, s3, sqs } = account.services;
    switch (step.what) {
      case 'deploy': {
        const { faults, template, cancelAfter, copies } = step;
        if (faults.s3) {
          s3.faults.inject({ fault: 'internal-error', ...faults.s3 });
        }
        if (faults.lost) {
          codeArtifact.faults.inject({ fault: 'answer-lost', operation: 'UpdatePackageVersionsStatus' });
          codeArtifact.faults.inject({ fault: 'answer-lost', operation: 'DisposePackageVersions' });
        }
        account.kill = faults.kill;
        await this.deploy(template, { cancelAfter, copies });
        return;
      }
      case 'rename':
        await this.deploy(this.rename(), { cancelAfter: step.cancelAfter });
        return;
      case 'dispose archived':
        await this.deploy(this.disposeArchived(), { cancelAfter: step.cancelAfter });
        return;
      case 'roll back':
        await this.deploy(this.previous);
        return;
      case 'pass':
        account.pass(step.days);
        return;
      case 'hold reports':
      case 'release reports':
        sqs.isHeld = step.what === 'hold reports';
        return;
      case 'deliver again':
        await this.stack.deliverAgain(step.index);
        return;
      default:
        this.changeByHand(step.what, step.version);
    }
  }

  private async deploy(template: Template, options: DeploymentOptions = {}) {
    const { codeArtifact } = this.stack.account.services;
    codeArtifact.faults.inject({ fault: 'slow', delay: LATENCY, times: Infinity });
    const result = await this.stack.deploy(template, options);
    if (result === 'COMPLETE') {
      this.previous = this.template;
      this.template = template;
    }
    return result;
  }

  private rename(): Template {
    const { A, CleanUp, ...others } = this.template;
    const [first] = Object.entries(A ? { A } : others);
    if (first === undefined) {
      return this.template;
    }
    const [id, construct] = first;
    const renamed = `Renamed${this.renames++}`;
    const rest = Object.fromEntries(Object.entries(this.template).filter(([key]) => key !== id && key !== 'CleanUp'));
    return { ...rest, [renamed]: construct, ...(CleanUp && { CleanUp: { ...CleanUp, waitsFor: renamed } }) };
  }

  private disposeArchived(): Template {
    const [id] = Object.keys(this.template).filter((key) => key !== 'CleanUp');
    const declared = id === undefined ? undefined : this.template[id];
    return declared === undefined
      ? this.template
      : { ...this.template, CleanUp: { action: 'dispose', versions: declared.versions, waitsFor: id } };
  }

  private changeByHand(what: 'restore' | 'archive' | 'restore and archive' | 'publish again', key: string) {
    const { registry } = this.stack.account.services.codeArtifact;
    if (this.stack.ledger.status(key) === 'Disposed') {
      return;
    }
    this.change(key, (name, version) => {
      if (what === 'publish again') {
        registry.republish(name, version);
        return;
      }
      if (what !== 'archive') {
        registry.setStatus(name, version, 'Published');
      }
      if (what !== 'restore') {
        registry.archive(name, version);
      }
    });
  }

  private change(key: string, work: (name: ReturnType<typeof coordinates>, version: string) => unknown) {
    const [name = '', version = ''] = key.split(' ');
    work(coordinates(name), version);
  }

  private resolve() {
    const { codeArtifact, s3 } = this.stack.account.services;
    codeArtifact.faults.clear();
    s3.faults.clear();
    this.stack.account.kill = undefined;
  }

  private checkAnswers(): string[] {
    const { ledger, deployed } = this.stack;
    return ledger.events.flatMap((event) => {
      const { construct, requestType, sequence } = event;
      const answers = new Set(ledger.answersTo(event).map((answer) => JSON.stringify(answer)));
      const isLast = !ledger.events.some((later) => later.construct === construct && later.sequence > sequence);
      const what = `${requestType} ${sequence} of ${construct}`;
      if (answers.size > 1) {
        return [`${what} has the answers ${[...answers].join(' and ')}`];
      }
      return answers.size === 0 && (isLast || deployed.has(construct)) ? [`${what} has no answer`] : [];
    });
  }

  private checkAnswer(event: SentEvent): string[] {
    const { ledger } = this.stack;
    const [{ Status, Reason = '' } = { Status: '' }] = ledger.answersTo(event);
    const changes = ledger.changes.filter((change) => change.event === event);
    const what = `${event.requestType} ${event.sequence} of ${event.construct}`;
    if (/^Nothing was (disposed|archived)/.test(Reason) && changes.length > 0) {
      return [`${what} changed ${changes.map(({ version }) => version).join(', ')}, and says ${Reason}`];
    }
    const isLast = !ledger.events.some(
      ({ construct, sequence }) => construct === event.construct && sequence > event.sequence,
    );
    if (Status !== 'SUCCESS' || event.requestType === 'Delete' || !isLast) {
      return [];
    }
    const { registry } = this.stack.account.services.codeArtifact;
    const wanted = event.action === 'dispose' ? ['Disposed'] : ['Archived', 'Disposed'];
    return [...event.pins].flatMap(([key, pin]) => {
      const [name = '', version = ''] = key.split(' ');
      const { status = '', revision } = registry.version(coordinates(name), version) ?? {};
      return revision === pin && !wanted.includes(status) ? [`${what} is a success, and ${key} is ${status}`] : [];
    });
  }

  private checkRestored(
    before: { readonly statuses: ReadonlyMap<string, string>; readonly constructs: ReadonlyMap<string, Configured> },
    { changes, events }: { readonly changes: readonly Change[]; readonly events: readonly SentEvent[] },
  ): string[] {
    const { ledger, deployed } = this.stack;
    const archived = (key: string) => [...deployed.values()].some(({ construct }) => isArchiving(construct, key));
    const lost = VERSIONS.filter(
      (key) =>
        before.statuses.get(key) === 'Archived' &&
        !['Archived', 'Disposed'].includes(ledger.status(key)) &&
        changes.some(({ version }) => version === key) &&
        archived(key),
    );
    const left = events.flatMap((event) => {
      const isRemoved = event.requestType === 'Delete' && event.action === 'archive' && event.restores;
      const [answer] = ledger.answersTo(event);
      return isRemoved && answer?.Status === 'SUCCESS'
        ? [...event.pins.keys()].filter(
            (key) =>
              ledger.status(key) === 'Archived' &&
              ledger.owners.get(key)?.has(event.life) === true &&
              !ledger.unreported.has(key) &&
              // Of two that are removed at once, the first may leave it to the second.
              ![...before.constructs].some(
                ([id, { construct }]) => id !== event.construct && isArchiving(construct, key),
              ) &&
              !archived(key),
          )
        : [];
    });
    const between = changes.filter(
      ({ version, status, event }) =>
        status !== 'Archived' &&
        status !== 'Disposed' &&
        [...before.constructs].some(
          ([id, { construct }]) =>
            id !== event.construct &&
            isArchiving(construct, version) &&
            isArchiving(deployed.get(id)?.construct, version),
        ),
    );
    return [
      ...between.map(
        ({ version, event }) => `${event.construct} restored ${version}, which another construct archives`,
      ),
      ...lost.map((key) => `${key} was restored, though a construct archives it`),
      ...left.map((key) => `${key} stays archived after the removal of its construct`),
    ];
  }
}

function isArchiving(construct: Construct | undefined, version: string): boolean {
  return construct?.action === 'archive' && construct.versions.includes(version);
}
