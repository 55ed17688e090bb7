import { type ManifestEntry, writeManifest } from '../../declaration/manifest';
import { displayName, isFormat } from '../../declaration/package-format';
import type { PackageName } from '../../declaration/package-name';
import type { ListedPackage } from '../read/codeartifact-reader';

/** A package of a repository that is to be read. */
export interface PackageJob {
  readonly repository: string;
  readonly pkg: PackageName;
}

/** The results of packages, so that a run can continue after an interruption. */
export interface FinishedPackages<T> {
  find(job: PackageJob): T | undefined;
  add(job: PackageJob, value: T): void;
}

/** Options of reading packages. */
export interface PackageRun<T> {
  /** Packages that are read at once. */
  readonly concurrency: number;
  readonly finished: FinishedPackages<T>;
  /** Called as packages are added and end. */
  readonly onProgress?: (count: number, total: number) => void;
}

/**
 * Reads a few packages at once, except those that are finished. After one has failed, no other is started.
 *
 * @returns the results, in the order of the jobs
 */
export async function readEachPackage<T>(
  { concurrency, finished, onProgress }: PackageRun<T>,
  jobs: readonly PackageJob[],
  readPackage: (job: PackageJob) => Promise<T>,
): Promise<readonly T[]> {
  const values: T[] = [];
  let next = 0;
  let count = 0;
  let failed = false;
  const readNext = async (job: PackageJob) => {
    const before = finished.find(job);
    if (before !== undefined) {
      return before;
    }
    const value = await readPackage(job);
    finished.add(job, value);
    return value;
  };
  const work = async () => {
    while (next < jobs.length && !failed) {
      const n = next++;
      try {
        values[n] = await readNext(jobs[n]!);
      } catch (error) {
        failed = true;
        throw error;
      }
      count += 1;
      onProgress?.(count, jobs.length);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return values;
}

/** The package, unless no manifest can name it, such as one of a format that is not known. */
export function toPackageName({ format, namespace, package: name }: ListedPackage): PackageName | undefined {
  const pkg = isFormat(format) && { format, ...(namespace === undefined ? {} : { namespace }), package: name };
  return pkg && isWritable({ ...pkg, version: '1', revision: '1' }) ? pkg : undefined;
}

/** The registry's names are foreign text: one that the manifest refuses must not spoil all others. */
export function isWritable(entry: ManifestEntry): boolean {
  try {
    writeManifest([entry]);
    return true;
  } catch {
    return false;
  }
}

/** The name of a package in messages: `npm @my-scope/left-pad`. */
export function packageText({ format, namespace, package: name }: PackageName): string {
  return `${format} ${displayName(format, namespace, name)}`;
}
