import type { ArchiveRecords } from '../../codeartifact/archive-records';
import {
  describeServiceError,
  saysPackageIsMissing,
  saysRepositoryIsMissing,
} from '../../codeartifact/describe-service-error';
import { type ArchiveRecord, isArchivedBy } from '../../declaration/archive-record';
import type { RepositoryVersions, VersionToChange } from '../../declaration/decide';
import type { CurrentLife } from '../../declaration/record-life';
import { within } from '../event/deadline';
import {
  DisposalError,
  type FailedVersion,
  type FailureMessage,
  listFailed,
  notArchivedAgain,
  notRestored,
} from '../event/failure';
import type { ArchiveDeclaration } from './archive-request';
import { withdraw } from './archive-times';
import { type ChangeContext, type ChangeResult, changeInBatches } from './batches';
import { withRecord } from './check-versions';

/** What it takes to restore versions of a package. */
export interface RestoreContext extends ChangeContext {
  readonly declaration: ArchiveDeclaration;
  readonly records: ArchiveRecords;
  readonly life: CurrentLife;
}

/** The versions that a declaration named before, and those that it names now. */
export interface RestoreScope {
  /** CloudFormation says so, not the record: who writes the record can have no other version restored. */
  readonly before: readonly string[];
  readonly declared: readonly string[];
}

/** The results of the calls, also where not all could be done. */
export interface RestoringResult {
  readonly results: readonly ChangeResult[];
  /** The reason why versions could not be restored, or the record could not be written. */
  readonly failure?: FailureMessage;
  /** The reason why versions are restored that another declaration wants archived. */
  readonly contradiction?: FailureMessage;
}

/**
 * Withdraws the versions of a package that are no longer declared. If the declaration says so, it restores those that this
 * life of the declaration archived. A version that somebody disposed, restored or published again since is left as it is, and
 * so is one that another declaration names.
 *
 * @throws DisposalError if the record or the repository cannot be read before the calls
 */
export async function restoreUndeclared(
  context: RestoreContext,
  { before, declared }: RestoreScope,
): Promise<RestoringResult> {
  const { declaration, records, log } = context;
  const { package: pkg } = declaration;
  const { restoreTo, record: location } = declaration.archive;
  const { archived: record } = await withRecord(
    declaration,
    () => records.update(location, pkg, ({ archived }) => withdraw(archived, declared)),
    NOTHING_RESTORED,
  );
  if (restoreTo === undefined) {
    return { results: [] };
  }
  const own = await findOwn(context, record, { before, declared });
  const toRestore = own.length === 0 ? [] : stillArchived(own, await listArchivedVersions(context, own));
  log.info('restoring', { status: restoreTo, versions: toRestore.length, undeclared: own.length });
  const results = await changeInBatches(toRestore, context, { targetStatus: restoreTo, expectedStatus: 'Archived' });
  const failed = results.filter((result) => !result.changed);
  const failure = failed.length > 0 ? notRestored(declaration, failed, toRestore.length) : undefined;
  try {
    const contradiction = await settleRestored(context, results);
    return { results, ...(failure && { failure }), ...(contradiction && { contradiction }) };
  } catch (error) {
    if (!(error instanceof DisposalError)) {
      throw error;
    }
    return { results, failure: error.failure };
  }
}

/**
 * Archives again what another declaration names by now, and forgets the restored versions.
 *
 * @returns why versions could not be archived again
 * @throws DisposalError if the record cannot be read or written
 */
async function settleRestored(
  context: RestoreContext,
  results: readonly ChangeResult[],
): Promise<FailureMessage | undefined> {
  const { declaration, records } = context;
  const { restoreTo, record: location } = declaration.archive;
  const changes = results.filter((result) => result.changed);
  if (changes.length === 0) {
    return undefined;
  }
  const failed = await archiveAgain(context, changes);
  const names = new Set(changes.map(({ version }) => version));
  await withRecord(
    declaration,
    () =>
      records.update(
        location,
        declaration.package,
        ({ archived }) => new Map([...archived].filter(([name]) => !names.has(name))),
      ),
    `${changes.length} versions were restored to ${restoreTo}`,
  );
  return failed.length > 0 ? notArchivedAgain(declaration, failed) : undefined;
}

