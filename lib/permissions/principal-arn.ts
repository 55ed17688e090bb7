import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** @throws if a principal is neither a role nor a user, such as a service */
export function findPrincipalArn(scope: IConstruct, { grantPrincipal }: IGrantable): string {
  const { roleArn, userArn, arn } = grantPrincipal as { roleArn?: string; userArn?: string; arn?: string };
  const principalArn = roleArn ?? userArn ?? arn;
  if (principalArn === undefined) {
    throw new Error(`${scope.node.path}: exempt must have roles, users or functions; got a principal without an ARN.`);
  }
  return principalArn;
}
