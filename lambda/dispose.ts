import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { COUNT_ATTRIBUTE, revisionAttribute } from '../declaration/attributes';
import type { Declaration } from '../declaration/declaration';
import { FIELDS } from '../declaration/fields';
import { type Data, successFits } from './response';
import { type Deadline, within } from './deadline';
import { decide, refusalsOf, type RepositoryVersions, versionsToDispose, type Verdict } from '../declaration/decide';
import { Disposal, type DisposalResult } from './batches';
import { describeServiceError, functionCaller, saysPackageIsMissing } from '../codeartifact/describe-service-error';
import { incomplete, listFailed, refused, revisionsTooLong } from './failure';
import type { Log } from './log';
import { previousVersions } from '../declaration/previous-versions';
import type { FailureMessage } from './reason';
import type { CodeArtifact } from '../codeartifact/codeartifact';

/** Carries what the operator is told. */
export class DisposalError extends Error {
  constructor(readonly failure: FailureMessage) {
    super(failure.what);
    this.name = 'DisposalError';
  }
}

/** A policy that was just created may take seconds to be in force everywhere (IAM User Guide, eventual consistency). */
const PROPAGATION_PAUSES = [1_000, 2_000, 4_000, 8_000, 15_000];

export interface DisposalRequest {
  readonly event: CloudFormationCustomResourceEvent;
  readonly declaration: Declaration;
  readonly service: CodeArtifact;
  readonly deadline: Deadline;
  readonly log: Log;
  readonly arn: string;
  readonly propagationPauses?: readonly number[];
}

/**
 * Looks, decides, and disposes unless anything is refused.
 *
 * @returns the attributes of the resource
 * @throws Failed
 */
export async function disposePackageVersions(work: DisposalRequest): Promise<Data> {
  const { event, declaration, service, deadline, log } = work;
  const seen = await listVersions(work);
  const old = event.RequestType === 'Update' ? event.OldResourceProperties : undefined;
  const previous = previousVersions(old, declaration);
  const verdicts = decide(declaration, previous, seen ?? new Map());
  log.info('decided', count(verdicts));

  const refusal = refusalsOf(verdicts);
  if (refusal.length > 0) {
    throw new DisposalError(refused(declaration, refusal, seen === undefined));
  }
  if (!successFits(event, longestData(declaration, verdicts))) {
    throw new DisposalError(revisionsTooLong(declaration.package));
  }

  const say = (error: unknown) =>
    describeServiceError(
      error,
      { action: 'DisposePackageVersions', package: declaration.package },
      functionCaller(work.arn),
    );
  const outcomes = await new Disposal(service, declaration, versionsToDispose(verdicts), deadline, log, say).run();
  const failed = outcomes.filter((disposalResult) => !disposalResult.disposed);
  if (failed.length > 0) {
    throw new DisposalError(incomplete(declaration, failed, disposedCount(verdicts, outcomes)));
  }
  const data = dataOf(declaration, verdicts, outcomes);
  return successFits(event, data) ? data : dataOf(declaration, verdicts, []);
}

/** Undefined if the package does not exist. */
async function listVersions({
  declaration,
  service,
  deadline,
  log,
  arn,
  propagationPauses,
}: DisposalRequest): Promise<RepositoryVersions | undefined> {
  const pauses = propagationPauses ?? PROPAGATION_PAUSES;
  for (let attempt = 0; ; attempt++) {
    try {
      const seen = await within(deadline.forCalls, (signal) =>
        service.list(declaration.package, declaration.versions, signal),
      );
      log.info('looked', { package: declaration.package, versions: seen.size });
      return seen;
    } catch (error) {
      if (saysPackageIsMissing(error)) {
        log.info('looked', { package: declaration.package, missing: true });
        return undefined;
      }
      const problem = describeServiceError(
        error,
        { action: 'ListPackageVersions', package: declaration.package },
        functionCaller(arn),
      );
      const pause = pauses[attempt];
      if (problem.code !== 'AccessDeniedException' || pause === undefined || pause > deadline.forCalls) {
        throw new DisposalError(listFailed(declaration.package, problem));
      }
      log.info('waiting for the permission to be in force', { milliseconds: pause });
      await sleep(pause);
    }
  }
}

function count(verdicts: readonly Verdict[]): Record<string, unknown> {
  const counts: Record<string, number> = {};
  for (const { verdict } of verdicts) {
    counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
  return { counts };
}

function disposedCount(verdicts: readonly Verdict[], outcomes: readonly DisposalResult[]): number {
  const before = verdicts.filter((verdict) => verdict.verdict === 'already disposed').length;
  return before + outcomes.filter((disposalResult) => disposalResult.disposed).length;
}

/** The attributes; the revisions are those the service gave when it disposed, else those that were seen. */
function dataOf(declaration: Declaration, verdicts: readonly Verdict[], outcomes: readonly DisposalResult[]): Data {
  const revisions = new Map<string, string>();
  for (const verdict of verdicts) {
    revisions.set(verdict.version, ('revision' in verdict && verdict.revision) || '');
  }
  for (const disposalResult of outcomes) {
    if (disposalResult.disposed) {
      revisions.set(disposalResult.version, disposalResult.revision);
    }
  }
  const known = verdicts.filter(
    (verdict) => verdict.verdict === 'to dispose' || verdict.verdict === 'already disposed',
  ).length;
  return {
    [COUNT_ATTRIBUTE]: String(known),
    ...Object.fromEntries(
      declaration.revisionAttributes.map((version) => [revisionAttribute(version), revisions.get(version) ?? '']),
    ),
  };
}

/** The attributes if every revision were as long as can be, to know before the disposal that they fit. */
function longestData(declaration: Declaration, verdicts: readonly Verdict[]): Data {
  const data = dataOf(declaration, verdicts, []);
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, value.padEnd(FIELDS.revision.max, ' ')]),
  );
}