const NOTHING_RESTORED = 'Nothing was restored';

/** The versions that are no longer declared, that this life archived, and that no other declaration names. */
async function findOwn(
  { declaration, records, life, log }: RestoreContext,
  record: ArchiveRecord,
  { before, declared }: RestoreScope,
): Promise<VersionToChange[]> {
  const staying = new Set(declared);
  const candidates = before.filter(
    (version) => !staying.has(version) && record.get(version)?.archivedBy?.life === life.id,
  );
  if (candidates.length === 0) {
    return [];
  }
  const { package: pkg, archive } = declaration;
  const { restored, declarations } = await withRecord(
    declaration,
    () => records.listObjects(archive.record, pkg, candidates),
    NOTHING_RESTORED,
  );
  const elsewhere = await findDeclaredElsewhere({ declaration, records }, declarations);
  const left = candidates.filter((version) => elsewhere.has(version));
  log.list('INFO', 'left archived, as another declaration names them', { name: 'versions', entries: left });
  return candidates.flatMap((version) => {
    const entry = record.get(version);
    return entry !== undefined && !elsewhere.has(version) && isArchivedBy(entry, life.id, restored.get(version))
      ? [{ version, revision: entry.revision }]
      : [];
  });
}

/** The versions of the package that other declarations of the bucket name. */
async function findDeclaredElsewhere(
  { declaration, records }: Pick<RestoreContext, 'declaration' | 'records'>,
  declarations: readonly string[],
): Promise<ReadonlySet<string>> {
  const { package: pkg, archive } = declaration;
  const { bucket, key: own } = archive.record;
  const others = declarations.filter((key) => key !== own);
  const readOthers = () => Promise.all(others.map((key) => records.read({ bucket, key }, pkg)));
  const all = await withRecord(declaration, readOthers, NOTHING_RESTORED);
  return new Set(
    all.flatMap(({ archived }) => [...archived].flatMap(([version, { isDeclared }]) => (isDeclared ? [version] : []))),
  );
}

/**
 * Another declaration may have announced a version after its announcement was looked for, and found it archived still. It
 * announces before it lists, so one of the two sees the other.
 *
 * @returns the versions that could not be archived again
 */
async function archiveAgain(context: RestoreContext, versions: readonly VersionToChange[]): Promise<FailedVersion[]> {
  const { declaration, records, log } = context;
  const { package: pkg, archive } = declaration;
  const doneText = `${versions.length} versions were restored to ${archive.restoreTo}`;
  const { declarations } = await withRecord(declaration, () => records.listObjects(archive.record, pkg, []), doneText);
  const elsewhere = await findDeclaredElsewhere(context, declarations);
  const toArchive = versions.filter(({ version }) => elsewhere.has(version));
  if (toArchive.length === 0) {
    return [];
  }
  log.info('archiving again, as another declaration names them', { versions: toArchive.length });
  const change = { targetStatus: 'Archived', expectedStatus: archive.restoreTo } as const;
  const correction = { ...context, deadline: context.deadline.forCorrection };
  const results = await changeInBatches(toArchive, correction, change);
  return results.filter((result) => !result.changed);
}

function stillArchived(own: readonly VersionToChange[], versions: RepositoryVersions): VersionToChange[] {
  return own.filter(({ version, revision }) => {
    const current = versions.get(version);
    return current?.status === 'Archived' && current.revision === revision;
  });
}

/** Nothing is left to restore in a package or a repository that does not exist. */
async function listArchivedVersions(
  { service, declaration, deadline, caller }: RestoreContext,
  own: readonly VersionToChange[],
): Promise<RepositoryVersions> {
  const { package: pkg } = declaration;
  const names = own.map(({ version }) => version);
  try {
    return await within(deadline.forCalls, (signal) => service.list(pkg, names, signal));
  } catch (error) {
    if (saysPackageIsMissing(error) || saysRepositoryIsMissing(error)) {
      return new Map();
    }
    const problem = describeServiceError(error, { action: 'ListPackageVersions', package: pkg }, caller);
    throw new DisposalError(listFailed(declaration, problem));
  }
}
