import type { CodeartifactClientConfig } from '@aws-sdk/client-codeartifact';
import { ArchiveRecords } from '../../codeartifact/archive-records';
import { ObjectStore } from '../../codeartifact/object-store';
import type { ServiceConnection } from '../../codeartifact/signed-requests';
import { CodeArtifact } from '../../codeartifact/codeartifact';
import type { ReportQueue } from '../../codeartifact/report-queue';
import { NO_QUEUE } from '../fixtures/archive-records';

/** Where a run of the function dies: at which call of the deployment, and whether the service still gets that call. */
export interface Kill {
  readonly call: number;
  readonly moment: 'before' | 'after';
}

/** One run of the function. */
export class Invocation {
  /** Its calls to S3 and CodeArtifact. */
  calls = 0;
  isDead = false;

  /** @param all the runs of the same deployment, whose calls are counted together */
  constructor(
    private readonly kill: Kill | undefined,
    private readonly all: readonly Invocation[],
  ) {}

  /** Makes a call, unless the run died before it; if it dies after it, nobody hears the answer. */
  async call<T>(make: () => Promise<T>): Promise<T> {
    this.checkAlive();
    const number = this.all.reduce((sum, { calls }) => sum + calls, 0);
    this.calls += 1;
    const isDue = number === this.kill?.call;
    if (isDue && this.kill?.moment === 'before') {
      return this.die();
    }
    const answer = await make();
    return isDue ? this.die() : answer;
  }

  /** @throws if the run died */
  checkAlive() {
    if (this.isDead) {
      throw new Error('killed');
    }
  }

  private die(): never {
    this.isDead = true;
    throw new Error('killed');
  }
}

/** The function's own client of S3, whose calls can be the last of a run. */
export class ObservedStore extends ObjectStore {
  constructor(
    config: ServiceConnection,
    private readonly current: () => Invocation,
  ) {
    super(config);
  }

  override read(...args: Parameters<ObjectStore['read']>): ReturnType<ObjectStore['read']> {
    return this.current().call(() => super.read(...args));
  }

  override write(...args: Parameters<ObjectStore['write']>): ReturnType<ObjectStore['write']> {
    return this.current().call(() => super.write(...args));
  }

  override replace(...args: Parameters<ObjectStore['replace']>): ReturnType<ObjectStore['replace']> {
    return this.current().call(() => super.replace(...args));
  }
}

/** The function's own records of archive times, whose calls can be the last of a run. */
export class ObservedRecords extends ArchiveRecords {
  constructor(
    config: ServiceConnection,
    private readonly current: () => Invocation,
    queue: Pick<ReportQueue, 'countReports'> = NO_QUEUE,
  ) {
    super(new ObjectStore(config), queue);
  }

  override update(...args: Parameters<ArchiveRecords['update']>): ReturnType<ArchiveRecords['update']> {
    return this.current().call(() => super.update(...args));
  }

  override readLife(...args: Parameters<ArchiveRecords['readLife']>): ReturnType<ArchiveRecords['readLife']> {
    return this.current().call(() => super.readLife(...args));
  }

  override listObjects(...args: Parameters<ArchiveRecords['listObjects']>): ReturnType<ArchiveRecords['listObjects']> {
    return this.current().call(() => super.listObjects(...args));
  }
}

/** The function's own client of CodeArtifact, whose calls can be the last of a run. */
export class ObservedCodeArtifact extends CodeArtifact {
  constructor(
    config: CodeartifactClientConfig,
    private readonly current: () => Invocation,
  ) {
    super(config);
  }

  override list(...args: Parameters<CodeArtifact['list']>): ReturnType<CodeArtifact['list']> {
    return this.current().call(() => super.list(...args));
  }

  override changeStatus(...args: Parameters<CodeArtifact['changeStatus']>): ReturnType<CodeArtifact['changeStatus']> {
    return this.current().call(() => super.changeStatus(...args));
  }
}
