import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { DisposalProvider, DisposedPackages, PackagePermissions } from '../../lib';
import { manifestOf } from './clean-up';
import { declare, newStack, refusalOf, templateOf } from './synthesize';

const REPOSITORY = { domain: 'my-domain', repository: 'my-repo' };
const ARN = 'arn:aws:iam::111122223333:role/my-role';

function newRole(stack: Stack, policies = 0): Role {
  return new Role(stack, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    managedPolicies: Array.from({ length: policies }, (_, n) => ManagedPolicy.fromAwsManagedPolicyName(`Policy${n}`)),
  });
}

function cleanUpAs(
  stack: Stack,
  { role, id = 'CleanUp', packages = 1 }: { role: Role; id?: string; packages?: number },
) {
  const manifest = manifestOf(...Array.from({ length: packages }, (_, n) => ({ package: `left-pad-${n}` })));
  return new DisposedPackages(stack, id, { ...REPOSITORY, manifest, functionOptions: { role } });
}

describe('A role with policies of its own', () => {
  test('A role with policies of its own takes a clean-up while all policies fit', () => {
    const stack = newStack();
    cleanUpAs(stack, { role: newRole(stack, 8) });
    expect(() => templateOf(stack)).not.toThrow();
  });

  test('A role with policies of its own is refused at once if the packages of a manifest do not fit the rest', () => {
    const stack = newStack();
    expect(refusalOf(() => cleanUpAs(stack, { role: newRole(stack, 8), packages: 100 }))).toMatch(
      /^TestStack\/CleanUp: PackagePermissions\.exact\(\) .* got 100 packages, of which \d+ fit\. Choose .* or give the construct a role of its own\.$/,
    );
  });

  test('A role with policies of its own is refused for a declaration that does not fit the rest', () => {
    const stack = newStack();
    const provider = new DisposalProvider(stack, 'Provider', { role: newRole(stack, 10) });
    expect(refusalOf(() => declare(stack, { provider }))).toMatch(
      /^TestStack\/Provider: one DisposalProvider can be granted/,
    );
  });

  test('A role with policies of its own is refused at synth if others attach more to it later', () => {
    const app = new App();
    const stack = new Stack(app, 'TestStack');
    const role = newRole(stack);
    cleanUpAs(stack, { role });
    const statements = [new PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::mine/*'] })];
    for (let n = 0; n < 9; n++) {
      new ManagedPolicy(stack, `Mine${n}`, { roles: [role], statements });
    }
    expect(refusalOf(() => app.synth())).toContain(
      '[TestStack/Role] a role must have at most 10 managed policies (IAM quotas); got 11. Give each construct a role of its own',
    );
  });
});

describe('A role that several constructs share', () => {
  test('A role that several constructs share is refused once their policies exceed the quota', () => {
    const stack = newStack();
    const role = newRole(stack);
    const declareAll = () => ['A', 'B', 'C'].forEach((id) => cleanUpAs(stack, { role, id, packages: 250 }));
    expect(refusalOf(declareAll)).toMatch(/^TestStack\/B: PackagePermissions\.exact\(\) holds as many packages/);
  });

  test('A role that several constructs share holds them with wider permissions', () => {
    const stack = newStack();
    const role = newRole(stack);
    for (const id of ['A', 'B', 'C']) {
      new DisposedPackages(stack, id, {
        ...REPOSITORY,
        manifest: manifestOf({}),
        permissions: PackagePermissions.repository(),
        functionOptions: { role },
      });
    }
    expect(() => templateOf(stack)).not.toThrow();
  });

  test('A role that several stacks import is counted as one', () => {
    const app = new App();
    const declareAll = () =>
      ['A', 'B', 'C', 'D', 'E', 'F'].forEach((id) => {
        const stack = new Stack(app, id);
        cleanUpAs(stack, { role: Role.fromRoleArn(stack, 'Role', ARN) as Role });
      });
    expect(refusalOf(declareAll)).toMatch(/^F\/CleanUp: .* got 1 packages, of which 0 fit/);
  });
});

describe('A role that cannot be changed', () => {
  test.each<[string, (stack: Stack) => Role]>([
    ['is imported as such', (stack) => Role.fromRoleArn(stack, 'Role', ARN, { mutable: false }) as Role],
    ['takes no updates of its policies', (stack) => newRole(stack).withoutPolicyUpdates() as Role],
  ])('A role that cannot be changed warns that its policies are attached to nothing if it %s', (_, roleOf) => {
    const stack = newStack();
    cleanUpAs(stack, { role: roleOf(stack) });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('attached to no role'));
  });

  test('A role that can be changed does not warn', () => {
    const stack = newStack();
    cleanUpAs(stack, { role: Role.fromRoleArn(stack, 'Role', ARN) as Role });
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('attached to no role'));
  });
});
