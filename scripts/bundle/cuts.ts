import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** A module of the SDK that the handler's bundle holds in another form. */
interface Cut {
  /** Inside node_modules. */
  readonly module: string;
  /** Why nothing is missed. The handler makes two kinds of calls, in Lambda, with the Service's own settings. */
  readonly because: string;
  readonly instead: (source: string) => string;
}

const core = '@smithy/core/dist-es/submodules';

/** Takes the place of what is never called, and says so if it is after all. */
function absent(...names: string[]): () => string {
  const body = (name: string) => `{ throw new Error('${name} is not in the bundle of the handler.'); }`;
  return () => names.map((name) => `export function ${name}() ${body(name)}`).join('\n');
}

const CUTS: readonly Cut[] = [
  {
    module: '@aws-sdk/client-codeartifact/dist-es/schemas/schemas_0.js',
    because: 'Schemas are plain data; told so, esbuild leaves out those of the 46 operations that are not called.',
    instead: (source) =>
      source.replace(/^((?:export )?var [\w$]+ = )(\[[^;]*\]);$/gm, '$1/* @__PURE__ */ (() => $2)();'),
  },
  {
    module: '@aws-sdk/client-codeartifact/package.json',
    because: 'Only the version is read, for the User-Agent.',
    instead: (source) => JSON.stringify({ version: (JSON.parse(source) as { version: string }).version }),
  },
  {
    module: '@aws-sdk/credential-provider-node/dist-es/index.js',
    because: 'The client is given the credentials that Lambda puts into the environment.',
    instead: absent('defaultProvider'),
  },
  {
    module: `${core}/event-streams/index.js`,
    because:
      'No operation of the service streams events. Its dynamic import also costs the tree-shaking of all it uses.',
    instead: absent('EventStreamSerde'),
  },
  {
    module: `${core}/serde/util-stream/sdk-stream-mixin.js`,
    because: 'Neither call has a streaming payload.',
    instead: absent('sdkStreamMixin'),
  },
  {
    module: `${core}/serde/date-utils.js`,
    because: 'Neither call has a timestamp in its input or output.',
    instead: absent(
      'dateToUtcString',
      'parseRfc3339DateTime',
      'parseRfc3339DateTimeWithOffset',
      'parseRfc7231DateTime',
      'parseEpochTimestamp',
    ),
  },
  {
    module: `${core}/serde/schema-serde-lib/schema-date-utils.js`,
    because: 'Neither call has a timestamp in a header.',
    instead: absent('_parseEpochTimestamp', '_parseRfc3339DateTimeWithOffset', '_parseRfc7231DateTime'),
  },
  {
    module: `${core}/client/smithy-client/schemaLogFilter.js`,
    because: 'It copies every input and output for a logger that the client does not have.',
    instead: () => 'export function schemaLogFilter() {}',
  },
  {
    module: `${core}/checksum/sha256/Sha256Js.js`,
    because: 'The Node.js of Lambda has SHA-256 of its own.',
    instead: absent('Sha256Js'),
  },
  {
    module: `${core}/retry/util-retry/AdaptiveRetryStrategy.js`,
    because: 'The client retries in standard mode.',
    instead: absent('AdaptiveRetryStrategy'),
  },
  {
    module: `${core}/endpoints/middleware-endpoint/service-customizations/index.js`,
    because: 'It is about S3.',
    instead: absent('resolveParamsForS3'),
  },
  {
    module: `${core}/config/config-resolver/regionConfig/getInstanceMetadataRegion.js`,
    because: 'Lambda tells the Region in the environment, and has no instance metadata to ask.',
    instead: absent('getInstanceMetadataRegion'),
  },
  {
    module: `${core}/config/shared-ini-file-loader/loadSharedConfigFiles.js`,
    because: 'A function is configured by its environment; it has no home with AWS configuration files.',
    instead: () => `
      export const CONFIG_PREFIX_SEPARATOR = '.';
      export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });`,
  },
  {
    module: '@smithy/signature-v4/dist-es/HeaderFormatter.js',
    because: 'It formats the headers of signed events, of which there are none.',
    instead: () => 'export class HeaderFormatter {}',
  },
];

/**
 * Cuts out of the SDK what the handler cannot reach. Fails if a module to cut is not met, or is not
 * changed, since a release of the SDK that moved it would otherwise make the bundle grow unnoticed.
 */
export function cuts(): Plugin {
  return {
    name: 'cuts',
    setup(build) {
      const met = new Set<string>();
      build.onLoad({ filter: /[\\/]node_modules[\\/]/ }, ({ path }) => {
        const [, inside = ''] = path.split(/[\\/]node_modules[\\/](?!.*[\\/]node_modules[\\/])/);
        const cut = CUTS.find(({ module }) => module === inside.replaceAll('\\', '/'));
        if (!cut) {
          return undefined;
        }
        met.add(cut.module);
        const source = readFileSync(path, 'utf8');
        const contents = cut.instead(source);
        const errors = contents === source ? [{ text: `${cut.module} is not as the cut expects it.` }] : [];
        return { contents, loader: path.endsWith('.json') ? 'json' : 'js', errors };
      });
      build.onEnd(() => ({
        errors: CUTS.filter(({ module }) => !met.has(module)).map(({ module }) => ({
          text: `${module} is not in the SDK any more: find what took its place, or drop the cut from scripts/bundle/cuts.ts.`,
        })),
      }));
    },
  };
}
