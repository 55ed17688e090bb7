import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const out = join(__dirname, '..', 'dist');

/** Bundles the handler into the asset that the library ships; the source map stays beside, out of the asset. */
async function bundle() {
  rmSync(join(out, 'handler'), { recursive: true, force: true });
  await build({
    entryPoints: [join(__dirname, 'index.ts')],
    outfile: join(out, 'handler', 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    mainFields: ['module', 'main'],
    // The handler reads the credentials that Lambda puts into its environment; the default chain is dead weight.
    alias: { '@aws-sdk/credential-provider-node': join(__dirname, 'credential-chain.ts') },
    legalComments: 'none',
    logLevel: 'warning',
  });
}

void bundle();
