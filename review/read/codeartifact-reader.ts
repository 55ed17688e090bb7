import type { CodeartifactClient } from '@aws-sdk/client-codeartifact';
import {
  describeServiceError,
  saysPackageIsMissing,
  saysRepositoryIsMissing,
  type ServiceCall,
  type ServiceError,
} from '../../codeartifact/describe-service-error';
import {
  listByStatus,
  type ListInput,
  listPackageVersions,
  type NamedPackage,
  type PackageListing,
  type WantedVersions,
} from '../../codeartifact/list-package-versions';
import { listPackages, type ListedPackage, type NamedRepository } from '../../codeartifact/list-packages';
import { listRepositories, type NamedDomain } from '../../codeartifact/list-repositories';
import { ColdCopies } from '../../codeartifact/cold-copies';
import { type ListedAsset, listAssets } from '../../codeartifact/package-version-contents';
import type { CopiedVersion, CopyLocation } from '../../declaration/cold-copy';
import type { ArchiveHistory } from '../../declaration/archive-record';
import { arnPath, type Package, type RecordLocation } from '../../declaration/declaration';
import type { TemplateOwner } from '../../template/values/template';
import { CommandError } from '../text/command-error';
import type { AnswerFile } from './answer-file';
import { CallLimiter } from './call-limiter';
import { describeConfigurationError, isFatal } from './configuration-error';
import { describeCaller, type RegionalClientOptions, RegionalClients } from './regional-clients';
import { readPublishedTime, readSize, readSources, type Sources } from './version-details';
import { describeConnection } from './connection-identity';
import { findPhysicalName } from './deployed-resource';

export type { NamedPackage, PackageListing } from '../../codeartifact/list-package-versions';
export type { ListedPackage, NamedRepository } from '../../codeartifact/list-packages';
export type { Sources } from './version-details';

/** A value that was read, or why it could not be. */
export type ReadResult<T> =
  | { readonly value: T; readonly problem?: undefined; readonly repositoryMissing?: undefined }
  | {
      readonly value?: undefined;
      readonly problem: ServiceError;
      /** True if the service says that the repository or its domain does not exist. */
      readonly repositoryMissing: boolean;
    };

export interface CodeArtifactReaderOptions extends RegionalClientOptions {
  readonly concurrency: number;
  /** True if an answer is remembered, so that no call is made twice; default: it is. */
  readonly remembersAnswers?: boolean;
  /** Keeps the answers, and has those of a run that was interrupted; default: none are kept. */
  readonly answerFile?: AnswerFile;
  /** Called as calls are added and end. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Versions whose times are in a record. */
interface RecordedVersions {
  readonly record: RecordLocation;
  readonly package: Package;
  readonly versions: readonly string[];
}

/** Carries why a list could not be read through the rule that combines lists. */
class ReadFailure extends Error {
  constructor(
    readonly problem: ServiceError,
    readonly repositoryMissing: boolean,
  ) {
    super(problem.message);
  }
}

/** The identity of a call: two calls with the same one have the same answer. */
interface CallIdentity {
  readonly call: ServiceCall;
  /** The Region of the stack; undefined for the one that the SDK finds. */
  readonly region: string | undefined;
  /** The part of the input that decides the answer; default: the package and its version. */
  readonly key?: readonly unknown[];
}

/** The operations of CodeArtifact that a review needs. No call is made twice. */
export class CodeArtifactReader {
  private readonly clients: RegionalClients;
  private readonly answers = new Map<string, Promise<ReadResult<unknown>>>();
  private readonly calls: CallLimiter;

  constructor(private readonly options: CodeArtifactReaderOptions) {
    this.calls = new CallLimiter(options.concurrency, options.onProgress);
    this.clients = new RegionalClients(options, () => this.calls.slowDown());
  }

  /** Every version of a package, of every status, by the rule of the deployment. */
  versions(pkg: NamedPackage, wanted: WantedVersions, region: string | undefined): Promise<ReadResult<PackageListing>> {
    return this.list({ package: pkg }, wanted, region);
  }

