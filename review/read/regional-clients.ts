import { CodeartifactClient } from '@aws-sdk/client-codeartifact';
import { ArchiveHistories, ArchiveRecords } from '../../codeartifact/archive-records';
import { CLIENT_CONFIG } from '../../codeartifact/codeartifact';
import { ObjectStore } from '../../codeartifact/object-store';
import { Pace, PacedHttpHandler, type Paces } from '../../codeartifact/pace';
import { ReportQueue } from '../../codeartifact/report-queue';
import { findPartition } from '../../template/values/expressions';

/** Calls a second. */
export interface MaxPerSecond {
  /** Of ListPackageVersions, which has a separate quota. */
  readonly lists: number;
  /** Of all other operations together. */
  readonly reads: number;
}

export interface RegionalClientOptions {
  /** The Region of environment-agnostic stacks; default: as the SDK finds it. */
  readonly region?: string;
  readonly profile?: string;
  /** Calls a second, below the quotas that the account shares; default: as fast as the service answers. */
  readonly maxPerSecond?: MaxPerSecond;
}

/** One client for each Region, which finds credentials and endpoint as any program with the SDK does. */
export class RegionalClients {
  private readonly clients = new Map<string, CodeartifactClient>();
  private readonly recordConnections = new Map<CodeartifactClient, Promise<RecordConnections>>();
  private readonly paces?: Paces;

  /** @param onRetry called after a call that took more than one attempt */
  constructor(
    private readonly options: RegionalClientOptions,
    private readonly onRetry: () => void,
  ) {
    this.paces = options.maxPerSecond && makePaces(options.maxPerSecond);
  }

  /** @param stackRegion undefined for a stack that does not say */
  client(stackRegion: string | undefined): CodeartifactClient {
    const { region = '' } = this.options;
    const name = stackRegion ?? region;
    const existing = this.clients.get(name);
    if (existing) {
      return existing;
    }
    const client = this.create(name);
    this.clients.set(name, client);
    return client;
  }

  /** The histories of archive times in the buckets of a Region. */
  async histories(stackRegion: string | undefined): Promise<ArchiveHistories> {
    return (await this.connect(stackRegion)).histories;
  }

  /** The buckets of a Region. */
  async objects(stackRegion: string | undefined): Promise<ObjectStore> {
    return (await this.connect(stackRegion)).store;
  }

  /** Closes the connections. */
  close() {
    this.clients.forEach((client) => client.destroy());
    this.recordConnections.forEach((connections) => void connections.then(closeAll).catch(() => undefined));
  }

  /** The connections to a Region, with the credentials of the client. */
  private connect(stackRegion: string | undefined): Promise<RecordConnections> {
    const client = this.client(stackRegion);
    const connections = this.recordConnections.get(client) ?? connectRecords(client);
    this.recordConnections.set(client, connections);
    return connections;
  }

  private create(region: string): CodeartifactClient {
    const { profile } = this.options;
    const client = new CodeartifactClient({
      ...(region === '' ? {} : { region }),
      ...(profile === undefined ? {} : { profile }),
      ...CLIENT_CONFIG,
      // Nothing of a call changes how the next one is made, which takes the processor a while to find out.
      cacheMiddleware: true,
      ...(this.paces && { requestHandler: new PacedHttpHandler(this.paces, CLIENT_CONFIG.requestHandler) }),
    });
    client.middlewareStack.add(
      (next) => async (input) => {
        const answer = await next(input);
        const { $metadata } = answer.output as { readonly $metadata?: { readonly attempts?: number } };
        if (($metadata?.attempts ?? 1) > 1) {
          this.onRetry();
        }
        return answer;
      },
      { step: 'initialize', name: 'slowDownAfterRetries' },
    );
    return client;
  }
}

/** The connections to the record of archive times in one Region. */
interface RecordConnections {
  readonly store: ObjectStore;
  readonly queue: ReportQueue;
  readonly histories: ArchiveHistories;
}

async function connectRecords({ config }: CodeartifactClient): Promise<RecordConnections> {
  const connection = { region: await config.region(), credentials: () => config.credentials() };
  const store = new ObjectStore(connection);
  const queue = new ReportQueue(connection);
  return { store, queue, histories: new ArchiveHistories(new ArchiveRecords(store, queue)) };
}

function closeAll({ store, queue }: RecordConnections): void {
  store.close();
  queue.close();
}

/** The caller of a client, for error messages. */
export async function describeCaller(client: CodeartifactClient) {
  const region = await client.config.region().catch(() => '*');
  return {
    partition: findPartition(region),
    region,
    identity: 'the identity that runs this command',
    connection: 'check the network, the proxy and the name of the Region',
  };
}

/** The paths of operations, as the service model binds them. */
function makePaces({ lists, reads }: MaxPerSecond): Paces {
  const others = new Pace(reads);
  return {
    '/v1/package/versions': new Pace(lists),
    '/v1/package/version': others,
    '/v1/packages': others,
    '/v1/repository': others,
    '/v1/domain/repositories': others,
  };
}
