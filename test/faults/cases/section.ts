/** One case of the fault matrix: a test, and a line of the documentation. */
export interface Case {
  readonly fault: string;
  readonly happens: string;
  /** Takes so long that only the long run has it. */
  readonly isSlow?: boolean;
  readonly run: () => Promise<void>;
}

export interface Section {
  readonly title: string;
  readonly about: string;
  /** The test's file in test/faults. */
  readonly file: string;
  readonly cases: readonly Case[];
}

/** The name of a case's test. */
function nameOf({ fault, happens }: Case): string {
  return `${fault}: ${happens}`;
}

/** Whether this is the long run. */
export const IS_LONG_RUN = process.env.FAULTS_RUNS !== undefined;

export function testCases({ title, cases }: Section) {
  describe(title, () => {
    cases.forEach((each) => (each.isSlow && !IS_LONG_RUN ? test.skip : test)(nameOf(each), each.run));
  });
}
