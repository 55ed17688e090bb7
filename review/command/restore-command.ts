import type { PackageName } from '../../declaration/package-name';
import { packageName } from '../../declaration/package-name';
import { displayName } from '../../declaration/package-format';
import { showInvisible } from '../../declaration/visible-text';
import { describeConfigurationError } from '../read/configuration-error';
import { RegionalClients } from '../read/regional-clients';
import { chooseCopy, type CopyFilter } from '../restore/choose-copy';
import { CopyBucket, parseCopyLocation } from '../restore/copy-bucket';
import { readRestoreList, type WantedVersion } from '../restore/restore-list';
import { RestoreRefusal } from '../restore/restore-refusal';
import { type RestoreContext, type RestoreResult, restoreVersion } from '../restore/restore-version';
import { CommandError } from '../text/command-error';
import { counted, oneLine, withoutCommands } from '../text/sanitize';
import { readFormat } from './read-format';
import { printToStderr, writeData } from './output';

/** The options of `restore`, as they stand on the command line. */
export interface RestoreOptions extends CopyFilter {
  readonly from: string;
  /** A manifest, or lines as in a hold list. */
  readonly list?: string;
  readonly output: string;
  readonly publish?: boolean;
  readonly deleteRecord?: boolean;
  readonly recordRevision?: string;
  readonly region?: string;
  readonly profile?: string;
}

/**
 * Restores versions from their cold copies, and prints a line for each.
 *
 * @returns the exit status: 0 if every version is restored, else 1
 * @throws CommandError
 */
export async function restoreCommand(names: readonly string[], options: RestoreOptions): Promise<number> {
  const location = parseCopyLocation(options.from);
  const { region, profile, publish = false, deleteRecord = false } = options;
  if (deleteRecord && !publish) {
    throw new CommandError('--delete-record must be given with --publish: the files alone need no record deleted.');
  }
  const clients = new RegionalClients({ region, profile }, () => undefined);
  try {
    const store = await clients.objects(undefined);
    const bucket = new CopyBucket(store, location);
    const context: RestoreContext = {
      ...{ client: clients.client(undefined), store, bucket, publish, deleteRecord },
      ...{ output: options.output, recordRevision: options.recordRevision },
    };
    const versions =
      options.list === undefined ? readNames(names, bucket) : await readRestoreList(options.list, bucket);
    let refused = 0;
    for (const version of versions) {
      const result = await restoreWanted(context, version, options);
      refused += result.outcome === 'refused' ? 1 : 0;
      await writeData(formatResult(result), undefined);
    }
    printToStderr(`${counted(versions.length - refused, 'version')} restored, ${refused} refused`);
    return refused === 0 && versions.length > 0 ? 0 : 1;
  } catch (error) {
    if (error instanceof CommandError) {
      throw error;
    }
    const { name, message } = error as Error;
    throw new CommandError(
      `Restoring from ${options.from} failed: ${describeConfigurationError(error)?.message ?? `${name}: ${message}`}. ` +
        'Run it again: what is restored already is left as it is.',
    );
  } finally {
    clients.close();
  }
}

function readNames([format, nameText, version, ...rest]: readonly string[], bucket: CopyBucket): WantedVersion[] {
  if (format === undefined || nameText === undefined || version === undefined || rest.length > 0) {
    throw new CommandError('restore takes a format, a package and a version, or --list with many.');
  }
  const name = readPackage(format, nameText);
  return [{ ...name, version, foundCopies: () => bucket.findVersion(name, version) }];
}

function readPackage(format: string, nameText: string): PackageName {
  try {
    return packageName(readFormat(format), nameText);
  } catch (error) {
    throw new CommandError((error as Error).message);
  }
}

async function restoreWanted(
  context: RestoreContext,
  { version, foundCopies, ...name }: WantedVersion,
  { domain, repository, revision = name.revision }: CopyFilter,
): Promise<RestoreResult> {
  try {
    return await restoreVersion(context, chooseCopy(await foundCopies(), { domain, repository, revision }));
  } catch (error) {
    if (!(error instanceof RestoreRefusal)) {
      throw error;
    }
    return {
      version: `${name.format} ${displayName(name.format, name.namespace, name.package)} ${version}`,
      ...{ outcome: 'refused', message: error.message, lines: [] },
    };
  }
}

/** A line for the version, and its commands. What comes from elsewhere has no line breaks. */
function formatResult({ version, outcome, message, lines }: RestoreResult): string {
  const texts = [oneLine(`${version} ${outcome}: ${message}`, MAX_LINE), ...lines.map(formatLine)];
  return texts.map((text) => `${text}\n`).join('');
}

/** A command stays whole: a part of one would do something else. */
function formatLine(line: string): string {
  return line.startsWith('#') ? oneLine(line, MAX_LINE) : withoutCommands(showInvisible(line));
}

const MAX_LINE = 4_000;
