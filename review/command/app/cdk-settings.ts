import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isObject, type JsonObject } from '../../../template/values/template';
import { CommandError } from '../../text/command-error';

/** Keys that the CDK CLI refuses in the context of its files. */
const REFUSED_KEYS = ['default-account', 'default-region'];

/** What the CDK CLI hands to an app, by its files and the command line. */
export interface CdkSettings {
  readonly context: JsonObject;
  /** Variables of the environment that settings ask for. */
  readonly environment: Readonly<Record<string, string>>;
  /** A command that builds the app first. */
  readonly build?: string;
}

/**
 * Reads the files of the CDK CLI in its order: the command line wins over cdk.json, cdk.json over cdk.context.json, and
 * ~/.cdk.json comes last. Settings of the CLI win over any context.
 *
 * @param context of the command line
 * @throws CommandError
 */
export function readCdkSettings(context: ReadonlyMap<string, string>): CdkSettings {
  const reserved = [...context.keys()].find((key) => /^aws:./.test(key));
  if (reserved !== undefined) {
    throw new CommandError(
      `--context must have keys that do not begin with "aws:", as for the CDK CLI; got ${reserved}.`,
    );
  }
  const user = readSettings(join(homedir(), '.cdk.json'));
  const project = readSettings('cdk.json');
  if (user['build'] !== undefined) {
    throw new CommandError('The key "build" must be in cdk.json; got it in ~/.cdk.json.');
  }
  const settings = { ...user, ...project };
  return {
    context: {
      ...objectOf(user['context']),
      ...readSettings('cdk.context.json'),
      ...objectOf(project['context']),
      ...Object.fromEntries(context),
      ...settingsContext(settings),
    },
    environment: settingsEnvironment(settings),
    ...(typeof settings['build'] === 'string' && { build: settings['build'] }),
  };
}

/** The context by which the CDK CLI tells the framework its settings (aws-cdk-lib, cx-api). */
function settingsContext(settings: JsonObject): JsonObject {
  const isOn = (key: string) => settings[key] ?? true;
  return {
    ...(isOn('pathMetadata') && { 'aws:cdk:enable-path-metadata': true }),
    ...(isOn('assetMetadata') && { 'aws:cdk:enable-asset-metadata': true }),
    ...(isOn('versionReporting')
      ? { 'aws:cdk:version-reporting': true }
      : { 'aws:cdk:disable-version-reporting': true }),
    'aws:cdk:bundling-stacks': ['**'],
    '@aws-cdk/core:failSynthOnValidationErrors': false,
  };
}

function settingsEnvironment({ debug, debugApp, validation }: JsonObject): Record<string, string> {
  const isDebugged = Boolean(debug) || Boolean(debugApp);
  return {
    ...(isDebugged && { CDK_DEBUG: 'true' }),
    ...(isDebugged && process.env['JSII_HOST_STACK_TRACES'] === undefined && { JSII_HOST_STACK_TRACES: '1' }),
    ...(validation === false && { CDK_VALIDATION: 'false' }),
  };
}

function readSettings(file: string): JsonObject {
  if (!existsSync(file)) {
    return {};
  }
  const settings = parse(file);
  const refused = REFUSED_KEYS.find((key) => Object.hasOwn(objectOf(settings['context']), key));
  if (refused !== undefined) {
    throw new CommandError(`The context of ${file} must not have the key ${refused}, which the CDK CLI refuses.`);
  }
  return settings;
}

function parse(file: string): JsonObject {
  try {
    const settings: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isObject(settings)) {
      return settings;
    }
  } catch (error) {
    throw new CommandError(`${file} must be JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new CommandError(`${file} must be a JSON object.`);
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
