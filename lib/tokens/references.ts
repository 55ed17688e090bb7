import { CfnResource, Reference } from 'aws-cdk-lib';
import { isObject } from './intrinsics';

/** The reference that a token is, or that it wraps: CDK wraps one to say how strongly two stacks depend on each other. */
export function findReference(token: unknown): Reference | undefined {
  const wrapped = isObject(token) ? token['reference'] : undefined;
  return [token, wrapped].find(
    (reference): reference is Reference => isObject(reference) && Reference.isReference(reference),
  );
}

/** True if a reference names a repository, or a domain, of CodeArtifact. */
export function isCodeArtifactResource({ target }: Reference): boolean {
  return CfnResource.isCfnResource(target) && target.cfnResourceType.startsWith('AWS::CodeArtifact::');
}

/** True if AWS makes the value, which then has no wildcard: a name or ARN of CodeArtifact, an account, a Region. */
export function isAwsMade(reference: Reference): boolean {
  return isCodeArtifactResource(reference) || reference.displayName.startsWith('AWS::');
}
