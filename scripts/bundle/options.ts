import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

/** The options of every bundle that runs outside this repository: one small file for Node.js. */
export const BUNDLE_OPTIONS = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

const absent = join(__dirname, 'absent.ts');

/** How the handler is bundled: without the parts of the SDK that it never reaches. */
export const HANDLER_OPTIONS = {
  ...BUNDLE_OPTIONS,
  alias: {
    '@aws-sdk/credential-provider-node': absent,
    '@smithy/core/event-streams': absent,
    bowser: absent,
  },
  plugins: [pureSchemas(), versionOnly()],
} as const satisfies BuildOptions;

/** Schemas are plain data; marked as such, esbuild drops those of the operations that the handler does not call. */
function pureSchemas(): Plugin {
  return {
    name: 'pure-schemas',
    setup(build) {
      build.onLoad(
        { filter: /[\\/]client-(codeartifact|sfn)[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ },
        ({ path }) => ({
          contents: readFileSync(path, 'utf8').replace(
            /^((?:export )?var [\w$]+ = )(\[[^;]*\]);$/gm,
            '$1/* @__PURE__ */ (() => $2)();',
          ),
        }),
      );
    },
  };
}

/** A client reads its own version in its package.json, and nothing else. */
function versionOnly(): Plugin {
  return {
    name: 'version-only',
    setup(build) {
      build.onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[a-z]+[\\/]package\.json$/ }, ({ path }) => {
        const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
        return { contents: JSON.stringify({ version }), loader: 'json' };
      });
    },
  };
}
