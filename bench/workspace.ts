import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';
import { BUNDLE_OPTIONS, HANDLER_OPTIONS } from '../scripts/bundle/options';
import { readStack } from '../local/cloudformation';
import { type Declare, packages, STACK, synthesize } from './declarations';
import { ALTERNATIVES } from './alternatives';

export const root = join(__dirname, '..');

/** Where processes find the SDK that Lambda's runtime brings along, as NODE_PATH. */
export const MODULE_PATH = [join(root, 'node_modules'), join(root, 'bench', 'node_modules')].join(delimiter);

/** A handler as it would be uploaded. */
export interface Handler {
  readonly name: 'library' | 'AwsCustomResource' | 'provider framework' | 'signed by hand';
  readonly directory: string;
  /** The file with the handler, and what it exports it as. */
  readonly entry: readonly [file: string, exportName: string];
  /** Package and class of the client that it makes with the first event, if it loads the SDK only then. */
  readonly client?: readonly [packageName: string, constructor: string];
  /** The function that it calls in turn. */
  readonly calls?: string;
  /** Bytes of the code, and of the code deflated; the SDK not included where the runtime brings it. */
  readonly bytes: readonly [raw: number, deflated: number];
}

/** A directory for what is measured: bundles of handlers, and synthesized apps. */
export class Workspace {
  static async open(): Promise<Workspace> {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), 'codeartifact-disposal-bench-')));
    const onEvent = join(directory, 'on-event');
    await bundle(join(root, 'bench', 'handlers', 'on-event.ts'), onEvent, true);
    await bundle(join(root, 'bench', 'handlers', 'signed-by-hand.ts'), join(directory, 'signed-by-hand'), false);
    return new Workspace(directory, onEvent);
  }

  private count = 0;

  private constructor(
    readonly directory: string,
    /** The bundle of the library's handler as the provider framework calls it. */
    readonly onEvent: string,
  ) {}

  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** A new empty directory. */
  next(): string {
    const directory = join(this.directory, String(this.count++));
    mkdirSync(directory);
    return directory;
  }

  synthesize(declare: Declare, ...disposals: Parameters<Declare>[1]): string {
    return synthesize(declare, disposals, { prebuilt: this.onEvent, outdir: join(this.next(), 'cdk.out') });
  }

  /** The handlers side by side, those of the CDK out of a cloud assembly. */
  handlers(): Handler[] {
    const calls = join(this.onEvent, 'index.js');
    return [
      this.handler('library', this.codeOf(ALTERNATIVES.library, 'index.handler')),
      this.handler('AwsCustomResource', this.codeOf(ALTERNATIVES.AwsCustomResource, 'index.handler'), {
        client: ['@aws-sdk/client-codeartifact', 'CodeartifactClient'],
      }),
      this.handler('provider framework', this.codeOf(ALTERNATIVES['provider framework'], 'framework.onEvent'), {
        entry: ['framework.js', 'onEvent'],
        client: ['@aws-sdk/client-lambda', 'Lambda'],
        calls,
      }),
      this.handler('signed by hand', join(this.directory, 'signed-by-hand')),
    ];
  }

  private handler(name: Handler['name'], source: string, rest: Partial<Handler> = {}): Handler {
    // Out of reach of the modules of this project, as in Lambda.
    const directory = join(this.next(), 'code');
    cpSync(source, directory, { recursive: true });
    const called = rest.calls ? [rest.calls] : [];
    const code = [...readdirSync(directory).map((file) => join(directory, file)), ...called].filter((file) =>
      file.endsWith('.js'),
    );
    const raw = code.reduce((sum, file) => sum + statSync(file).size, 0);
    const deflated = code.reduce((sum, file) => sum + deflateRawSync(readFileSync(file), { level: 9 }).length, 0);
    return { name, directory, entry: ['index.js', 'handler'], bytes: [raw, deflated], ...rest };
  }

  /** The asset of the function with this handler in a stack that is synthesized with one declaration. */
  private codeOf(declare: Declare, handler: string): string {
    const { template, assets } = readStack(this.synthesize(declare, ...packages(1)), STACK);
    const functions = Object.values(template.Resources).map(({ Properties: properties = {} }) => properties);
    const code = functions.find(({ Handler: of }) => of === handler)?.['Code'] as { S3Key: string } | undefined;
    return assets.get(code!.S3Key)!.path;
  }
}

/** Bundles as the library's own handler is bundled. */
async function bundle(entry: string, directory: string, withSdk: boolean): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile: join(directory, 'index.js'),
    ...(withSdk ? HANDLER_OPTIONS : BUNDLE_OPTIONS),
  });
}
