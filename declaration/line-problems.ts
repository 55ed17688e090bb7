/** A line that breaks a rule of its text: of a manifest, a hold list, a policy, a guard or a list. */
export interface LineProblem {
  /** The number of the line, from 1. */
  readonly line: number;
  /** The rule, the value received, and how to correct it unless that is obvious. */
  readonly message: string;
}

/** Broken lines that one error names; a file of a million lines may break a rule in each. */
const MAX_PROBLEMS = 20;

/** A text whose lines break its rules. Its message has a line for each problem, and counts the rest. */
export class InvalidText extends Error {
  /** The first problems. */
  readonly problems: readonly LineProblem[];

  /** @param count of all problems, also of those that are left out */
  constructor(
    problems: readonly LineProblem[],
    readonly count = problems.length,
  ) {
    const first = problems.slice(0, MAX_PROBLEMS);
    const more = count > first.length ? [`and ${count - first.length} more`] : [];
    super([...first.map(({ line, message }) => `line ${line}: ${message}`), ...more].join('\n'));
    this.name = 'InvalidText';
    this.problems = first;
  }
}

/** Collects the problems of one text: the first ones, and the number of all. */
export class LineProblems {
  private readonly first: LineProblem[] = [];
  private count = 0;

  add(line: number, message: string) {
    this.count += 1;
    if (this.first.length < MAX_PROBLEMS) {
      this.first.push({ line, message });
    }
  }

  /** @throws InvalidText if there is a problem */
  throwIfAny() {
    if (this.count > 0) {
      throw new InvalidText(this.first, this.count);
    }
  }
}
