import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { HANDLER_OPTIONS } from './options';
import { replaceFile } from './replace-file';
import { thirdPartyNotices } from './third-party-notices';

/** A function starts the slower the more code it loads. Raise the limit only for what is worth a slower start. */
export const MAX_BYTES = 235_000;

const root = join(__dirname, '..', '..');

/**
 * Bundles the handler into `handler/`, the asset that the library ships; its source map stays beside
 * the asset. Depends on nothing but the sources, so that any build of a release has the same hash.
 *
 * @param out the directory that gets `handler/` and `handler.js.map`
 */
export async function buildHandler(out: string): Promise<void> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'lambda', 'single', 'index.ts')],
    outfile: join(root, 'dist', 'handler', 'index.js'),
    write: false,
    metafile: true,
    ...HANDLER_OPTIONS,
    sourcemap: 'external',
  });
  const code = outputFiles.find(({ path }) => path.endsWith('.js'))!.contents;
  const map = outputFiles.find(({ path }) => path.endsWith('.map'))!.contents;
  if (code.length > MAX_BYTES) {
    throw new Error(
      `The handler's bundle must have at most ${MAX_BYTES} bytes; got ${code.length}. See which modules made it grow, ` +
        'and whether the handler can reach them: scripts/bundle/options.ts.',
    );
  }
  const asset = join(out, 'handler');
  const files = { 'index.js': code, 'THIRD-PARTY-NOTICES.txt': thirdPartyNotices(metafile, root) };
  Object.entries(files).forEach(([name, contents]) => replaceFile(join(asset, name), contents));
  readdirSync(asset).forEach((name) => name in files || rmSync(join(asset, name), { recursive: true }));
  replaceFile(join(out, 'handler.js.map'), map);
}
