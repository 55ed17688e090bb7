import type { TemplateOwner } from '../../template/values/template';
import type { CodeArtifactReader, ReadResult } from '../read/codeartifact-reader';

/** A bucket whose name only the deployment knows. */
interface UnnamedBucket {
  /** The name that the options give. */
  readonly name: string | undefined;
  /** The resource of a stack that the bucket is if the templates say so. */
  readonly resource: TemplateOwner | undefined;
  /** Completes "… is in the": what is in the bucket. */
  readonly content: string;
  readonly option: string;
}

/** The name of a bucket that only the deployment knows: as the options give it, else as the deployed stack has it. */
export async function findBucketName(
  { name, resource, content, option }: UnnamedBucket,
  registry: CodeArtifactReader,
): Promise<ReadResult<string>> {
  if (name !== undefined) {
    return { value: name };
  }
  if (resource === undefined) {
    const message = `${content} in a bucket whose name only the deployment knows; pass ${option}`;
    return { problem: { code: 'UNKNOWN_BUCKET', message }, repositoryMissing: false };
  }
  const { value, problem } = await registry.deployedName(resource);
  if (problem === undefined) {
    return { value };
  }
  const message =
    `${content} in a bucket of the stack ${resource.stack.name}, whose name CloudFormation did not tell ` +
    `(${problem.code}: ${problem.message}); permit cloudformation:DescribeStackResource, or pass ${option}`;
  return { problem: { code: 'UNKNOWN_BUCKET', message }, repositoryMissing: false };
}