  /** The same in the service's order of publication, the newest first; what only the list of one status has follows. */
  versionsByPublishedTime(
    pkg: NamedPackage,
    wanted: 'all' | 'all but disposed',
    region: string | undefined,
  ): Promise<ReadResult<PackageListing>> {
    return this.list({ package: pkg, sortBy: 'PUBLISHED_TIME' }, wanted, region);
  }

  /** The packages of a repository. */
  packages(repository: NamedRepository, region: string | undefined): Promise<ReadResult<readonly ListedPackage[]>> {
    // No package is named; messages of this call name the repository alone.
    const call: ServiceCall = { action: 'ListPackages', package: { ...repository, format: 'generic', package: '*' } };
    return this.once({ call, region }, (client) => listPackages(client, repository));
  }

  /** The names of a domain's repositories. */
  repositories(domain: NamedDomain, region: string | undefined): Promise<ReadResult<readonly string[]>> {
    // No repository is named; messages of this call name the domain alone.
    const pkg = { ...domain, repository: '*', format: 'generic', package: '*' } as const;
    const call: ServiceCall = { action: 'ListRepositoriesInDomain', package: pkg };
    return this.once({ call, region }, (client) => listRepositories(client, domain));
  }

  /** The time of publication; undefined if the service gives no time. */
  publishedTime(pkg: NamedPackage, version: string, region: string | undefined): Promise<ReadResult<Date | undefined>> {
    const call: ServiceCall = { action: 'DescribePackageVersion', package: pkg, version };
    return this.once({ call, region }, (client) => readPublishedTime(client, pkg, version));
  }

  /** The bytes of a version's assets; undefined where the service gives no size of one of them. */
  size(pkg: NamedPackage, version: string, region: string | undefined): Promise<ReadResult<number | undefined>> {
    const action = 'ListPackageVersionAssets';
    return this.once({ call: { action, package: pkg, version }, region }, (client) => readSize(client, pkg, version));
  }

  /** The upstream repositories and external connections of a repository. */
  sources(named: NamedRepository, region: string | undefined): Promise<ReadResult<Sources>> {
    const { domain, domainOwner, repository } = named;
    const pkg = { domain, domainOwner, repository, format: 'generic', package: '*' } as const;
    const call: ServiceCall = { action: 'DescribeRepository', package: pkg };
    const key = [domainOwner, domain, repository];
    return this.once({ call, region, key }, (client) => readSources(client, named));
  }

  /** Reads when versions were archived and restored, as the deployment will. */
  archiveHistory(
    { record, package: pkg, versions }: RecordedVersions,
    region: string | undefined,
  ): Promise<ReadResult<ArchiveHistory>> {
    return this.calls.run(async () => {
      const histories = await this.clients.histories(region);
      try {
        return { value: await histories.read(record, pkg, versions) };
      } catch (error) {
        const { name, message } = error as Error;
        const text = `the record of archive times in the bucket ${record.bucket} could not be read (${message})`;
        return { problem: { code: name, message: text }, repositoryMissing: false };
      }
    });
  }

  /** The assets of a version, with what a copy of them needs. */
  assets(pkg: Package, version: string, region: string | undefined): Promise<ReadResult<readonly ListedAsset[]>> {
    const call: ServiceCall = { action: 'ListPackageVersionAssets', package: pkg, version };
    const key = [...packageKey(pkg), version, 'hashes'];
    return this.once({ call, region, key }, async (client) => {
      const { assets } = await listAssets(client, { package: pkg, version });
      return assets ?? [];
    });
  }

  /** True if a bucket has a complete copy of a version, as the deployment finds out. */
  hasCopy(location: CopyLocation, copied: CopiedVersion, region: string | undefined): Promise<ReadResult<boolean>> {
    return this.calls.run(async () => {
      try {
        const copies = new ColdCopies(await this.clients.objects(region), location);
        return { value: await copies.isComplete(copied) };
      } catch (error) {
        const { name, message } = error as Error;
        const text = `the cold copies in the bucket ${location.bucket} could not be read (${message})`;
        return { problem: { code: name, message: text }, repositoryMissing: false };
      }
    });
  }

