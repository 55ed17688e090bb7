import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../../text/command-error';
import { copyToStderr } from '../output';
import { makeCommandLine } from './app-command';
import { type CdkSettings, readCdkSettings } from './cdk-settings';

/** Bytes of one environment variable that the platform takes; the CDK reads more from a file. */
const MAX_VARIABLE = process.platform === 'win32' ? 30_000 : 100_000;

/** Milliseconds to wait, after the app has ended, for the end of its output. */
const OUTPUT_PATIENCE = 1_000;

export interface AppOptions {
  /** `key=value`, over the context of the files of the CDK CLI. */
  readonly context: ReadonlyMap<string, string>;
  readonly account?: string;
  readonly region?: string;
}

/**
 * Runs a CDK app as the CDK CLI does, and hands its assembly to a function. The assembly is removed
 * afterwards. What the app prints goes to stderr.
 *
 * @throws CommandError
 */
export async function withApp<T>(
  command: string,
  options: AppOptions,
  use: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'cdk-codeartifact-disposal-'));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const assembly = join(directory, 'cdk.out');
    mkdirSync(assembly);
    const settings = readCdkSettings(options.context);
    const environment = makeEnvironment(assembly, settings, options);
    if (settings.build !== undefined) {
      await run(settings.build, environment);
    }
    await run(makeCommandLine(command), environment);
    return await use(assembly);
  } finally {
    process.off('exit', remove);
    remove();
  }
}

/** The environment of an app, as the CDK CLI makes it. */
function makeEnvironment(assembly: string, { context, environment }: CdkSettings, { account, region }: AppOptions) {
  const json = JSON.stringify(context);
  const overflow = `${assembly}.context.json`;
  const isLong = Buffer.byteLength(json) > MAX_VARIABLE;
  if (isLong) {
    writeFileSync(overflow, json);
  }
  return {
    ...process.env,
    ...environment,
    CDK_OUTDIR: assembly,
    CDK_CONTEXT_JSON: isLong ? '{}' : json,
    ...(isLong ? { CONTEXT_OVERFLOW_LOCATION_ENV: overflow } : {}),
    ...(account === undefined ? {} : { CDK_DEFAULT_ACCOUNT: account }),
    ...(region === undefined ? {} : { CDK_DEFAULT_REGION: region }),
  };
}

async function run(command: string, env: NodeJS.ProcessEnv): Promise<void> {
  const app = spawn(command, { shell: true, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => app.kill();
  process.once('exit', end);
  const copied = Promise.all([copyToStderr(app.stdout), copyToStderr(app.stderr)]);
  const status = await new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    app.on('error', (error) => reject(new CommandError(`The app cannot be run: ${error.message}`)));
    app.on('exit', (code, signal) => resolve(code ?? signal));
  }).finally(() => process.off('exit', end));
  // A daemon that the app leaves behind may hold the pipes open.
  const timer = setTimeout(() => [app.stdout, app.stderr].forEach((stream) => stream.destroy()), OUTPUT_PATIENCE);
  await copied;
  clearTimeout(timer);
  if (status !== 0) {
    throw new CommandError(`The app must exit with status 0; got ${status} from: ${command}`);
  }
}
