import type { Format } from '../../declaration/package-format';
import type { PackageName } from '../../declaration/package-name';
import { UsedVersions } from '../evidence/used-versions';
import { ANY } from './request';
import type { LastRequest } from './use-files';

/** The versions that were requested since a time. Where the log does not tell which version, every possible one was. */
export class RequestedVersions {
  private readonly named = new UsedVersions();
  /** Requests whose namespace the log does not tell. */
  private readonly ofAnyNamespace = new UsedVersions();
  private readonly wholeFormats = new Set<Format>();

  constructor(requests: readonly LastRequest[], since: Date) {
    for (const { format, namespace, package: name, version, time } of requests) {
      if (time < since) {
        continue;
      }
      const used = version === ANY ? undefined : version;
      if (name === ANY) {
        this.wholeFormats.add(format);
      } else if (namespace === ANY) {
        this.ofAnyNamespace.add({ format, package: name }, used);
      } else {
        this.named.add({ format, ...(namespace === '' ? {} : { namespace }), package: name }, used);
      }
    }
  }

  has(pkg: PackageName, version: string): boolean {
    const { format, package: name } = pkg;
    return (
      this.wholeFormats.has(format) ||
      this.named.find(pkg, version) !== undefined ||
      this.ofAnyNamespace.find({ format, package: name }, version) !== undefined
    );
  }
}
