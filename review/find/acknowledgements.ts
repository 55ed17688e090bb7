import { nameWithDigest, type Problem } from './problem';

/** The digest at the end of an acknowledgement. */
const DIGEST = /@([0-9a-f]{12})$/;

/** Problems of an assembly, after those that the base settles. */
export interface AcknowledgedProblems {
  readonly problems: readonly Problem[];
  /** The names of problems that are acknowledged as they are. */
  readonly acknowledged: ReadonlySet<string>;
  /** Acknowledgements that match no problem, or one that is another since: a sentence each. */
  readonly remarks: readonly string[];
}

/**
 * Decides which problems are acknowledged. An acknowledgement holds for the resource, the address or the call that it was
 * given for: `Name@digest` for that alone, and `Name` for a problem that the base has too, in the same form. Without a
 * base, there is nothing to compare, and `Name` holds for whatever has that name.
 *
 * @param base the problems of the base; undefined without one
 */
export function acknowledgeProblems(
  problems: readonly Problem[],
  base: readonly Problem[] | undefined,
  acknowledgements: readonly string[],
): AcknowledgedProblems {
  const inBase = new Set(base?.map(problemKey));
  const open = problems.filter((problem) => !(problem.isSettledByBase && inBase.has(problemKey(problem))));
  const holds = (problem: Problem) =>
    acknowledgements.some((text) =>
      text === problem.name ? base === undefined || inBase.has(problemKey(problem)) : text === nameWithDigest(problem),
    );
  const namedProblems = open.filter(({ name }) => name !== undefined);
  const names = new Set(namedProblems.map(({ name }) => name ?? ''));
  const acknowledged = [...names].filter((name) =>
    namedProblems.filter((problem) => problem.name === name).every(holds),
  );
  return {
    problems: open,
    acknowledged: new Set(acknowledged),
    remarks: explain(acknowledgements, namedProblems, acknowledged),
  };
}

function problemKey({ id, name, digest }: Problem): string {
  return JSON.stringify([id, name, digest]);
}

function explain(texts: readonly string[], problems: readonly Problem[], acknowledged: readonly string[]): string[] {
  return texts.flatMap((text) => {
    const name = text.replace(DIGEST, '');
    const problem = problems.find((each) => each.name === text) ?? problems.find((each) => each.name === name);
    if (problem === undefined) {
      return [`--acknowledge ${text} acknowledges nothing: no problem of this plan has that name.`];
    }
    return acknowledged.includes(problem.name ?? '')
      ? []
      : [
          `--acknowledge ${text} acknowledges nothing: ${problem.name} is not what it was. Review it, and pass --acknowledge ${nameWithDigest(problem)}.`,
        ];
  });
}
