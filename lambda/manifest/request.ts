import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { checkEvent } from '../event/event';
import { hashEvent } from '../event/event-id';
import type { Configuration } from './configuration';
import type { ObjectLocation, ObjectStore } from '../../codeartifact/object-store';

/** The parts of an event that its answer needs: the response URL is a secret, so that it lies in the bucket and nowhere else. */
export async function saveRequest(
  store: ObjectStore,
  configuration: Configuration,
  event: CloudFormationCustomResourceEvent,
): Promise<void> {
  const { RequestType, ResponseURL, StackId, RequestId, LogicalResourceId } = event;
  const physicalId = 'PhysicalResourceId' in event ? { PhysicalResourceId: event.PhysicalResourceId } : {};
  const request = { RequestType, ResponseURL, StackId, RequestId, LogicalResourceId, ...physicalId };
  await store.write(locate(configuration, hashEvent(event)), JSON.stringify(request));
}

/** @throws an error if there is none */
export async function loadRequest(
  store: ObjectStore,
  configuration: Configuration,
  id: string,
): Promise<CloudFormationCustomResourceEvent> {
  const location = locate(configuration, id);
  const { content } = await store.read(location);
  if (content === undefined) {
    throw new Error(`The request of CloudFormation must be in ${location.bucket}/${location.key}; found none.`);
  }
  const event: unknown = JSON.parse(String(content.body));
  checkEvent(event);
  return event;
}

function locate({ recordBucket, recordPrefix }: Configuration, id: string): ObjectLocation {
  // Apart from the record, so that the bucket can let go of it after a day.
  return { bucket: recordBucket, key: `requests/${recordPrefix}/${id}.json` };
}
