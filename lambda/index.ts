import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { handle } from './handle';
import { Service } from '../codeartifact/codeartifact';

const service = new Service();

export const handler = (event: CloudFormationCustomResourceEvent, context: Context): Promise<void> =>
  handle(event, context, service);
