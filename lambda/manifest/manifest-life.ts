import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import type { ArchiveRecords } from '../../codeartifact/archive-records';
import { functionCaller } from '../../codeartifact/describe-service-error';
import { readArchiving } from '../../declaration/archiving';
import { describeRepository, type ManifestDeclaration } from '../../declaration/manifest';
import { isSameRepository } from '../../declaration/previous-versions';
import { type CurrentLife, hashPlace, isCurrent } from '../../declaration/record-life';
import { hashEvent } from '../event/event-id';
import { beginLife } from '../versions/begin-life';

/** The life of a construct that archives, and the manifest that it had before. */
interface ManifestLife {
  /** The construct has never watched the versions of the repository in this life. */
  readonly isNew: boolean;
  /** The hash of the manifest whose versions may be restored, as CloudFormation names it. */
  readonly previousHash?: string;
}

/**
 * Begins the life of a construct that archives, or continues it.
 *
 * @throws DisposalError if versions of another repository would stay archived although they are to be restored
 */
export async function beginManifestLife(
  event: CloudFormationCustomResourceEvent,
  properties: ManifestDeclaration,
  { records, context }: { readonly records: ArchiveRecords; readonly context: Context },
): Promise<ManifestLife> {
  const { archive } = readArchiving(properties, properties.action);
  if (archive === undefined) {
    return { isNew: false };
  }
  if (event.RequestType === 'Delete') {
    return { isNew: false, previousHash: hashIn(event.ResourceProperties) };
  }
  const { region } = functionCaller(context.invokedFunctionArn);
  const old = event.RequestType === 'Update' ? event.OldResourceProperties : undefined;
  const isSame = old !== undefined && isSameRepository(old, properties, region);
  const life = await beginLife(records, {
    event,
    location: archive.record,
    place: hashPlace(properties),
    description: describeRepository(properties),
    reportQueue: archive.reportQueue,
    hasMoved: old !== undefined && !isSame,
  });
  const previousHash = isSame ? hashIn(old) : undefined;
  return { isNew: life.id === hashEvent(event), ...(previousHash !== undefined && { previousHash }) };
}

/** The life of a construct that archives, if it is about the repository of the properties. */
export async function readManifestLife(
  records: ArchiveRecords,
  properties: ManifestDeclaration,
): Promise<CurrentLife | undefined> {
  const { archive } = readArchiving(properties, properties.action);
  const life = archive && (await records.readLife(archive.record));
  return isCurrent(life) && life.place === hashPlace(properties) ? life : undefined;
}

function hashIn(properties: unknown): string | undefined {
  const { manifestHash } = Object(properties) as { readonly manifestHash?: unknown };
  return typeof manifestHash === 'string' && /^[0-9a-f]{64}$/.test(manifestHash) ? manifestHash : undefined;
}
