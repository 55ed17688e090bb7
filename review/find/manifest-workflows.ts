import { actionOfManifestType } from '../../declaration/resource-type';
import { readResourceId } from '../../template/values/read-expression';
import {
  isObject,
  type Json,
  type JsonObject,
  ownValue,
  findResource,
  listResources,
  type Stack,
} from '../../template/values/template';
import type { DisposalFunctions } from './disposal-functions';
import { resourceName } from './problem';

const STATE_MACHINE_KEYS = [
  'RoleArn',
  'Definition',
  'Tags',
  'LoggingConfiguration',
  'TracingConfiguration',
  'EncryptionConfiguration',
];
/** Without any that writes the input of the function. */
const TASK_KEYS = ['Type', 'Comment', 'Resource', 'TimeoutSeconds', 'Retry', 'Catch', 'Next', 'End'];
/** `ResultPath` adds the error. `Output` and `Assign` could write the input of the next task. */
const CATCH_KEYS = ['ErrorEquals', 'Next', 'ResultPath', 'Comment'];
/** Without any that writes the input of the next state. */
const OTHER_STATES: Readonly<Record<string, readonly string[]>> = {
  Choice: ['Type', 'Comment', 'Choices', 'Default'],
  Wait: ['Type', 'Comment', 'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath', 'Next', 'End'],
  Succeed: ['Type', 'Comment'],
  Fail: ['Type', 'Comment', 'Cause', 'CausePath', 'Error', 'ErrorPath'],
};
/** Of one choice: a test of the state's input, and the next state. */
const WRITING_KEYS = ['Output', 'Assign'];
const WORKFLOW_SERVICE = /^states\.([a-z0-9-]+\.)?amazonaws\.com(\.cn)?$/;

/** The places of the parts of one manifest's workflow. */
interface WorkflowParts {
  readonly stack: Stack;
  readonly functionId: string;
  readonly stateMachineId: string;
}

/**
 * The resources that dispose or archive the versions of manifests: the state machine that runs the function, the
 * role of the state machine, and the policy that lets the function start it. Each counts only if it does this and nothing
 * else.
 *
 * @returns their names
 */
export function findManifestWorkflows(stacks: readonly Stack[], functions: DisposalFunctions): ReadonlySet<string> {
  const parts = stacks.flatMap((stack) =>
    listResources(stack.template)
      .filter(([, { Type }]) => actionOfManifestType(Type) !== undefined)
      .flatMap(([, { Properties }]) => {
        const functionId = readResourceId(ownValue(Properties, 'ServiceToken'));
        const stateMachineId = readResourceId(ownValue(Properties, 'stateMachineArn'));
        return functionId === undefined || stateMachineId === undefined
          ? []
          : findParts({ stack, functionId, stateMachineId }, functions);
      }),
  );
  return new Set(parts);
}

function findParts(workflow: WorkflowParts, functions: DisposalFunctions): string[] {
  const { stack, functionId, stateMachineId } = workflow;
  const { template } = stack;
  const stateMachine = findResource(template, stateMachineId);
  const definition = ownValue<Json>(stateMachine?.Properties, 'Definition');
  const keys = Object.keys(stateMachine?.Properties ?? {});
  if (!keys.every((key) => STATE_MACHINE_KEYS.includes(key)) || !runsOnly(definition, functionId)) {
    return [];
  }
  const roleId = readResourceId(ownValue(stateMachine?.Properties, 'RoleArn'));
  const functionRole = ownValue<Json>(findResource(template, functionId)?.Properties, 'Role');
  const own = [resourceName(stack, functionId), resourceName(stack, stateMachineId)];
  const policies = listResources(template)
    .filter(([, { Type }]) => Type === 'AWS::IAM::ManagedPolicy' || Type === 'AWS::IAM::Policy')
    .filter(([, { Properties = {} }]) => isAttachedOnlyTo(Properties, functionRole));
  const ids = [
    stateMachineId,
    ...(roleId !== undefined && isOfWorkflows(findResource(template, roleId)?.Properties) ? [roleId] : []),
    ...policies.map(([logicalId]) => logicalId),
  ];
  const callsOnlyOwn = (logicalId: string) =>
    functions
      .disposalsIn(stack, findResource(template, logicalId)?.Properties ?? null)
      .every((name) => own.includes(name));
  return ids.filter(callsOnlyOwn).map((logicalId) => resourceName(stack, logicalId));
}

/** True if a workflow runs one function with its own input, and calls nothing else. */
function runsOnly(definition: Json | undefined, functionId: string): boolean {
  const states = isObject(definition) && isObject(definition['States']) ? Object.values(definition['States']) : [];
  return (
    states.length > 0 &&
    states.every((state) => {
      if (!isObject(state)) {
        return false;
      }
      const isTask =
        state['Type'] === 'Task' &&
        Object.keys(state).every((key) => TASK_KEYS.includes(key)) &&
        readResourceId(state['Resource']) === functionId &&
        hasOnlyKeys(state['Catch'], CATCH_KEYS);
      const keys = ownValue(OTHER_STATES, state['Type'] as string) ?? [];
      const choices = Array.isArray(state['Choices']) ? state['Choices'] : [];
      const isOther =
        Object.keys(state).every((key) => keys.includes(key)) &&
        choices.every((choice) => isObject(choice) && WRITING_KEYS.every((key) => !Object.hasOwn(choice, key)));
      return isTask || isOther;
    })
  );
}

/** True if the objects of a list have no other keys. */
function hasOnlyKeys(list: Json | undefined, keys: readonly string[]): boolean {
  const items = Array.isArray(list) ? list : list === undefined ? [] : [list];
  return items.every((item) => isObject(item) && Object.keys(item).every((key) => keys.includes(key)));
}

/** True if only Step Functions can assume a role. */
function isOfWorkflows(properties: JsonObject | undefined): boolean {
  const trust = ownValue<Json>(properties, 'AssumeRolePolicyDocument');
  const statements = isObject(trust) && Array.isArray(trust['Statement']) ? trust['Statement'] : [];
  return statements.every((statement) => {
    const principal = isObject(statement) ? statement['Principal'] : undefined;
    const service = isObject(principal) && Object.keys(principal).length === 1 ? principal['Service'] : undefined;
    return typeof service === 'string' && WORKFLOW_SERVICE.test(service);
  });
}

/** True if a policy is that of one role alone, which a template names by reference or by the name at the end of its ARN. */
function isAttachedOnlyTo({ Roles: roles, Users: users, Groups: groups }: JsonObject, role: Json | undefined): boolean {
  const roleId = readResourceId(role);
  const isRole = (item: Json) =>
    typeof item === 'string'
      ? roleId === undefined && JSON.stringify(role ?? '').includes(`/${item}"`)
      : roleId !== undefined && readResourceId(item) === roleId;
  return users === undefined && groups === undefined && Array.isArray(roles) && roles.every(isRole);
}
