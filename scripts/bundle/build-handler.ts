import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, transform } from 'esbuild';
import { HANDLER_OPTIONS } from './options';
import { replaceFile } from './replace-file';
import { thirdPartyNotices } from './third-party-notices';

/** A function starts the slower the more code it loads. Raise the limit only for what is worth a slower start. */
export const MAX_BYTES = 210_000;

/** The files that a disposal does not load: the code of what archives, and what takes the place of parts of the SDK. */
const LAZY_FILE = /^(?:archive|absent)-/;

const root = join(__dirname, '..', '..');

/**
 * Bundles the handler into `handler/`, the asset that the library ships. The function loads what archives only for
 * declarations that archive. Depends on nothing but the sources, so that any build of a release has the same hash.
 *
 * @param out the directory that gets `handler/`
 */
export async function buildHandler(out: string): Promise<void> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'lambda', 'single', 'index.ts')],
    outdir: join(root, 'dist', 'handler'),
    write: false,
    metafile: true,
    ...HANDLER_OPTIONS,
    // esbuild splits modules of ECMAScript only, and Lambda loads CommonJS faster.
    format: 'esm',
    splitting: true,
  });
  const asset = join(out, 'handler');
  const files = new Map([['THIRD-PARTY-NOTICES.txt', thirdPartyNotices(metafile, root)]]);
  for (const { path, text } of outputFiles) {
    const { code } = await transform(text, {
      ...{ format: 'cjs', minify: true, target: HANDLER_OPTIONS.target },
      // A require, since a module of CommonJS has no named exports for an import.
      supported: { 'dynamic-import': false },
    });
    files.set(basename(path), code);
  }
  files.forEach((contents, name) => replaceFile(join(asset, name), contents));
  readdirSync(asset).forEach((name) => files.has(name) || rmSync(join(asset, name), { recursive: true }));
  const bytes = disposalBytes(asset);
  if (bytes > MAX_BYTES) {
    throw new Error(
      `The code that a disposal loads must have at most ${MAX_BYTES} bytes; got ${bytes}. See which modules made it grow, ` +
        'and whether the handler can reach them: scripts/bundle/options.ts.',
    );
  }
}

/** The bytes of the code that a disposal loads. */
export function disposalBytes(asset: string): number {
  return codeBytes(asset, (name) => !LAZY_FILE.test(name));
}

/** The bytes of the code of an asset. */
export function codeBytes(asset: string, isLoaded: (name: string) => boolean = () => true): number {
  const files = readdirSync(asset).filter((name) => name.endsWith('.js') && isLoaded(name));
  return files.reduce((sum, name) => sum + readFileSync(join(asset, name)).length, 0);
}
