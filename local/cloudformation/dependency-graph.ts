import { isFunctionKey } from '../../template/values/template';
import { checkCall, FUNCTION_NAMES, readOperands, readReferences } from '../../template/values/read-expression';
import type { Json, Template } from './template';
import { intrinsicOf, isObject, orValidationError, toText, ValidationError } from './template';

/** The resources that each resource needs before it. */
export type DependencyGraph = ReadonlyMap<string, ReadonlySet<string>>;

/** The names that an expression refers to with Ref, Fn::GetAtt or Fn::Sub. */
export function listReferences(expression: Json, names = new Set<string>()): Set<string> {
  if (Array.isArray(expression)) {
    for (const element of expression) {
      listReferences(element, names);
    }
    return names;
  }
  if (!isObject(expression)) {
    return names;
  }
  const call = intrinsicOf(expression);
  const name = call?.name ?? Object.keys(expression).find(isFunctionKey);
  if (call === undefined && name !== undefined) {
    throw new ValidationError(
      `Template error: an object with the intrinsic function ${name} must have no other key; it has ${Object.keys(expression).join(', ')}.`,
    );
  }
  if (name !== undefined && !FUNCTION_NAMES.includes(name)) {
    throw new ValidationError(
      `The local deployment resolves ${FUNCTION_NAMES.join(', ')}; the template uses ${name}. Deploy this stack to an account instead.`,
    );
  }
  if (call !== undefined) {
    orValidationError(() => checkCall(call));
  }
  for (const reference of readReferences(expression)) {
    if (reference.kind === 'name') {
      if (reference.attribute !== undefined) {
        checkAttribute(reference.name, reference.attribute, call?.argument);
      }
      names.add(toText(reference.name));
      listReferences(reference.attribute ?? null, names);
    }
  }
  for (const operand of readOperands(expression)) {
    listReferences(operand, names);
  }
  return names;
}

function checkAttribute(logicalId: Json, attribute: Json, argument: Json | undefined): void {
  if (toText(logicalId) === '' || attribute === null || attribute === '') {
    throw new ValidationError(
      `Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute; got ${JSON.stringify(argument)}.`,
    );
  }
}

/** The dependencies of a template's resources, implicit ones and `DependsOn`, among those that are included. */
export function dependencyGraph(template: Template, included: ReadonlySet<string>): DependencyGraph {
  const graph = new Map<string, Set<string>>();
  for (const [logicalId, definition] of Object.entries(template.Resources)) {
    if (!included.has(logicalId)) {
      continue;
    }
    const dependsOn = definition.DependsOn === undefined ? [] : [definition.DependsOn].flat();
    const unknown = dependsOn.filter((name) => !(name in template.Resources));
    if (unknown.length > 0) {
      throw new ValidationError(
        `Template format error: Unresolved resource dependencies [${unknown.join(', ')}] in the Resources block of the template`,
      );
    }
    const references = listReferences(definition.Properties ?? {});
    graph.set(logicalId, new Set([...references, ...dependsOn].filter((name) => included.has(name))));
  }
  return graph;
}

/** Orders the resources so that each comes after those it depends on. A cycle is an error. */
export function topologicalOrder(graph: DependencyGraph): string[] {
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (logicalId: string, path: string[]): void => {
    if (state.get(logicalId) === 'done') {
      return;
    }
    if (state.get(logicalId) === 'open') {
      const cycle = path.slice(path.indexOf(logicalId));
      throw new ValidationError(`Circular dependency between resources: [${cycle.join(', ')}]`);
    }
    state.set(logicalId, 'open');
    for (const dependency of graph.get(logicalId) ?? []) {
      visit(dependency, [...path, logicalId]);
    }
    state.set(logicalId, 'done');
    order.push(logicalId);
  };
  for (const logicalId of graph.keys()) {
    visit(logicalId, []);
  }
  return order;
}

/** The graph for deletion: each resource waits for those that depend on it. */
export function reversed(graph: DependencyGraph): DependencyGraph {
  const result = new Map<string, Set<string>>([...graph.keys()].reverse().map((logicalId) => [logicalId, new Set()]));
  for (const [logicalId, dependencies] of graph) {
    for (const dependency of dependencies) {
      result.get(dependency)?.add(logicalId);
    }
  }
  return result;
}

/** The part of a graph with the given resources. */
export function restricted(graph: DependencyGraph, to: ReadonlySet<string>): DependencyGraph {
  const restEntries = [...graph].filter(([logicalId]) => to.has(logicalId));
  return new Map(
    restEntries.map(([logicalId, needs]) => [logicalId, new Set([...needs].filter((name) => to.has(name)))]),
  );
}

/** The same graph, but one resource also waits for every resource that does not need it. */
export function withLast(graph: DependencyGraph, last: string): DependencyGraph {
  const dependents = new Set([last]);
  for (const logicalId of topologicalOrder(graph)) {
    if ([...(graph.get(logicalId) ?? [])].some((dependency) => dependents.has(dependency))) {
      dependents.add(logicalId);
    }
  }
  return new Map(graph).set(last, new Set([...graph.keys()].filter((logicalId) => !dependents.has(logicalId))));
}

/** Options of a walk through a graph. */
export interface WalkOptions {
  /** The most resources that are visited at once. */
  readonly concurrency: number;
  /** After a failure, continues with the resources that do not depend on the failed one, instead of cancelling the rest. */
  readonly continueAfterFailure?: boolean;
}

/**
 * Visits every resource once its dependencies are done, several at a time. The first failure aborts the signal of the
 * visits in progress, as CloudFormation cancels the resources in progress.
 *
 * @returns the errors of the resources that failed
 */
export async function walk(
  graph: DependencyGraph,
  options: WalkOptions,
  visit: (logicalId: string, signal: AbortSignal) => Promise<void>,
): Promise<Map<string, Error>> {
  const waiting = new Set(topologicalOrder(graph));
  const finishedIds = new Set<string>();
  const failed = new Map<string, Error>();
  const running = new Map<string, Promise<void>>();
  const cancellation = new AbortController();

  const start = (logicalId: string): void => {
    waiting.delete(logicalId);
    const visited = visit(logicalId, cancellation.signal)
      .then(() => void finishedIds.add(logicalId))
      .catch((error: unknown) => {
        failed.set(logicalId, error instanceof Error ? error : new Error(String(error)));
        if (options.continueAfterFailure !== true) {
          cancellation.abort();
        }
      })
      .finally(() => running.delete(logicalId));
    running.set(logicalId, visited);
  };

  for (;;) {
    if (!cancellation.signal.aborted) {
      for (const logicalId of waiting) {
        if (running.size >= options.concurrency) {
          break;
        }
        if ([...(graph.get(logicalId) ?? [])].every((dependency) => finishedIds.has(dependency))) {
          start(logicalId);
        }
      }
    }
    if (running.size === 0) {
      return failed;
    }
    await Promise.race(running.values());
  }
}
