import { join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLE_OPTIONS } from './options';
import { replaceFile } from './replace-file';
import { thirdPartyNotices } from './third-party-notices';

const root = join(__dirname, '..', '..');

/**
 * Bundles the reader of hold lists into `hold-list/`, for `DisposedPackages`: the version schemes need packages of others,
 * and users of the constructs install none but the peers.
 *
 * @param out the directory that gets `hold-list/`
 */
export async function buildHoldList(out: string): Promise<void> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'declaration', 'hold-list.ts')],
    outfile: join(root, 'dist', 'hold-list', 'index.js'),
    write: false,
    metafile: true,
    ...BUNDLE_OPTIONS,
  });
  replaceFile(join(out, 'hold-list', 'index.js'), outputFiles[0]!.contents);
  replaceFile(join(out, 'hold-list', 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(metafile, root));
}
