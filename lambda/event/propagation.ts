/**
 * Milliseconds before each repetition of a call that is not allowed: a policy that was just created may take seconds to be
 * in force everywhere (IAM User Guide, eventual consistency).
 */
export const PROPAGATION_PAUSES: readonly number[] = [1_000, 2_000, 4_000, 8_000, 15_000];
