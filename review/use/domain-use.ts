import type { Format } from '../../declaration/package-format';
import type { PackageName } from '../../declaration/package-name';
import { valueOrThrow } from '../declare/select-in-registry';
import type { CodeArtifactReader } from '../read/codeartifact-reader';
import { type Coverage, findCoverProblem } from './coverage';
import { RequestedVersions } from './requested-versions';
import type { LastRequest, UseFolder } from './use-files';

/** The domain whose use is asked for, and when. */
export interface UseContext {
  readonly domain: string;
  readonly domainOwner: string;
  readonly region: string;
  readonly now: Date;
}

/** What was read of the files of use and of the domain. */
interface DomainSources {
  readonly folder: UseFolder;
  /** Undefined if there are no files of use. */
  readonly coverages: readonly Coverage[] | undefined;
  /** The upstreams of each repository of the domain. */
  readonly upstreams: ReadonlyMap<string, readonly string[]>;
}

/** When the versions of a domain were last requested, as the files of `use` show it. */
export class DomainUse {
  private readonly requests = new Map<string, readonly LastRequest[]>();
  private readonly requested = new Map<string, RequestedVersions>();

  private constructor(
    private readonly context: UseContext,
    private readonly sources: DomainSources,
  ) {}

  /**
   * Reads what the log covers, and which repositories get their packages from others.
   *
   * @throws CommandError where either cannot be read
   */
  static async read(registry: CodeArtifactReader, folder: UseFolder, context: UseContext): Promise<DomainUse> {
    const { domain, domainOwner } = context;
    const coverages = folder.readCoverage();
    const names = valueOrThrow(await registry.repositories({ domain, domainOwner }, undefined));
    const upstreams = await Promise.all(
      names.map(async (repository) => {
        const sources = valueOrThrow(await registry.sources({ domain, domainOwner, repository }, undefined));
        return [repository, sources.upstreams] as const;
      }),
    );
    return new DomainUse(context, { folder, coverages, upstreams: new Map(upstreams) });
  }

  /** The reason why the log does not show which versions of a format were not requested since a time; undefined if it does. */
  findProblem(format: Format, from: Date): string | undefined {
    const { domainOwner: owner, region, now } = this.context;
    return this.sources.coverages === undefined
      ? 'there is no file coverage.json of use'
      : findCoverProblem(this.sources.coverages, { owner, region, format, from, now });
  }

  /** True if a version of a repository was requested since a time, there or through a repository that gets it from there. */
  isRequested(
    repository: string,
    pkg: PackageName,
    { version, from }: { readonly version: string; readonly from: Date },
  ): boolean {
    const key = `${repository} ${from.getTime()}`;
    const requested = this.requested.get(key) ?? new RequestedVersions(this.findRequests(repository), from);
    this.requested.set(key, requested);
    return requested.has(pkg, version);
  }

  private findRequests(repository: string): readonly LastRequest[] {
    const { domain, domainOwner: owner, region } = this.context;
    const logged = this.sources.folder.listRepositories({ owner, region, domain });
    return logged
      .filter((name) => this.reaches(name, repository))
      .flatMap((name) => {
        const requests =
          this.requests.get(name) ?? this.sources.folder.readRequests({ owner, region, domain, repository: name });
        this.requests.set(name, requests);
        return requests;
      });
  }

  /** True if a request to one repository may be answered from another; a repository that is gone may have had any upstream. */
  private reaches(name: string, repository: string): boolean {
    const visited = new Set([name]);
    for (const each of visited) {
      const upstreams = this.sources.upstreams.get(each);
      if (each === repository || upstreams === undefined) {
        return true;
      }
      upstreams.forEach((upstream) => visited.add(upstream));
    }
    return false;
  }
}
