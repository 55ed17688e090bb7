import { ARCHIVE_MUTANTS } from './archive-mutants';
import { ENGINE_MUTANTS } from './engine-mutants';
import { FUNCTION_MUTANTS } from './function-mutants';
import type { HandMadeMutant } from './hand-made-mutant';
import { MANIFEST_MUTANTS } from './manifest-mutants';
import { OVERLAP_MUTANTS } from './overlap-mutants';
import { REVIEW_MUTANTS } from './review-mutants';

/**
 * Of what runs as a bundle in processes of its own, where Stryker cannot reach, of rules whose loss once went unnoticed,
 * and of the finder of declarations.
 */
export const HAND_MADE_MUTANTS: readonly HandMadeMutant[] = [
  ...FUNCTION_MUTANTS,
  ...ARCHIVE_MUTANTS,
  ...MANIFEST_MUTANTS,
  ...ENGINE_MUTANTS,
  ...OVERLAP_MUTANTS,
  ...REVIEW_MUTANTS,
];
