export { checkGuard, findBrokenRules, type GuardRule, type GuardViolation } from './check-guard';
export type { Guard, GuardApproval, GuardLimit } from './guard';
export { describeGuardedPackage, type GuardedChange, type GuardedPackage, type GuardedVersion } from './guarded-change';
