import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The bundles that the library ships, each one file that includes the packages it needs. */
type Bundle = 'handler' | 'manifest-handler' | 'readers';

/**
 * The directory of a bundle: beside the compiled library, or the output of this repository's build.
 *
 * @throws if it is in neither, as in an app that is a bundle itself
 */
export function bundlePath(bundle: Bundle): string {
  const candidates = [join(__dirname, '..', '..', bundle), join(__dirname, '..', '..', 'dist', bundle)];
  const directory = candidates.find((path) => existsSync(join(path, 'index.js')));
  if (!directory) {
    throw new Error(
      `The files of ${bundle} must be in one of ${candidates.join(', ')}; found none. If you bundle your CDK app, keep ` +
        'this library out of the bundle, and install it beside the app (with esbuild: --external:cdk-codeartifact-disposal). ' +
        'In a clone of this library, run "npm run bundle".',
    );
  }
  return directory;
}
