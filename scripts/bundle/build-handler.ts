import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, transform } from 'esbuild';
import { HANDLER_OPTIONS } from './options';
import { replaceFile } from './replace-file';
import { thirdPartyNotices } from './third-party-notices';

/** The code of a function, an asset that the library ships. */
interface HandlerBundle {
  readonly entry: string;
  /** Bytes of the code that every event loads. Raise the limit only for what is worth a slower start. */
  readonly maxBytes: number;
}

/** The functions, by their folders in dist/. That of manifests starts once in many minutes, so that its size matters less. */
export const HANDLERS = {
  handler: { entry: 'lambda/single/index.ts', maxBytes: 210_000 },
  'manifest-handler': { entry: 'lambda/manifest/index.ts', maxBytes: 320_000 },
} as const satisfies Record<string, HandlerBundle>;

/** The files that not every event loads: what archives, what copies, and what takes the place of parts of the SDK. */
const LAZY_FILE = /^(?:archive|copy|absent)-/;

const root = join(__dirname, '..', '..');

/**
 * Bundles a function in parts, of which some are loaded only where they are used. Depends on nothing but the sources, so that
 * any build of a release has the same hash.
 *
 * @param out the directory that gets the folder
 */
export async function buildHandler(out: string, folder: keyof typeof HANDLERS): Promise<void> {
  const { entry, maxBytes } = HANDLERS[folder];
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, entry)],
    outdir: join(root, 'dist', folder),
    write: false,
    metafile: true,
    ...HANDLER_OPTIONS,
    // esbuild splits modules of ECMAScript only, and Lambda loads CommonJS faster.
    format: 'esm',
    splitting: true,
  });
  const asset = join(out, folder);
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
  const bytes = loadedBytes(asset);
  if (bytes > maxBytes) {
    throw new Error(
      `The code that ${folder} loads for every event must have at most ${maxBytes} bytes; got ${bytes}. See which modules made ` +
        'it grow, and whether every event needs them: scripts/bundle/options.ts.',
    );
  }
}

/** The bytes of the code of an asset that every event loads. */
export function loadedBytes(asset: string): number {
  return codeBytes(asset, (name) => !LAZY_FILE.test(name));
}

/** The bytes of the code of an asset. */
export function codeBytes(asset: string, isLoaded: (name: string) => boolean = () => true): number {
  const files = readdirSync(asset).filter((name) => name.endsWith('.js') && isLoaded(name));
  return files.reduce((sum, name) => sum + readFileSync(join(asset, name)).length, 0);
}
