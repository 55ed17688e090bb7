import type { DeploymentPlan } from './deployment-plan';
import type { Stack } from './stack';
import { toText } from './template';

/** The resolved outputs and exports of a stack. In outputs, attributes of resources with NoEcho are masked. */
export function resolveOutputs({
  template,
  resolver,
  outputResolver,
}: DeploymentPlan): Pick<Stack, 'outputs' | 'exports'> {
  const outputs: Record<string, string> = {};
  const exports = new Map<string, string>();
  for (const [name, { Value: expression, Condition: condition, Export: exported }] of Object.entries(
    template.Outputs ?? {},
  )) {
    if (condition !== undefined && !resolver.holds(condition)) {
      continue;
    }
    const value = outputResolver.resolve(expression);
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw new Error(
        `Template format error: Output ${name} must be a string; got ${JSON.stringify(value) ?? 'AWS::NoValue'}.`,
      );
    }
    outputs[name] = String(value);
    if (exported !== undefined) {
      exports.set(toText(resolver.resolve(exported.Name)), toText(resolver.resolve(expression)));
    }
  }
  return { outputs, exports };
}
