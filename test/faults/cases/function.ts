import { readFileSync } from 'node:fs';
import { DisposalProvider, type DisposedPackageVersionsProps } from '../../../lib';
import type { SentRequest } from '../../../local/cloudformation';
import type { DisposedVersion } from '../history/world';
import { Account, leftPad, STACK } from '../../end-to-end/account';
import { LEFT_PAD } from '../../fixtures/packages';

const RESOURCE = 'LeftPad';

/**
 * The bundle that the library ships, deployed as a function of its own process behind an embedded
 * CloudFormation, and events for it.
 */
export class DeployedFunction {
  static async deploy(seconds = 60, memorySize = 256): Promise<DeployedFunction> {
    const account = await Account.open({ functionTimeoutSeconds: seconds, functionGraceSeconds: 60 });
    account.publish('0.0.1');
    const { status } = await account.deploy((stack) =>
      leftPad(stack, ['0.0.1'], { provider: new DisposalProvider(stack, 'Provider', { memorySize }) }),
    );
    expect(status).toBe('CREATE_COMPLETE');
    return new DeployedFunction(account);
  }

  /** Every disposal that the service executed. */
  readonly ledger: Pick<DisposedVersion, 'version' | 'revision'>[] = [];

  private constructor(readonly account: Account) {
    const { registry } = account.codeArtifact;
    const dispose = registry.dispose.bind(registry);
    registry.dispose = (name, version, revision) => {
      this.ledger.push({ version, revision: registry.version(name, version)!.revision });
      return dispose(name, version, revision);
    };
  }

  get codeArtifact() {
    return this.account.codeArtifact;
  }

  get responses() {
    return this.account.cloudFormation.responses;
  }

  /** Ends the process that runs, as the kernel would. */
  kill = () => void this.account.cloudFormation.findFunction(STACK, RESOURCE).kill();

  /** An update to these versions, with as many runs as Lambda makes of it. */
  update(versions: readonly string[], props: Partial<DisposedPackageVersionsProps> = {}): Promise<SentRequest> {
    const { properties } = this.account.cloudFormation.resource(STACK, RESOURCE);
    return this.account.cloudFormation.send(STACK, RESOURCE, {
      requestType: 'Update',
      resourceProperties: { ...properties, versions: [...versions], ...(props as object) },
    });
  }

  /** Sends whatever is given instead of the properties. */
  updateTo(resourceProperties: object): Promise<SentRequest> {
    return this.account.cloudFormation.send(STACK, RESOURCE, {
      requestType: 'Update',
      resourceProperties: resourceProperties as Parameters<Account['cloudFormation']['send']>[2]['resourceProperties'],
    });
  }

  notDisposed(versions: readonly string[]): string[] {
    const { registry } = this.codeArtifact;
    return versions.filter((version) => registry.version(LEFT_PAD, version)?.status !== 'Disposed');
  }

  /** Megabytes that the process has taken at most so far; undefined where the system does not tell. */
  peakMegabytes(): number | undefined {
    try {
      const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
        .split(' ')
        .filter(Boolean);
      const peaks = children.map(
        (pid) => /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0',
      );
      return Math.max(...peaks.map(Number)) / 1024;
    } catch {
      return undefined;
    }
  }

  /** All that the processes wrote, and all errors that Lambda got to see. */
  get output(): string {
    const { logs, customResources } = this.account.cloudFormation;
    const errors = customResources.sent.flatMap(({ invocations }) =>
      invocations.map(({ error }) => JSON.stringify(error ?? '')),
    );
    return [...logs.map(({ line }) => line), ...errors].join('\n');
  }

  close() {
    return this.account.close();
  }
}

/** `count` versions that no other case has. */
export function newVersions(count: number): string[] {
  const major = ++majors;
  return Array.from({ length: count }, (_, n) => `${major}.0.${n}`);
}

let majors = 0;
