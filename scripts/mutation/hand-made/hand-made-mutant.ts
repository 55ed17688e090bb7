/** A change that makes the code wrong, and the tests that have to notice it. */
export interface HandMadeMutant {
  readonly file: string;
  /** Once in the file. */
  readonly find: string;
  readonly replacement: string;
  /** What is wrong then. */
  readonly breaks: string;
  /** Files, or what their paths begin with. */
  readonly tests: readonly string[];
  /** Why the change breaks nothing after all, if it does not: another line has the same effect. */
  readonly equivalent?: string;
}
