import { Annotations, CfnResource, Stack } from 'aws-cdk-lib';
import { type CfnRole, type IRole, ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';

/** IAM quotas: managed policies attached to a role. */
export const MAX_POLICIES = 10;

/** Marks roles whose number of policies is checked at synth, also by another copy of this library. */
const CHECKED = Symbol.for('cdk-codeartifact-disposal.CheckedRole');

/**
 * Attaches a policy to a role. Warns if the role takes none, and refuses at synth more policies than IAM allows.
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
  if (!(CHECKED in role)) {
    Object.defineProperty(role, CHECKED, { value: true });
    role.node.addValidation({ validate: () => findExcess(role) });
    if (findRoles(policy).length === 0) {
      warnOfImmutableRole(role);
    }
  }
}

/** The number of managed policies of a role that the app knows, also those that the app attaches itself. */
export function countManagedPolicies(role: IRole): number {
  const { defaultChild } = role.node;
  const isCreated = CfnResource.isCfnResource(defaultChild) && defaultChild.cfnResourceType === 'AWS::IAM::Role';
  const own: unknown = isCreated ? Stack.of(role).resolve((defaultChild as CfnRole).managedPolicyArns) : [];
  const attached = role.node.root.node
    .findAll()
    .filter((each) => findRoles(each).some((other) => other === role || other.roleArn === role.roleArn));
  return (Array.isArray(own) ? own.length : 0) + attached.length;
}

/** The roles that a policy is attached to. */
function findRoles(policy: object): readonly IRole[] {
  // ManagedPolicy does not publish them.
  return policy instanceof ManagedPolicy ? (policy as unknown as { readonly roles: readonly IRole[] }).roles : [];
}

function findExcess(role: IRole): string[] {
  const count = countManagedPolicies(role);
  return count <= MAX_POLICIES
    ? []
    : [
        `a role must have at most ${MAX_POLICIES} managed policies (IAM quotas); got ${count}. Give each construct a role of ` +
          'its own, or choose PackagePermissions.namespaces() or .repository().',
      ];
}

function warnOfImmutableRole(role: IRole): void {
  Annotations.of(role).addWarningV2(
    'cdk-codeartifact-disposal:immutableRole',
    'The role cannot be changed, so the managed policies for the function exist and are attached to no role. Attach them by ' +
      'other means before the deployment, or let the role be changed; a deployment without them fails.',
  );
}
