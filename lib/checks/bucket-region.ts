import { Stack, Token } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** @throws if a bucket is in another Region than the stack: the function reaches its own Region only */
export function requireOwnRegion(scope: Construct, property: string, bucket: IBucket): void {
  const [own, other] = [Stack.of(scope).region, bucket.env.region];
  if (![own, other].some((region) => Token.isUnresolved(region)) && own !== other) {
    throw new Error(
      `${scope.node.path}: ${property} must be in the Region of the stack, ${own}; got a bucket in ${other}. Declare both in ` +
        'one Region.',
    );
  }
}
