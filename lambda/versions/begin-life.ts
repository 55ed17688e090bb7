import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { ArchiveRecords } from '../../codeartifact/archive-records';
import type { RecordLocation } from '../../declaration/declaration';
import { type CurrentLife, decideLife } from '../../declaration/record-life';
import { hashEvent } from '../event/event-id';
import { DisposalError, type FailureMessage } from '../event/failure';

/** An event that creates or updates a declaration that archives. */
interface ArchivingEvent {
  readonly event: CloudFormationCustomResourceEvent;
  readonly location: RecordLocation;
  /** The repository of a manifest, or the package, as a hash. */
  readonly place: string;
  /** The same, for messages. */
  readonly description: string;
  readonly reportQueue?: string;
  /** The old properties of an update name another place or another record. */
  readonly hasMoved: boolean;
}

/**
 * Begins the life of a declaration that archives, or continues it.
 *
 * @throws DisposalError if versions of the place before would stay archived although they are to be restored
 */
export async function beginLife(
  records: ArchiveRecords,
  { event, location, place, description, reportQueue, hasMoved }: ArchivingEvent,
): Promise<CurrentLife> {
  const old: unknown = event.RequestType === 'Update' ? event.OldResourceProperties : undefined;
  const life = await records.updateLife(location, (stored, now) =>
    decideLife(
      stored,
      {
        id: hashEvent(event),
        place,
        reportQueue,
        hasMoved,
        didRestore: (Object(old) as { readonly restoreTo?: unknown }).restoreTo !== undefined,
        isCreation: event.RequestType === 'Create',
      },
      now,
    ),
  );
  if (life === undefined) {
    throw new DisposalError(movedWithRestoreTo(description));
  }
  return life;
}

/**
 * Ends the life of a declaration that is removed: its times count no more. Where a declaration that was created since has
 * begun another life, that one stays.
 */
export async function endLife(records: ArchiveRecords, location: RecordLocation, { id }: CurrentLife): Promise<void> {
  await records.updateLife(location, (stored) => (stored?.id === id ? { ...stored, id: undefined } : stored));
}

function movedWithRestoreTo(description: string): FailureMessage {
  return {
    what:
      `Nothing was archived: a declaration with restoreTo keeps its repository, its package and its record; got ` +
      `${description}, or its record in another place`,
    entries: ['the versions that it archived before would stay archived, as the function may no longer restore them'],
    next:
      'Remove the declaration in a deployment of its own, which restores them, and declare the new place in the next one; ' +
      'or deploy it without restoreTo first, and they stay archived.',
  };
}
