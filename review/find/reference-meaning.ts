import { readResourceId } from '../../template/values/read-expression';
import { type Json, ownValue, findResource, type Stack } from '../../template/values/template';

/** A change of one of these replaces a resource, which gets another ARN or name (CloudFormation, template reference). */
const REPLACING_KEYS: Readonly<Record<string, readonly string[]>> = {
  'AWS::StepFunctions::StateMachine': ['StateMachineName', 'StateMachineType'],
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::SQS::Queue': ['FifoQueue', 'QueueName'],
};

/**
 * What a reference to a state machine, a bucket or a queue of the same template means: two of the same meaning have the same ARN
 * and the same name.
 *
 * @returns undefined if only the deployment knows whether these change
 */
export function referenceMeaning(expression: Json, { template }: Stack): string | undefined {
  const logicalId = readResourceId(expression);
  const resource = logicalId === undefined ? undefined : findResource(template, logicalId);
  const keys = resource?.Type === undefined ? undefined : ownValue(REPLACING_KEYS, resource.Type);
  const replacing = (keys ?? []).map((key) => ownValue<Json>(resource?.Properties, key) ?? null);
  const isLiteral = (value: Json) => value === null || (typeof value === 'string' && !value.includes('{{resolve:'));
  return keys === undefined || !replacing.every(isLiteral)
    ? undefined
    : JSON.stringify([logicalId, resource?.Type, replacing]);
}
