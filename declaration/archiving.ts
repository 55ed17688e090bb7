import type {
  Action,
  Declaration,
  Properties,
  RecordLocation,
  RecordProperties,
  RestoredStatus,
  WaitingProperties,
} from './declaration';
import type { IsUnresolved, Violation } from './violation';

// The archiving properties of a declaration of one package or of a manifest.

/** The properties of a custom resource that are about archiving, as they have been checked. */
type ArchivingProperties = RecordProperties &
  WaitingProperties &
  Pick<Properties, 'restoreTo' | 'archiveTimeAttributes' | 'reportQueue'>;

/** A rule between two properties. */
export function findArchivingViolations(
  get: (property: string) => unknown,
  { action, isUnresolved }: { readonly action: Action; readonly isUnresolved: IsUnresolved },
): Violation[] {
  const violations: Violation[] = [];
  const add = (property: string, rule: string, value: unknown) => violations.push({ property, rule, value });
  const has = (property: string) => get(property) !== undefined;
  const isArchive = action === 'archive';
  for (const property of ['recordBucket', 'recordKey']) {
    if ((isArchive || has('waitingTime')) && !has(property)) {
      add(property, 'given: the record says when versions were archived', undefined);
    } else if (!isArchive && has(property) && !has('waitingTime')) {
      add(property, 'absent without a waitingTime', get(property));
    }
  }
  const expected = get('expectedStatus');
  if (isArchive && expected === 'Disposed') {
    add('expectedStatus', 'other than Disposed, since a disposed version cannot be archived', expected);
  }
  if (has('waitingTime') && expected !== 'Archived' && !isUnresolved(expected)) {
    add('expectedStatus', 'Archived where there is a waitingTime', expected);
  }
  if (has('allowUnknownArchiveTime') && !has('waitingTime')) {
    add('allowUnknownArchiveTime', 'absent without a waitingTime', get('allowUnknownArchiveTime'));
  }
  return violations;
}

/** Reads the archiving part of valid properties. */
export function readArchiving(
  properties: ArchivingProperties,
  action: Action = 'dispose',
): Pick<Declaration, 'action' | 'archive' | 'waitingTime'> {
  const { restoreTo, archiveTimeAttributes = [], reportQueue, waitingTime, allowUnknownArchiveTime } = properties;
  const record = readRecordLocation(properties);
  if (action === 'archive') {
    return {
      action,
      archive: { record, restoreTo: restoreTo as RestoredStatus | undefined, archiveTimeAttributes, reportQueue },
    };
  }
  return {
    waitingTime:
      waitingTime === undefined
        ? undefined
        : { seconds: Number(waitingTime), record, allowUnknown: String(allowUnknownArchiveTime) === 'true' },
  };
}

function readRecordLocation({ recordBucket, recordKey }: RecordProperties): RecordLocation {
  return { bucket: recordBucket!, key: recordKey! };
}
