import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { CodeartifactClientConfig } from '@aws-sdk/client-codeartifact';
import type { RepositoryVersions } from '../../../declaration/decide';
import { CodeArtifact } from '../../../codeartifact/codeartifact';

/** Where the process of a run dies: at which of its calls, and whether the service still gets that call. */
export interface Kill {
  readonly call: number;
  readonly when: 'before' | 'after';
}

/** What the response URL tells of an event: that CloudFormation waits, that it may have given up, or neither. */
export type EventAge = 'in time' | 'late' | 'unknown';

export interface RunStart {
  /** How many disposals, and publications, there had been when it began. */
  readonly ledgerBefore: number;
  readonly publicationsBefore: number;
  readonly age: EventAge;
  readonly kill?: Kill;
}

/** One run of the handler, and what it could be seen doing. */
export class Run {
  /** The lists that it got, in order; a package that does not exist shows nothing. */
  readonly lists: RepositoryVersions[] = [];
  /** The versions that its calls named, each with the revision it was pinned to, and after how many lists. */
  readonly sent: { readonly revisions: ReadonlyMap<string, string>; readonly listsBefore: number }[] = [];
  readonly logLines: string[] = [];
  /** What it said it would answer. */
  readonly answers: { readonly status: string; readonly reason?: string }[] = [];
  /** Its first list found no repository, or nothing told what is missing. */
  repositoryMissing = false;
  /** Why a list failed. */
  listError?: unknown;
  ended: 'running' | 'answered' | 'threw' | 'killed' = 'running';
  error?: string;
  isDead = false;
  private calls = 0;

  constructor(
    readonly event: CloudFormationCustomResourceEvent,
    private readonly start: RunStart,
  ) {
    this.ledgerBefore = start.ledgerBefore;
    this.publicationsBefore = start.publicationsBefore;
  }

  readonly ledgerBefore: number;
  readonly publicationsBefore: number;

  get age(): EventAge {
    return this.start.age;
  }

  get declared(): readonly string[] {
    return this.event.ResourceProperties.versions as readonly string[];
  }

  /** The dead write nothing; since the handler writes before it answers, they do not answer either. */
  log(line: string) {
    if (this.isDead) {
      throw new Error('killed');
    }
    this.logLines.push(line);
    const { message, status, reason } = JSON.parse(line) as { message: string; status: string; reason?: string };
    if (message === 'answering') {
      this.answers.push({ status, reason });
    }
  }

  /** Makes a call, unless the run is killed before it; if it is killed after it, nobody hears the answer. */
  async call<T>(make: () => Promise<T>): Promise<T> {
    const { call, when } = this.start.kill ?? { call: Infinity, when: 'after' };
    const number = this.calls++;
    if (number > call || (number === call && when === 'before')) {
      this.die();
    }
    const answer = await make();
    return number === call ? this.die() : answer;
  }

  private die(): never {
    this.isDead = true;
    throw new Error('killed');
  }
}

/** The handler's own client of the service, which writes down what each run asks, and can end it like a killed process. */
export class ObservedService extends CodeArtifact {
  constructor(
    config: CodeartifactClientConfig,
    private readonly current: () => Run,
  ) {
    super(config);
  }

  override async list(...args: Parameters<CodeArtifact['list']>): Promise<RepositoryVersions> {
    const run = this.current();
    try {
      const seen = await run.call(() => super.list(...args));
      run.lists.push(seen);
      return seen;
    } catch (error) {
      const { name, resourceType } = error as { name?: string; resourceType?: string };
      if (name === 'ResourceNotFoundException') {
        run.repositoryMissing ||= run.lists.length === 0 && resourceType !== 'package';
        run.lists.push(new Map());
      } else {
        run.listError = error;
      }
      throw error;
    }
  }

  override changeStatus(...args: Parameters<CodeArtifact['changeStatus']>): ReturnType<CodeArtifact['changeStatus']> {
    const run = this.current();
    return run.call(() => {
      run.sent.push({ revisions: args[0].revisions, listsBefore: run.lists.length });
      return super.changeStatus(...args);
    });
  }
}
