import { join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLE_OPTIONS } from './options';
import { replaceFile } from './replace-file';
import { thirdPartyNotices } from './third-party-notices';

const root = join(__dirname, '..', '..');

/**
 * Bundles the readers of hold lists and guards into `readers/`, for the constructs: the version schemes and YAML need packages
 * of others, and users of the constructs install none but the peers.
 *
 * @param out the directory that gets `readers/`
 */
export async function buildReaders(out: string): Promise<void> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'review', 'readers.ts')],
    outfile: join(root, 'dist', 'readers', 'index.js'),
    write: false,
    metafile: true,
    ...BUNDLE_OPTIONS,
  });
  replaceFile(join(out, 'readers', 'index.js'), outputFiles[0]!.contents);
  replaceFile(join(out, 'readers', 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(metafile, root));
}
