import type { DeploymentPlan } from './deployment-plan';
import { ResourceFailure } from './resource-operations';
import { findResource } from './resource-names';

/** A failure that is forced on a resource. */
export interface ForcedFailure {
  /** Logical id, or the path of the construct. */
  readonly resource: string;
  readonly reason?: string;
  /**
   * The time from the end of the resources that it depends on to the failure. Without it, the failure comes last, after
   * every resource that does not depend on it.
   */
  readonly delayMs?: number;
}

/** A forced failure of a resource that the deployment has, by its logical id. */
export type PlannedFailure = Required<Pick<ForcedFailure, 'resource' | 'reason'>> & Pick<ForcedFailure, 'delayMs'>;

/** Finds the resource that is to fail. */
export function findForcedFailure(
  plan: DeploymentPlan,
  option: string | ForcedFailure | undefined,
): PlannedFailure | undefined {
  if (option === undefined) {
    return undefined;
  }
  const forced = typeof option === 'string' ? { resource: option } : option;
  const target = findResource([...plan.targets.values()], forced.resource);
  const reason =
    forced.reason ?? 'Resource handler returned message: "forced to fail" (HandlerErrorCode: GeneralServiceException)';
  return { ...forced, resource: target.logicalId, reason };
}

/**
 * Waits until a resource is to fail, if it is.
 *
 * @throws ResourceFailure
 */
export async function failIfForced(
  forced: PlannedFailure | undefined,
  logicalId: string,
  signal: AbortSignal,
): Promise<void> {
  if (forced === undefined || forced.resource !== logicalId) {
    return;
  }
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, forced.delayMs ?? 0);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  throw new ResourceFailure(forced.reason, false);
}
