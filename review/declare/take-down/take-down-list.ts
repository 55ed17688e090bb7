import { InvalidText, LineProblems } from '../../../declaration/line-problems';
import type { PackageName } from '../../../declaration/package-name';
import { ForeignPackage } from '../../../declaration/package-versions/package-url';
import { oneLine } from '../../text/sanitize';
import { packageText } from '../package-jobs';
import type { RequestedVersions, VersionRequest } from './version-request';

/** Characters of a message, and versions of a list. */
const MAX_MESSAGE = 400;
const MAX_REQUESTS = 1_000_000;

/** A package of a list. */
export interface TakeDownPackage {
  readonly pkg: PackageName;
  /** What the list asks for, each text once. */
  readonly requests: readonly VersionRequest[];
}

/** The versions that a list asks to take down. */
export interface TakeDownList {
  readonly packages: readonly TakeDownPackage[];
  /** Versions, ranges and whole packages that the list names. */
  readonly requestCount: number;
  /** Columns of a CSV file that say nothing about which versions are meant. */
  readonly otherColumns: readonly string[];
  /** Entries that are no package of CodeArtifact, by their kind, such as `golang`. */
  readonly foreign: ReadonlyMap<string, number>;
  /** Advisories that were withdrawn. */
  readonly withdrawnCount: number;
  /** Parts of a version that a package URL names; the whole version is meant. */
  readonly partCount: number;
}

/** Collects what a list names, and what is wrong with it. */
export class TakeDownCollector {
  /** @param skipsForeign true if entries that are no package of CodeArtifact are left out and counted */
  constructor(private readonly skipsForeign: boolean) {}

  readonly foreign = new Map<string, number>();
  otherColumns: readonly string[] = [];
  withdrawnCount = 0;
  partCount = 0;
  private readonly packages = new Map<string, { pkg: PackageName; requests: Map<string, VersionRequest> }>();
  private readonly problems = new LineProblems();
  private requestCount = 0;

  /** Adds what a function reads; a problem of the line if it throws. */
  add(line: number, readRequests: () => readonly RequestedVersions[]) {
    for (const { pkg, request } of this.readRequests(line, readRequests) ?? []) {
      const key = packageText(pkg);
      const listedPackage = this.packages.get(key) ?? { pkg, requests: new Map<string, VersionRequest>() };
      this.packages.set(key, listedPackage);
      this.requestCount += listedPackage.requests.has(request.text) ? 0 : 1;
      listedPackage.requests.set(request.text, request);
      if (this.requestCount > MAX_REQUESTS) {
        throw new InvalidText([{ line, message: `a list must name at most ${MAX_REQUESTS} versions; got more` }]);
      }
    }
  }

  /** The value that a function reads; undefined, with a problem of the line, if it throws. */
  readRequests<T>(line: number, readRequests: () => T): T | undefined {
    try {
      return readRequests();
    } catch (error) {
      if (error instanceof ForeignPackage && !this.skipsForeign) {
        this.fail(line, `${error.message}, or pass --skip-foreign`);
      } else if (error instanceof ForeignPackage) {
        const kind = oneLine(error.ecosystem, 50) || 'no type';
        this.foreign.set(kind, (this.foreign.get(kind) ?? 0) + 1);
      } else {
        this.fail(line, (error as Error).message);
      }
      return undefined;
    }
  }

  fail(line: number, message: string) {
    this.problems.add(line, oneLine(message.replace(/\.$/, ''), MAX_MESSAGE));
  }

  /** @throws InvalidText if a line is broken */
  throwIfInvalid() {
    this.problems.throwIfAny();
  }

  /** @throws InvalidText if a line is broken, or the list names nothing, which is hardly meant */
  list(): TakeDownList {
    this.throwIfInvalid();
    const packages = [...this.packages.values()].map(({ pkg, requests }) => ({
      pkg,
      requests: [...requests.values()],
    }));
    if (packages.length === 0) {
      const others = describeForeign(this.foreign);
      const withdrawn = this.withdrawnCount > 0 ? `${this.withdrawnCount} withdrawn advisories` : '';
      const got = [others, withdrawn].filter((text) => text !== '').join(' and ') || 'none';
      throw new InvalidText([{ line: 1, message: `a list must name at least one version; got ${got}` }]);
    }
    const { requestCount, otherColumns, foreign, withdrawnCount, partCount } = this;
    return { packages, requestCount, otherColumns, foreign, withdrawnCount, partCount };
  }
}

/** `3 of golang, 1 of docker`. */
export function describeForeign(foreign: ReadonlyMap<string, number>): string {
  return [...foreign].map(([kind, count]) => `${count} of ${kind}`).join(', ');
}
