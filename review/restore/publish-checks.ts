import {
  type CodeartifactClient,
  DeletePackageVersionsCommand,
  DescribePackageVersionCommand,
  ListPackagesCommand,
  ListPackageVersionAssetsCommand,
} from '@aws-sdk/client-codeartifact';
import { readText } from '../../codeartifact/answers';
import { MAX_PAGE_SIZE } from '../../codeartifact/list-package-versions';
import { eachPage } from '../../codeartifact/pages';
import type { ColdCopy } from '../../declaration/cold-copy';
import { RestoreRefusal } from './restore-refusal';

/** The names of a version's package, as a call takes them. */
export function toPackageInput({ domain, domainOwner, repository, format, namespace, package: name }: ColdCopy) {
  return { domain, domainOwner, repository, format, namespace, package: name };
}

/** What the repository has of a version before it is restored. */
export type VersionState = 'absent' | 'unfinished' | 'disposed' | 'restored';

/**
 * Finds out whether a version can be published: its number is free, or has the record of this very copy, or an Unfinished
 * version that an earlier run began.
 *
 * @param recordRevision the revision of a disposed record, where it is not that of the copy
 * @returns `restored` if the version is there with the bytes of the copy
 * @throws RestoreRefusal
 */
export async function checkVersionNumber(
  client: CodeartifactClient,
  copy: ColdCopy,
  recordRevision: string = copy.revision,
): Promise<VersionState> {
  const { status, revision } = await describeRecord(client, copy);
  switch (status) {
    case undefined:
      return 'absent';
    case 'Unfinished':
      requireSameAssets(await listHashes(client, copy), copy);
      return 'unfinished';
    case 'Disposed':
      if (revision !== recordRevision) {
        throw new RestoreRefusal(
          `the record of the disposed version has the revision ${revision ?? '(none)'}, and the copy is of ${copy.revision}. ` +
            'If it is the same version, name the revision of the record with --record-revision.',
        );
      }
      return 'disposed';
    default:
      if (status !== 'Archived' && (await isComplete(client, copy))) {
        return 'restored';
      }
      throw new RestoreRefusal(
        `the version exists, and is ${status}. ` +
          (status === 'Archived'
            ? 'Its assets are there: restore it with aws codeartifact update-package-versions-status.'
            : 'It has other assets than the copy: a version number is used once.'),
      );
  }
}

async function describeRecord(
  client: CodeartifactClient,
  copy: ColdCopy,
): Promise<{ readonly status?: string; readonly revision?: string }> {
  try {
    const command = new DescribePackageVersionCommand({ ...toPackageInput(copy), packageVersion: copy.version });
    const { packageVersion } = await client.send(command);
    return { status: readText(packageVersion?.status) ?? '(unknown)', revision: readText(packageVersion?.revision) };
  } catch (error) {
    const { name, resourceType } = error as Error & { resourceType?: string };
    // A repository or domain that does not exist is an error of its own.
    if (name === 'ResourceNotFoundException' && resourceType !== 'repository' && resourceType !== 'domain') {
      return {};
    }
    throw error;
  }
}

/** @throws RestoreRefusal if the package origin controls do not allow to publish */
export async function checkOriginControls(client: CodeartifactClient, copy: ColdCopy): Promise<void> {
  const { domain, domainOwner, repository, format, namespace, package: name } = copy;
  let publish: string | undefined;
  await eachPage('ListPackages', async (nextToken) => {
    const page = await client.send(
      new ListPackagesCommand({
        ...{ domain, domainOwner, repository, format, namespace, packagePrefix: name },
        ...{ maxResults: MAX_PAGE_SIZE, nextToken },
      }),
    );
    const own = (page.packages ?? []).find(
      (pkg) => pkg.package === name && (pkg.namespace ?? '') === (namespace ?? ''),
    );
    publish ??= readText(own?.originConfiguration?.restrictions?.publish);
    return page.nextToken;
  });
  if (publish === 'BLOCK') {
    const { originType } = Object(copy.description['origin']) as { originType?: unknown };
    throw new RestoreRefusal(
      `the package origin controls block publishing${originType === 'EXTERNAL' ? ', as the version came from a public repository' : ''}. ` +
        'It comes back from there, or allow publishing first: aws codeartifact put-package-origin-configuration.',
    );
  }
}

/** Deletes the record of a disposed version, and nothing else. @throws RestoreRefusal if the service does not */
export async function deleteDisposedRecord(client: CodeartifactClient, copy: ColdCopy): Promise<void> {
  const { successfulVersions = {}, failedVersions = {} } = await client.send(
    new DeletePackageVersionsCommand({
      ...toPackageInput(copy),
      versions: [copy.version],
      expectedStatus: 'Disposed',
    }),
  );
  if (!Object.hasOwn(successfulVersions, copy.version)) {
    const { errorCode = 'NO_ANSWER', errorMessage = 'the service named it neither as successful nor as failed' } =
      failedVersions[copy.version] ?? {};
    throw new RestoreRefusal(`the record of the disposed version was not deleted: ${errorCode}: ${errorMessage}.`);
  }
}

/** The SHA-256 of each asset that the repository has of a version, by name. */
export async function listHashes(
  client: CodeartifactClient,
  copy: ColdCopy,
): Promise<ReadonlyMap<string, string | undefined>> {
  const hashes = new Map<string, string | undefined>();
  await eachPage('ListPackageVersionAssets', async (nextToken) => {
    const page = await client.send(
      new ListPackageVersionAssetsCommand({
        ...{ ...toPackageInput(copy), packageVersion: copy.version },
        ...{ maxResults: MAX_PAGE_SIZE, nextToken },
      }),
    );
    page.assets?.forEach(({ name, hashes: own }) => hashes.set(name ?? '', own?.['SHA-256']?.toLowerCase()));
    return page.nextToken;
  });
  return hashes;
}

/** True if the repository has every asset of a copy, byte for byte, and no other. */
export async function isComplete(client: CodeartifactClient, copy: ColdCopy): Promise<boolean> {
  const hashes = await listHashes(client, copy);
  return hashes.size === copy.assets.length && copy.assets.every(({ name, sha256 }) => hashes.get(name) === sha256);
}

/** @throws RestoreRefusal if an Unfinished version has an asset that the copy does not have */
function requireSameAssets(hashes: ReadonlyMap<string, string | undefined>, copy: ColdCopy): void {
  const expected = new Map(copy.assets.map(({ name, sha256 }) => [name, sha256]));
  const other = [...hashes].find(([name, sha256]) => expected.get(name) !== sha256);
  if (other !== undefined) {
    throw new RestoreRefusal(
      `the version exists, and is Unfinished with an asset ${other[0]} that is not of the copy. Finish or delete it first.`,
    );
  }
}
