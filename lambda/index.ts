import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { CodeArtifact } from '../codeartifact/codeartifact';
import { handle } from './handle';

const service = new CodeArtifact();

export const handler = (event: CloudFormationCustomResourceEvent, context: Context): Promise<void> =>
  handle({ event, context, service });
