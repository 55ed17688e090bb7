import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Acknowledgement, readSettings, type Settings } from '../settings/read-settings';
import type { SettingsInForce } from '../plan/plan-model';
import { CommandError } from '../text/command-error';
import { parseFile, readTextFile } from './manifest-run';

/** The file beside cdk.json. */
const SETTINGS_FILE = 'cdk-codeartifact-disposal.yaml';

/** Names that people give it. */
const OTHER_NAME = /^\.?cdk-codeartifact-disposal\.(?:ya?ml|json)$/i;

/** The settings of a file, and where it is. */
interface SettingsFile {
  readonly path: string;
  readonly settings: Settings;
}

/** Options with those that come from the file. */
export interface WithSettings<T> {
  readonly options: T;
  /** Absent if the file gives none of them. */
  readonly inForce?: SettingsInForce;
  readonly acknowledgements: readonly Acknowledgement[];
}

/** The part of the settings that a command takes, and what its command line gives. */
interface CommandLine {
  /** The file; default: the one beside cdk.json, if it is there; false: none. */
  readonly path: string | false | undefined;
  readonly takes: readonly (keyof Settings)[];
  readonly isGiven: (name: string) => boolean;
}

/**
 * Fills in the options that the command line does not give. Values of parameters are taken one by one, and
 * acknowledgements of both count.
 *
 * @throws CommandError if the file cannot be read
 */
export function addSettings<T extends object>(options: T, { path, takes, isGiven }: CommandLine): WithSettings<T> {
  const file = readSettingsFile(path);
  if (file === undefined) {
    return { options, acknowledgements: [] };
  }
  const { acknowledge = [], parameter = [], baseParameter = [], guard, ...others } = file.settings;
  const guardPath = guard === undefined ? {} : { guard: join(dirname(file.path), guard) };
  const additions: Record<string, unknown> = {};
  const inForce: string[] = [];
  for (const [name, pairs] of Object.entries({ parameter, baseParameter })) {
    const values = (options as Readonly<Record<string, ReadonlyMap<string, string>>>)[name];
    if (values !== undefined) {
      const more = pairs.map(splitPair).filter(([key]) => !values.has(key));
      additions[name] = new Map([...values, ...more]);
      inForce.push(...more.map(([key, value]) => `${name} ${key}=${value}`));
    }
  }
  for (const [name, value] of Object.entries({ ...others, ...guardPath })) {
    if ((takes as readonly string[]).includes(name) && !isGiven(name)) {
      additions[name] = value;
      inForce.push(`${name} ${[value].flat().map(String).join(' ')}`);
    }
  }
  return {
    options: { ...options, ...additions },
    ...(inForce.length > 0 && { inForce: { file: file.path, options: inForce } }),
    acknowledgements: takes.includes('acknowledge') ? acknowledge : [],
  };
}

function splitPair(pair: string): readonly [string, string] {
  const [key = '', ...rest] = pair.split('=');
  return [key, rest.join('=')];
}

function readSettingsFile(path: string | false | undefined): SettingsFile | undefined {
  if (path === false || (path === undefined && !hasSettingsFile())) {
    return undefined;
  }
  const file = path ?? SETTINGS_FILE;
  return { path: file, settings: parseFile(file, readTextFile(file), readSettings) };
}

/** @throws CommandError if there is one of nearly that name: its guard would hold nothing */
function hasSettingsFile(): boolean {
  const names = readdirSync('.').filter((name) => OTHER_NAME.test(name));
  if (names.length > 0 && !names.includes(SETTINGS_FILE)) {
    throw new CommandError(
      `The file with options that stay must be called ${SETTINGS_FILE}; got ${names[0]}. Rename it, or name it with --settings.`,
    );
  }
  return names.length > 0;
}
