import { Closures } from '../../template/values/closures';
import { type LocatedResource, findOwner, findResource, findRoot, type Stack } from '../../template/values/template';
import type { Meanings } from '../../template/values/meaning';
import type { TemplateValues } from '../../template/values/template-values';

/** True if a resource is deployed, and undefined if it is not known. */
export interface DeployedState {
  /** It is not, whatever the parameters are. */
  readonly never: boolean;
  /** Notes for the reader, a sentence each. */
  readonly notes: readonly string[];
  /** Uncertain facts that decide: assumptions, and reasons why a condition is not known. */
  readonly assumptions: readonly string[];
  readonly unknown: readonly string[];
}

interface Condition {
  readonly stack: Stack;
  readonly name: string;
}

/** The conditions of a resource: its own, and those of the resources that deploy its template. */
function listConditions(stack: Stack, logicalId: string): Condition[] {
  const name = findResource(stack.template, logicalId)?.Condition;
  const owner = findOwner(stack);
  return [
    ...(name === undefined ? [] : [{ stack, name }]),
    ...(owner === undefined ? [] : listConditions(owner.stack, owner.logicalId)),
  ];
}

export function deployedState(stack: Stack, logicalId: string, values: TemplateValues): DeployedState {
  const notes: string[] = [];
  const assumptions = new Set<string>();
  const unknown: string[] = [];
  for (const { stack: where, name } of listConditions(stack, logicalId)) {
    const result = values.evaluate(() => values.of(where).condition(name));
    if (result.reason !== undefined) {
      notes.push(`It is deployed only if the condition ${name} holds; taken to hold, since ${result.reason}.`);
      unknown.push(`the condition ${name}: ${result.reason}`);
    } else if (result.value === false && result.assumptions.size === 0) {
      return { never: true, notes: [], assumptions: [], unknown: [] };
    } else if (result.value === false) {
      notes.push(
        `It is deployed if the condition ${name} holds, which it does not as long as what follows is so; shown since it may be otherwise.`,
      );
    }
    result.assumptions.forEach((assumption) => assumptions.add(assumption));
  }
  return { never: false, notes: [...notes, ...assumptions], assumptions: [...assumptions], unknown };
}

/** Everything that decides where, by whom and with which values pipelines of the assembly deploy a stack. */
function describeDeployments({ deployments }: Stack, values: TemplateValues): string[] {
  const closures = new Closures(values);
  return deployments
    .map(({ owner, action, configuration }) =>
      JSON.stringify([closures.digest(owner.stack, action.definition), configuration ?? null]),
    )
    .sort();
}

/**
 * A digest of the facts that decide whether a resource is deployed, the same if it always is.
 *
 * @throws UnresolvedValue where something decides that only the deployment knows
 */
export function deploymentMeaning(
  { stack, logicalId }: LocatedResource,
  values: TemplateValues,
  meanings: Meanings,
): string {
  const parts = listConditions(stack, logicalId)
    .filter(({ stack: where, name }) => {
      const { value, assumptions } = values.evaluate(() => values.of(where).condition(name));
      return !(value === true && assumptions.size === 0);
    })
    .map(({ stack: where, name }) => meanings.condition(name, values.of(where)));
  return JSON.stringify([parts.sort(), describeDeployments(findRoot(stack), values)]);
}
