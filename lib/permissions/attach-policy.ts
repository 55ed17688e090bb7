import { type IRole, type ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';

/**
 * Attaches a policy to a role.
 *
 * The policy refers to the role, not the role to the policy. The other way, a log group that is made for the function, or a
 * role of another stack, would make a cycle. An imported role decides whether it can be changed.
 */
export function attachPolicy(policy: ManagedPolicy, role: IRole): void {
  if (Role.isRole(role)) {
    policy.attachToRole(role);
  } else {
    role.addManagedPolicy(policy);
  }
}
