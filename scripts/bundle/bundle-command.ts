import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { bundleReportPage } from './bundle-report-page';
import { BUNDLE_OPTIONS } from './options';
import { thirdPartyNotices } from './third-party-notices';

const root = join(__dirname, '..', '..');
const outfile = join(root, 'dist', 'bin', 'cdk-codeartifact-disposal.js');

/** Packages of the AWS SDK that are published without the text of their licence. */
const SAME_TEXT_AS = Object.fromEntries(
  ['nested-clients', 'credential-provider-login', 'credential-provider-http'].map((name) => [
    `@aws-sdk/${name}`,
    'node_modules/@aws-sdk/core',
  ]),
);

/**
 * Bundles the command into one file, with the AWS SDK and its whole credential chain. So users of the constructs do not
 * install the SDK.
 */
async function bundle() {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'bin', 'cdk-codeartifact-disposal.ts')],
    outfile,
    write: false,
    metafile: true,
    ...BUNDLE_OPTIONS,
    define: { REPORT_PAGE: JSON.stringify(await bundleReportPage()) },
    banner: { js: '#!/usr/bin/env node' },
  });
  replace(outfile, outputFiles[0]!.contents);
  replace(join(dirname(outfile), 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(metafile, root, SAME_TEXT_AS));
}

/** Replaces the file in one step, since another process can run the command meanwhile. */
function replace(file: string, contents: string | Uint8Array) {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, contents);
  chmodSync(temporary, file.endsWith('.js') ? 0o755 : 0o644);
  renameSync(temporary, file);
}

bundle().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