  /** The physical name of a resource of a deployed stack, as CloudFormation knows it. */
  deployedName(resource: TemplateOwner): Promise<ReadResult<string>> {
    const { id, region } = resource.stack;
    const name = JSON.stringify(['DescribeStackResource', id, resource.logicalId]);
    const client = this.clients.client(region);
    const answer = this.answers.get(name) ?? this.calls.run(() => findPhysicalName(resource, client));
    return this.answers.set(name, answer).get(name) as Promise<ReadResult<string>>;
  }

  /** The Region of the calls, as the SDK finds it where none is given. */
  findRegion(region: string | undefined): Promise<string> {
    return this.clients.client(region).config.region();
  }

  /** A text that is another one for another account, Region or endpoint. */
  describeConnection(region: string | undefined): Promise<string> {
    return describeConnection(this.clients.client(region));
  }

  /** Closes the connections. */
  close() {
    this.clients.close();
  }

  private async list(
    input: Omit<ListInput, 'status'>,
    wanted: WantedVersions,
    region: string | undefined,
  ): Promise<ReadResult<PackageListing>> {
    try {
      const list = async (status: ListInput['status']) => {
        const { value, problem, repositoryMissing } = await this.listOnce({ ...input, status }, region);
        if (problem) {
          throw new ReadFailure(problem, repositoryMissing);
        }
        return value;
      };
      return { value: await listPackageVersions(list, wanted) };
    } catch (error) {
      if (error instanceof ReadFailure) {
        return { problem: error.problem, repositoryMissing: error.repositoryMissing };
      }
      throw error;
    }
  }

  private listOnce(input: ListInput, region: string | undefined): Promise<ReadResult<PackageListing>> {
    const call: ServiceCall = { action: 'ListPackageVersions', package: input.package };
    const list = async (client: CodeartifactClient): Promise<PackageListing> => {
      try {
        return await listByStatus(client, input);
      } catch (error) {
        if (saysPackageIsMissing(error)) {
          return { missing: true, versions: new Map() };
        }
        throw error;
      }
    };
    const key = [...packageKey(input.package), input.status, input.sortBy];
    return this.once({ call, region, key }, list);
  }

  /** Makes a call unless it was made before. */
  private once<T>(
    { call, region, key = [...packageKey(call.package), call.version] }: CallIdentity,
    read: (client: CodeartifactClient) => Promise<T>,
  ): Promise<ReadResult<T>> {
    const name = JSON.stringify([call.action, region, ...key].map((part) => part ?? null));
    const answer =
      this.answers.get(name) ??
      this.findKept(name) ??
      this.calls.run(() => this.readAndKeep(name, () => this.read(call, region, read)));
    if (this.options.remembersAnswers ?? true) {
      this.answers.set(name, answer);
    }
    return answer as Promise<ReadResult<T>>;
  }

  private findKept(name: string): Promise<ReadResult<unknown>> | undefined {
    const kept = this.options.answerFile?.find(name);
    return kept && Promise.resolve({ value: kept.value });
  }

  /** Keeps an answer for a run that continues after an interruption. Problems are asked again. */
  private async readAndKeep<T>(name: string, read: () => Promise<ReadResult<T>>): Promise<ReadResult<T>> {
    const answer = await read();
    if (answer.problem === undefined) {
      this.options.answerFile?.add(name, answer.value);
    }
    return answer;
  }

  /** @throws CommandError for an error that would fail every other call too */
  private async read<T>(
    call: ServiceCall,
    region: string | undefined,
    read: (client: CodeartifactClient) => Promise<T>,
  ): Promise<ReadResult<T>> {
    const client = this.clients.client(region);
    try {
      return { value: await read(client) };
    } catch (error) {
      const problem =
        describeConfigurationError(error) ?? describeServiceError(error, call, await describeCaller(client));
      if (isFatal(problem)) {
        throw new CommandError(`The registry cannot be read: ${problem.code}: ${problem.message}`);
      }
      return { problem, repositoryMissing: saysRepositoryIsMissing(error) };
    }
  }
}

function packageKey(pkg: NamedPackage): readonly unknown[] {
  return [pkg.domainOwner, arnPath(pkg)];
}
