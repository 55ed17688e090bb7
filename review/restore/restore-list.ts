import { readFileSync } from 'node:fs';
import { type HoldList, parseHoldList } from '../../declaration/hold-list';
import { parseManifest } from '../../declaration/manifest';
import type { PackageName } from '../../declaration/package-name';
import { CommandError } from '../text/command-error';
import type { CopyBucket, FoundCopy } from './copy-bucket';
import { describeFileError } from '../text/file-error';

/** A version to restore, and the copies that the bucket has of it. */
export interface WantedVersion extends PackageName {
  readonly version: string;
  /** The revision that the list names; default: any. */
  readonly revision?: string;
  readonly foundCopies: () => Promise<readonly FoundCopy[]>;
}

/**
 * The versions of a list: a manifest, whose revisions choose the copies, or lines as in a hold list, whose packages and ranges
 * mean the versions that the bucket has.
 *
 * @throws CommandError if the list cannot be read
 */
export async function readRestoreList(path: string, bucket: CopyBucket): Promise<WantedVersion[]> {
  const bytes = readList(path);
  try {
    return isManifest(bytes)
      ? readManifestVersions(bytes, bucket)
      : await readHeldVersions(bytes.toString('utf8'), bucket);
  } catch (error) {
    if (error instanceof Error && ['InvalidText', 'InvalidManifest'].includes(error.name)) {
      throw new CommandError([`--list must be a manifest or have lines as a hold list; got ${path}:`, error.message]);
    }
    throw error;
  }
}

function readList(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CommandError(`--list must be a file that can be read; got ${path}: ${describeFileError(error)}.`);
  }
}

function isManifest(bytes: Buffer): boolean {
  return bytes.toString('utf8', 0, 40).startsWith('# cdk-codeartifact-disposal manifest');
}

function readManifestVersions(bytes: Buffer, bucket: CopyBucket): WantedVersion[] {
  return [...parseManifest(bytes).packages()].flatMap(({ format, namespace, package: name, versionRevisions }) =>
    [...versionRevisions].map(([version, revision]) => ({
      ...{ format, namespace, package: name, version, revision },
      foundCopies: () => bucket.findVersion({ format, namespace, package: name }, version),
    })),
  );
}

async function readHeldVersions(text: string, bucket: CopyBucket): Promise<WantedVersion[]> {
  const list: HoldList = parseHoldList(text);
  const wantedVersions: WantedVersion[] = [];
  for (const { format, namespace, package: packageName } of list.packages()) {
    const name = { format, namespace, package: packageName };
    const foundCopies = await bucket.findPackage(name);
    const versions = new Set(foundCopies.map(({ copy }) => copy?.version).filter((version) => version !== undefined));
    const holdVersions = list.holds.flatMap(({ versions: own, ...hold }) =>
      hold.format === name.format && hold.namespace === name.namespace && hold.package === name.package && own
        ? [own]
        : [],
    );
    // A version that is named and has no copy is reported, and a range means the copies that there are.
    const missing = holdVersions.filter((version) => /^[^\s<>=~^*|,()[\]!]+$/.test(version) && !versions.has(version));
    for (const version of [...versions, ...missing]) {
      if (list.find(name, version)) {
        wantedVersions.push({
          ...name,
          version,
          foundCopies: () => Promise.resolve(foundCopies.filter((each) => isSamePackageName(each, version))),
        });
      }
    }
  }
  return wantedVersions;
}

/** A document that cannot be read may be of any version of the package. */
function isSamePackageName({ copy }: FoundCopy, version: string): boolean {
  return copy === undefined || copy.version === version;
}
