import { isObject, ownValue, type DeploymentAction, type Json } from '../values/template';

/** The keys of the configuration of an action that name a template. */
const TEMPLATE_KEYS = ['TemplatePath', 'TemplateFilePath'];

/** The actions of a pipeline that deploy a template, wherever its stages have them. */
export function findDeploymentActions(stages: Json, path: readonly string[] = []): DeploymentAction[] {
  if (Array.isArray(stages)) {
    return stages.flatMap((item) => findDeploymentActions(item, path));
  }
  if (!isObject(stages)) {
    return [];
  }
  const name = ownValue<Json>(stages, 'Name');
  const inner = typeof name === 'string' ? [...path, name] : path;
  const configuration = ownValue<Json>(stages, 'Configuration');
  if (isObject(configuration) && TEMPLATE_KEYS.some((key) => Object.hasOwn(configuration, key))) {
    return [readAction(stages, configuration, inner.join('/'))];
  }
  return Object.values(stages).flatMap((item) => findDeploymentActions(item, inner));
}

function readAction(action: { readonly [key: string]: Json }, configuration: { [key: string]: Json }, name: string) {
  const { ActionTypeId: type } = action;
  const provider = isObject(type) ? ownValue<Json>(type, 'Provider') : undefined;
  const { Region = null, RoleArn = null } = action;
  return {
    name,
    template:
      TEMPLATE_KEYS.map((key) => ownValue<Json>(configuration, key)).find((value) => value !== undefined) ?? null,
    isStackSet: provider !== undefined && provider !== 'CloudFormation',
    stackName: ownValue<Json>(configuration, 'StackName'),
    region: ownValue<Json>(action, 'Region'),
    role: ownValue<Json>(action, 'RoleArn'),
    parameters: ownValue<Json>(configuration, 'ParameterOverrides'),
    configurationFile: ownValue<Json>(configuration, 'TemplateConfiguration'),
    definition: { Configuration: configuration, Region, RoleArn },
  };
}
