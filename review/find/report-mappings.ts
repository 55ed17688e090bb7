import { readResourceId } from '../../template/values/read-expression';
import { ownValue, findResource, listResources, type Json, type Stack } from '../../template/values/template';
import { actionOfManifestType, actionOfType } from '../../declaration/resource-type';
import { resourceName } from './problem';

/** The properties of a mapping that hands messages of a queue to a function, and does nothing else. */
const MAPPING_KEYS = ['BatchSize', 'EventSourceArn', 'FunctionName', 'FunctionResponseTypes'];

/**
 * The mappings by which functions of declarations that archive take reports of restored versions from a queue. The function
 * takes a message of a queue for nothing but such a report.
 *
 * @returns their names
 */
export function findReportMappings(stacks: readonly Stack[]): ReadonlySet<string> {
  return new Set(stacks.flatMap(mappingsIn));
}

function mappingsIn(stack: Stack): string[] {
  const resources = listResources(stack.template);
  const functionIds = new Set(
    resources
      .filter(([, { Type }]) => (actionOfType(Type) ?? actionOfManifestType(Type)) === 'archive')
      .map(([, { Properties }]) => readResourceId(ownValue(Properties, 'ServiceToken'))),
  );
  return resources
    .filter(([, { Type, Properties = {} }]) => {
      const functionId = readResourceId(ownValue<Json>(Properties, 'FunctionName'));
      const queueId = readResourceId(ownValue<Json>(Properties, 'EventSourceArn'));
      return (
        Type === 'AWS::Lambda::EventSourceMapping' &&
        functionId !== undefined &&
        functionIds.has(functionId) &&
        queueId !== undefined &&
        findResource(stack.template, queueId)?.Type === 'AWS::SQS::Queue' &&
        Object.keys(Properties).every((key) => MAPPING_KEYS.includes(key))
      );
    })
    .map(([logicalId]) => resourceName(stack, logicalId));
}
