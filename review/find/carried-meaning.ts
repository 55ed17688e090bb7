import { createHash } from 'node:crypto';
import { Closures } from '../../template/values/closures';
import { findOwner, findResource, type Stack, type TemplateOwner } from '../../template/values/template';
import type { Meanings } from '../../template/values/meaning';
import type { TemplateValues } from '../../template/values/template-values';
import { deploymentMeaning } from './deployed';

/** Properties of a deployer that decide neither the resources nor their place. */
const WITHOUT_EFFECT = ['AdministrationRoleARN', 'Description', 'OperationPreferences', 'ManagedExecution', 'Tags'];

/**
 * A digest of everything that decides about the deployment of a template elsewhere: the template as it is
 * written, and the properties of the resource that hands it on. Where both are the same as before, the deployment
 * hands on nothing, whatever the accounts and Regions are that have it.
 *
 * @throws UnresolvedValue where something decides that only the deployment knows
 */
export function carriedMeaning(stack: Stack, values: TemplateValues, meanings: Meanings): string {
  const owner = findOwner(stack);
  const template = createHash('sha256').update(JSON.stringify(stack.template)).digest('hex');
  if (owner === undefined) {
    return template;
  }
  const [deployment] = stack.deployments;
  if (deployment !== undefined) {
    return JSON.stringify([template, new Closures(values).digest(owner.stack, deployment.action.definition)]);
  }
  const around =
    owner.stack.carrier === undefined
      ? ownerMeaning(owner, values, meanings)
      : carriedMeaning(owner.stack, values, meanings);
  return JSON.stringify([template, owner.logicalId, around]);
}

function ownerMeaning({ stack, logicalId }: TemplateOwner, values: TemplateValues, meanings: Meanings): string {
  const resource = findResource(stack.template, logicalId)!;
  const properties = Object.entries(resource.Properties ?? {})
    .filter(([key]) => !WITHOUT_EFFECT.includes(key))
    .map(([key, expression]) => [key, meanings.of(expression, values.of(stack))]);
  const deployment = deploymentMeaning({ stack, logicalId, resource }, values, meanings);
  return JSON.stringify([resource.Type, deployment, properties.sort()]);
}
