import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { handle } from './handle';
import { CodeArtifact } from '../codeartifact/codeartifact';

const service = new CodeArtifact();

export const handler = (event: CloudFormationCustomResourceEvent, context: Context): Promise<void> =>
  handle(event, context, service);
