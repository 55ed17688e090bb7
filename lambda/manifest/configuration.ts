import { createHash } from 'node:crypto';
import type { Action } from '../../declaration/declaration';
import { type ManifestDeclaration, parseManifestProperties, UNKNOWN_STATE_MACHINE } from '../../declaration/manifest';
import { type CopyConfiguration, readCopyConfiguration } from './copy-configuration';

/** The variable of the function's environment that holds its configuration, as JSON. */
const CONFIGURATION_VARIABLE = 'DISPOSED_PACKAGES';

/** The binding of the function, whatever an event says. */
export interface Configuration {
  /** As an event must have them, but for the ARN of the state machine: that refers to the function, not the other way. */
  readonly properties: ManifestDeclaration;
  /** The bucket of the stack's assets, which has the manifest under `properties.manifestKey`. */
  readonly manifestBucket: string;
  /** The bucket that has the state of deployments, their reports and the record. */
  readonly recordBucket: string;
  /** The prefix of the keys in that bucket, without a slash at the end. */
  readonly recordPrefix: string;
  readonly maxListsPerSecond: number;
  /** Calls that dispose, or that archive and restore. */
  readonly maxChangesPerSecond: number;
  /** Options of the copies before a change; default: no copies. */
  readonly coldCopies?: CopyConfiguration;
  /** The SHA-256 of all of these; a deployment is bound to it. */
  readonly hash: string;
}

/**
 * Reads the configuration, whose values may be known since the deployment only.
 *
 * @throws InvalidProperties, or an error that names the broken value
 */
export function readConfiguration(environment: NodeJS.ProcessEnv): Configuration {
  const text = environment[CONFIGURATION_VARIABLE];
  if (text === undefined) {
    throw new Error(`${CONFIGURATION_VARIABLE} must hold the configuration of the function; got nothing.`);
  }
  const values = parse(text);
  const action: Action = values['action'] === 'archive' ? 'archive' : 'dispose';
  const rawProperties = values['properties'] as Record<string, unknown>;
  const properties = parseManifestProperties({ ...rawProperties, stateMachineArn: UNKNOWN_STATE_MACHINE }, action);
  const string = (key: string) => {
    const value = values[key];
    if (typeof value !== 'string' || value === '') {
      throw new Error(`${key} in ${CONFIGURATION_VARIABLE} must be text; got ${JSON.stringify(value)}.`);
    }
    return value;
  };
  const number = (key: string) => {
    const value = Number(values[key]);
    if (!(value > 0)) {
      throw new Error(
        `${isWriteRate(key) ? 'maxWritesPerSecond' : key} must be a number above 0; got ${JSON.stringify(values[key])}.`,
      );
    }
    return value;
  };
  const coldCopies = readCopyConfiguration(values['coldCopies']);
  return {
    ...(coldCopies && { coldCopies }),
    properties,
    manifestBucket: string('manifestBucket'),
    recordBucket: string('recordBucket'),
    recordPrefix: string('recordPrefix'),
    maxListsPerSecond: number('maxListsPerSecond'),
    maxChangesPerSecond: number(action === 'archive' ? 'maxUpdatesPerSecond' : 'maxDisposalsPerSecond'),
    hash: createHash('sha256').update(text).digest('hex'),
  };
}

/** The environment has a name for each action, the construct one for both. */
function isWriteRate(key: string): boolean {
  return key === 'maxUpdatesPerSecond' || key === 'maxDisposalsPerSecond';
}

/** A value that only the deployment knows is put into the JSON as it is, and may break it. */
function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    throw new Error(
      `${CONFIGURATION_VARIABLE} must be JSON; a value that only the deployment knows breaks it, such as a name with a ` +
        'quotation mark, a backslash or a line end.',
    );
  }
}

/** The names of properties whose value in an event is not the one that the function is bound to. */
export function findDifferences({ properties }: Configuration, event: ManifestDeclaration): string[] {
  const names = new Set([...Object.keys(properties), ...Object.keys(event)] as (keyof ManifestDeclaration)[]);
  names.delete('stateMachineArn');
  return [...names].filter((name) => properties[name] !== event[name]);
}
