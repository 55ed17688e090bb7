import type { CodeartifactClient } from '@aws-sdk/client-codeartifact';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ObjectStore } from '../../codeartifact/object-store';
import { type ColdCopy, writeColdCopy } from '../../declaration/cold-copy';
import type { CopyBucket } from './copy-bucket';
import { describeCopy, nativeCommands, quote } from './native-commands';
import { checkOriginControls, checkVersionNumber, deleteDisposedRecord, isComplete } from './publish-checks';
import { publishGeneric } from './publish-generic';
import { findMovedTags, NpmRegistry } from './publish-npm';
import { RestoreRefusal } from './restore-refusal';
import { DOCUMENT_NAME, type RestoredFile, versionFolder, writeAssets } from './write-assets';

/** How versions are restored. */
export interface RestoreContext {
  readonly client: CodeartifactClient;
  readonly store: ObjectStore;
  readonly bucket: CopyBucket;
  /** The folder that gets the files. */
  readonly output: string;
  /** True if versions are published, and not only written. */
  readonly publish: boolean;
  /** True if the record of a disposed version is deleted, which no other command does. */
  readonly deleteRecord: boolean;
  /** The revision of that record, where it is not that of the copy. */
  readonly recordRevision?: string;
}

/** How the restoring of one version ended. */
export interface RestoreResult {
  /** `npm @my-scope/left-pad 1.0.0` */
  readonly version: string;
  readonly outcome: 'written' | 'published' | 'restored before' | 'refused';
  /** What was done, or why it was refused. */
  readonly message: string;
  /** Commands and notes, a line each. */
  readonly lines: readonly string[];
}

const PUBLISHED_FORMATS = ['npm', 'generic'];

/** Writes the files of a copy, verified, and publishes them if that is asked for. */
export async function restoreVersion(context: RestoreContext, copy: ColdCopy): Promise<RestoreResult> {
  const version = describeCopy(copy);
  try {
    return { version, ...(context.publish ? await publish(context, copy) : await write(context, copy)) };
  } catch (error) {
    if (error instanceof RestoreRefusal) {
      return { version, outcome: 'refused', message: error.message, lines: [] };
    }
    const { name, message } = error as Error;
    if (ABOUT_VERSION.includes(name)) {
      return { version, outcome: 'refused', message: `CodeArtifact answered ${name}: ${message}`, lines: [] };
    }
    throw error;
  }
}

/** Exceptions of the service that are about one version. Any other one would meet the next version, too. */
const ABOUT_VERSION = ['ConflictException', 'ValidationException', 'ServiceQuotaExceededException'];

type Result = Omit<RestoreResult, 'version'>;

async function write(context: RestoreContext, copy: ColdCopy): Promise<Result> {
  const { files, folder } = await writeFiles(context, copy);
  const { commands, notes } = nativeCommands({ copy, files });
  const message = `${describeFiles(files)} in ${folder}, verified`;
  return { outcome: 'written', message, lines: [...commands, ...notes.map((note) => `# ${note}`)] };
}

async function publish(context: RestoreContext, copy: ColdCopy): Promise<Result> {
  const { client, deleteRecord, recordRevision } = context;
  if (!PUBLISHED_FORMATS.includes(copy.format)) {
    throw new RestoreRefusal(
      `--publish serves npm and generic. Without it, the commands for ${copy.format} are printed.`,
    );
  }
  const state = await checkVersionNumber(client, copy, recordRevision);
  if (state === 'restored') {
    return { outcome: 'restored before', message: 'the version is there with the bytes of the copy', lines: [] };
  }
  if (state === 'disposed' && !deleteRecord) {
    throw new RestoreRefusal(
      'the record of the disposed version is in the way. --delete-record deletes it, if it is still Disposed.',
    );
  }
  await checkOriginControls(client, copy);
  // Every byte is here before the record is deleted.
  const { files } = await writeFiles(context, copy);
  const tags = copy.format === 'npm' ? await NpmRegistry.connect(client, copy) : undefined;
  const before = await tags?.readTags();
  if (state === 'disposed') {
    await deleteDisposedRecord(client, copy);
  }
  await (tags ? tags.publish(copy, files) : publishGeneric(client, copy, { files, state }));
  if (!(await isComplete(client, copy))) {
    throw new RestoreRefusal(
      'it was published, and the repository does not list the assets of the copy. Look at it at once.',
    );
  }
  const moved = findMovedTags(before ?? {}, (await tags?.readTags()) ?? {});
  return {
    outcome: 'published',
    message: `${describeFiles(files)}, with the hashes of the copy`,
    lines: moved.map(
      (tag) =>
        `# The registry moved the tag ${tag} from ${before![tag]}. Move it back: npm dist-tag add ` +
        quote(`${copy.namespace ? `@${copy.namespace}/` : ''}${copy.package}@${before![tag]}`) +
        ` ${quote(tag)}`,
    ),
  };
}

async function writeFiles(
  { store, bucket, output }: RestoreContext,
  copy: ColdCopy,
): Promise<{ readonly files: readonly RestoredFile[]; readonly folder: string }> {
  const folder = versionFolder(output, copy);
  const files = await writeAssets(copy, { store, bucket, folder });
  writeFileSync(join(folder, DOCUMENT_NAME), writeColdCopy(copy));
  return { files, folder };
}

function describeFiles(files: readonly RestoredFile[]): string {
  const bytes = files.reduce((sum, { asset }) => sum + asset.size, 0);
  return `${files.length} ${files.length === 1 ? 'asset' : 'assets'}, ${bytes} bytes`;
}
