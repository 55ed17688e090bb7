import { GUARDED_VERDICTS } from '../../plan/guard-review';
import type { GuardId } from '../../plan/plan-changes';
import type { Plan, PlannedDeclaration, PlannedVersion } from '../../plan/plan-model';

/** The guards that the change takes away or weakens, by the versions that they concern. */
export class LoweredProtection {
  /** By construct, and by construct and version. */
  private readonly guards = new Map<string, Set<GuardId>>();

  constructor({ loweredGuards = [] }: Plan) {
    for (const { stack, constructPath, versions, guard } of loweredGuards) {
      const keys = versions?.map((version) => toKey(stack, constructPath, version)) ?? [toKey(stack, constructPath)];
      for (const key of keys) {
        this.guards.set(key, (this.guards.get(key) ?? new Set()).add(guard));
      }
    }
  }

  /** The guards of one version that changes; none for a version that stays as it is. */
  find({ stack, constructPath }: PlannedDeclaration, { version, verdict, pin }: PlannedVersion): GuardId[] {
    if (this.guards.size === 0 || !GUARDED_VERDICTS.includes(verdict)) {
      return [];
    }
    const ofConstruct = this.guards.get(toKey(stack, constructPath)) ?? [];
    const ofVersion = (version !== null && this.guards.get(toKey(stack, constructPath, version))) || [];
    // A manifest may name a version of several packages: only one without a pin has lost it.
    return [...ofConstruct, ...ofVersion].filter((guard) => guard !== 'pin' || pin === 'none');
  }
}

function toKey(...names: readonly (string | undefined)[]): string {
  return JSON.stringify(names);
}
