import type { Problem, ProblemId } from '../find/problem';
import { rootName } from '../find/problem';
import type { DeclarationReview } from './declaration-review';
import { INVALID } from '../find/manifests';
import { NOT_KNOWN } from './validate';

/** The unknown facts of a plan, and the acknowledged ones. */
export interface Completeness {
  /**
   * True if every template of the assembly was read, every resource that can reach a disposal
   * function was checked, and no verdict of a declaration that changes rests on something that an
   * earlier deployment may have set otherwise. Only then is everything that the plan does not name left alone.
   */
  readonly complete: boolean;
  readonly unresolved: readonly Problem[];
  readonly acknowledged: readonly Problem[];
}

/**
 * The one place that decides whether a plan is complete.
 *
 * @param problems of the templates
 * @param reviews the declarations that differ from the base, which is deployed under the same assumptions
 * @param names of problems that are acknowledged to dispose nothing
 */
export function reviewCompleteness(
  problems: readonly Problem[],
  reviews: readonly DeclarationReview[],
  names: ReadonlySet<string>,
): Completeness {
  const isAcknowledged = ({ name }: Problem) => name !== undefined && names.has(name);
  const unresolved = [...problems.filter((problem) => !isAcknowledged(problem)), ...declarationProblems(reviews)];
  return { complete: unresolved.length === 0, unresolved, acknowledged: problems.filter(isAcknowledged) };
}

/** Something that is not known, at one of the places that it touches. */
interface Gap {
  readonly id: ProblemId;
  readonly stack: string;
  /** Empty where the reason says it all. */
  readonly place: string;
  readonly reason: string;
  readonly resolution?: string;
}

/** A problem for each reason, however many declarations it touches. */
function declarationProblems(reviews: readonly DeclarationReview[]): Problem[] {
  const byReason = new Map<string, Gap[]>();
  for (const gap of reviews.flatMap(findGaps)) {
    const key = JSON.stringify([gap.id, gap.stack, gap.reason]);
    const gaps = byReason.get(key) ?? [];
    gaps.push(gap);
    byReason.set(key, gaps);
  }
  return [...byReason.values()].map((gaps) => {
    const { id, stack, place, reason, resolution } = gaps[0]!;
    const more = gaps.length > 1 && place !== '' ? `, and ${gaps.length - 1} more` : '';
    return { id, stack, message: `${place === '' ? '' : `${place}${more}: `}${reason}`, resolution };
  });
}

function findGaps({ unsettled, ...review }: DeclarationReview): Gap[] {
  const { source, problem, listing, rollback, sources, history, details } = review;
  const stack = rootName(source.stack);
  const where = source.constructPath;
  const unknown = (place: string, reason: string): Gap => ({
    id: 'unknown-value',
    stack,
    place: `${where}${place}`,
    reason: `${reason}.`,
  });
  const answers = [
    listing,
    rollback,
    sources,
    history,
    ...[...details.values()].flatMap(({ publishedTime, size }) => [publishedTime, size]),
  ];
  const properties = problem === undefined ? source.unknownVersions : [...source.unknown, ...source.unknownVersions];
  return [
    ...(problem?.code === INVALID ? [] : properties)
      .filter(({ isReported }) => isReported !== true)
      .map(({ property, reason }) => unknown(`: ${property}`, reason)),
    ...(problem && problem.code !== INVALID && problem.code !== NOT_KNOWN ? [unknown('', problem.message)] : []),
    ...(problem === undefined
      ? [...source.unknownPins].map(([version, reason]) => unknown(`: the pin of ${version}`, reason))
      : []),
    ...[...(unsettled ?? [])].map(([version, reason]) => unknown(`: ${version}`, reason)),
    ...source.unknownConditions.map((reason) => unknown('', reason)),
    ...source.assumptions.map((assumption): Gap => ({
      id: 'assumption',
      stack,
      place: '',
      reason: assumption,
      resolution: 'An earlier deployment may have given it another value, which is kept: pass --parameter.',
    })),
    ...[
      ...new Set(
        answers.flatMap((answer) => (answer?.problem ? [`${answer.problem.code}: ${answer.problem.message}.`] : [])),
      ),
    ].map((reason): Gap => ({ id: 'unread-registry', stack, place: where, reason })),
  ];
}
