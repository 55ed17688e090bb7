import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The committed results of the last runs, of which the documentation is made. npm runs every script in the root. */
const SCORES = join(process.cwd(), 'scripts', 'mutation', 'scores.json');

/** A small change of the code, and whether a test noticed it. */
export interface Mutant {
  /** Stryker's, or that of an endless loop: `Survived` and `NoCoverage` are not noticed, `Timeout` tells nothing. */
  readonly status: string;
  readonly line: number;
  readonly mutator: string;
  readonly original: string;
  readonly replacement: string;
}

/** What became of the mutants of a file. */
export interface FileScore {
  readonly file: string;
  readonly noticed: number;
  readonly survivors: readonly Omit<Mutant, 'status'>[];
}

/** What became of a change that somebody wrote by hand. */
export interface HandMadeScore {
  readonly file: string;
  /** What is wrong after the change. */
  readonly breaks: string;
  readonly isNoticed: boolean;
  /** Why nothing is wrong after the change, if that is so. */
  readonly equivalent?: string;
}

/** The results of the last runs. */
export interface MutationScores {
  readonly files: readonly FileScore[];
  readonly handMade: readonly HandMadeScore[];
}

export const ENDLESS_LOOP = 'EndlessLoop';

const NOTICED = ['Killed', ENDLESS_LOOP];
const UNNOTICED = ['Survived', 'NoCoverage'];

/** Counts the mutants of a file; those that could not be run do not count. */
export function scoreFile(file: string, mutants: readonly Mutant[]): FileScore {
  return {
    file,
    noticed: mutants.filter(({ status }) => NOTICED.includes(status)).length,
    survivors: mutants
      .filter(({ status }) => UNNOTICED.includes(status))
      .map(({ line, mutator, original, replacement }) => ({
        line,
        mutator,
        original: oneLine(original),
        replacement: oneLine(replacement),
      })),
  };
}

/** The share of mutants that are noticed, such as `91 %`. */
export function percentage(scores: readonly FileScore[]): string {
  const noticed = scores.reduce((sum, score) => sum + score.noticed, 0);
  const all = scores.reduce((sum, { survivors }) => sum + survivors.length, noticed);
  return all === 0 ? 'none' : `${Math.floor((100 * noticed) / all)} %`;
}

export function readScores(): MutationScores {
  return existsSync(SCORES)
    ? (JSON.parse(readFileSync(SCORES, 'utf8')) as MutationScores)
    : { files: [], handMade: [] };
}

/** Replaces a part of the committed results. */
export function writeScores(part: Partial<MutationScores>) {
  writeFileSync(SCORES, `${JSON.stringify({ ...readScores(), ...part }, null, 2)}\n`);
}

const MAX_CHARACTERS = 160;

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS)}…` : line;
}
