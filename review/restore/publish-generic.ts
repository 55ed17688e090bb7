import { createReadStream, readFileSync } from 'node:fs';
import { type CodeartifactClient, PublishPackageVersionCommand } from '@aws-sdk/client-codeartifact';
import type { ColdCopy } from '../../declaration/cold-copy';
import { listHashes, toPackageInput, type VersionState } from './publish-checks';
import type { RestoredFile } from './write-assets';

/** Up to this size an asset is held in memory: the SDK repeats a request that was throttled, but no stream. */
const MAX_REPEATED_BYTES = 64 * 1024 ** 2;

/**
 * Publishes a version of the format generic. It stays Unfinished until its last asset; assets that an earlier run published
 * are not sent again.
 *
 * @throws the service's exception
 */
export async function publishGeneric(
  client: CodeartifactClient,
  copy: ColdCopy,
  { files, state }: { readonly files: readonly RestoredFile[]; readonly state: VersionState },
): Promise<void> {
  const published = state === 'unfinished' ? await listHashes(client, copy) : new Map<string, string>();
  // The last one is sent in any case: it finishes the version.
  const last = files[files.length - 1];
  const left = files.filter((file) => file === last || !published.has(file.asset.name));
  for (const file of left) {
    const { asset, path } = file;
    await client.send(
      new PublishPackageVersionCommand({
        ...toPackageInput(copy),
        packageVersion: copy.version,
        assetName: asset.name,
        assetContent: asset.size > MAX_REPEATED_BYTES ? createReadStream(path) : readFileSync(path),
        assetSHA256: asset.sha256,
        unfinished: file !== last,
      }),
    );
  }
}
