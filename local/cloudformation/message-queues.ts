import type { SqsService } from '../sqs';
import type { StackResource } from './stack';
import { isObject, type Json, type JsonObject, toText } from './template';

/** A resource whose identity is made. */
type EstablishedResource = Pick<StackResource, 'type' | 'physicalId' | 'attributes' | 'properties'>;

/** Runs a function once. */
type InvokeFunction = (
  functionArn: string,
  input: Json,
) => Promise<{ readonly value?: Json; readonly error?: unknown }>;

/** Makes queues, their policies, and the mappings by which functions take their messages. */
export function establishQueueResource(
  sqs: SqsService,
  { type, physicalId, attributes, properties }: EstablishedResource,
  invoke: InvokeFunction,
): void {
  if (type === 'AWS::SQS::Queue') {
    sqs.createQueue(physicalId, toText(attributes['Arn']));
  } else if (type === 'AWS::SQS::QueuePolicy') {
    sqs.registerPolicy(physicalId, {
      queueUrls: listTexts(properties['Queues']),
      ruleArns: listRuleArns(properties['PolicyDocument']),
    });
  } else if (type === 'AWS::Lambda::EventSourceMapping') {
    const functionArn = toText(properties['FunctionName']);
    sqs.register(physicalId, {
      queueArn: toText(properties['EventSourceArn']),
      batchSize: Number(properties['BatchSize'] ?? 10),
      reportsFailures: listTexts(properties['FunctionResponseTypes']).includes('ReportBatchItemFailures'),
      invoke: (event) => invoke(functionArn, event as JsonObject),
    });
  }
}

export function deleteQueueResource(sqs: SqsService, { type, physicalId }: EstablishedResource): void {
  if (type === 'AWS::SQS::Queue') {
    sqs.deleteQueue(physicalId);
  } else if (type === 'AWS::SQS::QueuePolicy') {
    sqs.unregisterPolicy(physicalId);
  } else if (type === 'AWS::Lambda::EventSourceMapping') {
    sqs.unregister(physicalId);
  }
}

/** The rules that a policy allows to send to its queues. */
function listRuleArns(document: Json | undefined): string[] {
  const statements = isObject(document) && Array.isArray(document['Statement']) ? document['Statement'] : [];
  return statements.flatMap((statement) => {
    const { Effect, Action, Principal, Condition } = isObject(statement) ? statement : {};
    const isRule = isObject(Principal) && Principal['Service'] === 'events.amazonaws.com';
    const equals = isObject(Condition) ? Condition['ArnEquals'] : undefined;
    return Effect === 'Allow' && Action === 'sqs:SendMessage' && isRule && isObject(equals)
      ? listTexts(equals['aws:SourceArn'])
      : [];
  });
}

function listTexts(value: Json | undefined): string[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map((item) => toText(item));
}
