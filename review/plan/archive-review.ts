import type { ArchiveHistory } from '../../declaration/archive-record';
import type { Verdict } from '../../declaration/decide';
import type { Declaration } from '../../declaration/declaration';
import { refuseWaiting } from '../../declaration/waiting-time';
import type { CodeArtifactReader, ReadResult } from '../read/codeartifact-reader';
import { findBucketName } from './deployed-bucket';
import type { ValidatedDeclaration } from './validate';

/** Reads in addition to the lists of versions. */
export interface ReadOptions {
  readonly sizes: boolean;
  readonly publishedTimes: boolean;
  readonly upstreams: boolean;
  /** True to ask for versions that unchanged declarations name: a deployment of the base may have failed. */
  readonly notDeployed: boolean;
  /** The bucket with the records of archive times, for declarations whose template does not name it. */
  readonly recordBucket?: string;
  /** The bucket of the cold copies, for declarations whose template does not name it. */
  readonly copyBucket?: string;
}

/** The registry, and the options of its reads. */
export interface ReviewReader {
  readonly registry: CodeArtifactReader;
  readonly reads: ReadOptions;
}

/** Refuses versions whose waiting time is not over. */
export function refuseWaitingVersions(
  verdicts: Verdict[],
  { waitingTime }: Declaration,
  history: ReadResult<ArchiveHistory> | undefined,
): Verdict[] {
  return history?.value && waitingTime ? refuseWaiting(verdicts, waitingTime, history.value) : verdicts;
}

/** Reads when versions were archived and restored, if the declaration waits for that before it disposes one. */
export async function reviewHistory(
  { source, declaration }: ValidatedDeclaration,
  verdicts: readonly Verdict[],
  { registry, reads }: ReviewReader,
): Promise<ReadResult<ArchiveHistory> | undefined> {
  const waitingTime = declaration?.waitingTime;
  if (
    declaration === undefined ||
    waitingTime === undefined ||
    !verdicts.some(({ verdict }) => verdict === 'to dispose')
  ) {
    return undefined;
  }
  const content = 'the versions wait for a time that is';
  const { value: bucket, problem } = source.recordBucketUnknown
    ? await findBucketName(
        { name: reads.recordBucket, resource: source.recordBucketResource, content, option: '--record-bucket' },
        registry,
      )
    : { value: waitingTime.record.bucket };
  if (problem !== undefined) {
    return { problem, repositoryMissing: false };
  }
  const record = { ...waitingTime.record, bucket };
  const recorded = { record, package: declaration.package, versions: declaration.versions };
  return registry.archiveHistory(recorded, source.stack.region);
}
