import { reversed, walk } from './dependency-graph';
import type { ResourceOperations } from './resource-operations';
import type { Stack, StackResource } from './stack';

/**
 * Deletes resources, each before those it depends on. After a failure, it continues with the resources that do not need the failed one.
 *
 * Two resources can have one logical id: the current one, and one that it replaced.
 *
 * @returns the resources that are left, and the logical ids of those that failed
 */
export async function deleteResources(
  stack: Stack,
  services: { readonly operations: ResourceOperations; readonly concurrency: number },
  { resources, onCreate = false }: { readonly resources: readonly StackResource[]; readonly onCreate?: boolean },
): Promise<{ readonly left: StackResource[]; readonly failed: string[] }> {
  const byKey = new Map(resources.map((resource) => [`${resource.logicalId} ${resource.physicalId}`, resource]));
  const listKeys = (logicalId: string): string[] =>
    [...byKey].filter(([, resource]) => resource.logicalId === logicalId).map(([key]) => key);
  const graph = new Map([...byKey].map(([key, { dependsOn }]) => [key, new Set(dependsOn.flatMap(listKeys))]));
  const left = new Map(byKey);
  const failed = await walk(
    reversed(graph),
    { concurrency: services.concurrency, continueAfterFailure: true },
    async (key) => {
      const resource = byKey.get(key) as StackResource;
      if (isRetained(resource, onCreate)) {
        stack.emitResource(resource, 'DELETE_SKIPPED');
      } else {
        await deleteResource(stack, services.operations, resource);
      }
      left.delete(key);
      // Until then it is one of the stack: a policy is in force until it is deleted.
      if (stack.resources.get(resource.logicalId)?.physicalId === resource.physicalId) {
        stack.resources.delete(resource.logicalId);
      }
    },
  );
  return { left: [...left.values()], failed: [...failed.keys()].map((key) => byKey.get(key)?.logicalId ?? key) };
}

async function deleteResource(stack: Stack, operations: ResourceOperations, resource: StackResource): Promise<void> {
  stack.emitResource(resource, 'DELETE_IN_PROGRESS');
  try {
    await operations.delete(resource);
  } catch (error) {
    stack.emitResource(resource, 'DELETE_FAILED', describeError(error));
    throw error;
  }
  stack.emitResource(resource, 'DELETE_COMPLETE');
}

function isRetained({ deletionPolicy }: StackResource, onCreate: boolean): boolean {
  return deletionPolicy === 'Retain' || (deletionPolicy === 'RetainExceptOnCreate' && !onCreate);
}

/** The message of an error. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
