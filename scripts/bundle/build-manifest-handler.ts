import { join } from 'node:path';
import { build } from 'esbuild';
import { HANDLER_OPTIONS } from './options';
import { replaceFile } from './replace-file';
import { thirdPartyNotices } from './third-party-notices';

/** The function starts once in many minutes, so that its size matters little; its growth is still checked. */
const MAX_MANIFEST_HANDLER_BYTES = 325_000;

const root = join(__dirname, '..', '..');

/**
 * Bundles the handler that disposes manifests into `manifest-handler/`, an asset of its own: it needs S3 and Step
 * Functions, which the handler of single declarations does not.
 *
 * @param out the directory that gets `manifest-handler/`
 */
export async function buildManifestHandler(out: string): Promise<void> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'lambda', 'manifest', 'index.ts')],
    outfile: join(root, 'dist', 'manifest-handler', 'index.js'),
    write: false,
    metafile: true,
    ...HANDLER_OPTIONS,
  });
  const code = outputFiles[0]!.contents;
  if (code.length > MAX_MANIFEST_HANDLER_BYTES) {
    throw new Error(`The bundle must have at most ${MAX_MANIFEST_HANDLER_BYTES} bytes; got ${code.length}.`);
  }
  const asset = join(out, 'manifest-handler');
  replaceFile(join(asset, 'index.js'), code);
  replaceFile(join(asset, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(metafile, root));
}
