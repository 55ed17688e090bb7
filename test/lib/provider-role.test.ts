import { App, Stack } from 'aws-cdk-lib';
import { type IRole, ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { DisposalProvider } from '../../lib';
import { POLICY } from './policies';
import { declare, DECLARATION, logicalIdsOf, newStack, only, resourcesOf, synthesize, templateOf } from './synthesize';

const FUNCTION = 'AWS::Lambda::Function';
const ARN = 'arn:aws:iam::111122223333:role/path/my-role';

function newRole(stack: Stack): Role {
  return new Role(stack, 'Mine', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
}

/** Declarations in a role; 200 of them need more than one policy. */
function inRole(role: (stack: Stack) => IRole, declarations = 1) {
  return synthesize((stack) => {
    const provider = new DisposalProvider(stack, 'Own', { role: role(stack) });
    for (let index = 0; index < declarations; index++) {
      declare(stack, { provider, packageName: `left-pad-${index}` }, `LeftPad${index}`);
    }
  });
}

describe('A role of the stack', () => {
  test('A role of the stack is the role of the function, and no other is created', () => {
    const template = inRole(newRole);
    const [logicalId] = logicalIdsOf(template, 'AWS::IAM::Role');
    expect(resourcesOf(template, 'AWS::IAM::Role')).toHaveLength(1);
    expect(only(template, FUNCTION).Properties['Role']).toEqual({ 'Fn::GetAtt': [logicalId, 'Arn'] });
  });

  test('A role of the stack gets the policy, and keeps its own', () => {
    const template = inRole((stack) => {
      const role = newRole(stack);
      role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess'));
      return role;
    });
    const [logicalId] = logicalIdsOf(template, 'AWS::IAM::Role');
    expect(only(template, POLICY).Properties['Roles']).toEqual([{ Ref: logicalId }]);
    expect(only(template, 'AWS::IAM::Role').Properties['ManagedPolicyArns']).toHaveLength(1);
  });

  test('A role of the stack is exposed as the principal', () => {
    const stack = newStack();
    const role = newRole(stack);
    expect(new DisposalProvider(stack, 'Own', { role }).grantPrincipal).toBe(role);
  });
});

test('A role of another stack gets the policy, and its stack does not depend on this one', () => {
  const app = new App();
  const [roles, using] = ['Roles', 'Using'].map((id) => new Stack(app, id));
  declare(using!, { provider: new DisposalProvider(using!, 'Own', { role: newRole(roles!) }) });
  expect(only(templateOf(using!), POLICY).Properties['Roles']).toEqual([
    { 'Fn::ImportValue': expect.anything() as string },
  ]);
  expect(using!.dependencies).toEqual([roles]);
  expect(roles!.dependencies).toEqual([]);
});

describe('An imported role', () => {
  test.each([
    ['its ARN', (stack: Stack) => Role.fromRoleArn(stack, 'Imported', ARN)],
    ['its name', (stack: Stack) => Role.fromRoleName(stack, 'Imported', 'my-role')],
  ])('An imported role, known by %s, gets the policy', (_, imported) => {
    expect(only(inRole(imported), POLICY).Properties['Roles']).toEqual(['my-role']);
  });

  test('An imported role is the role of the function', () => {
    const template = inRole((stack) => Role.fromRoleArn(stack, 'Imported', ARN));
    expect(only(template, FUNCTION).Properties['Role']).toBe(ARN);
    expect(resourcesOf(template, 'AWS::IAM::Role')).toHaveLength(0);
  });

  test('An imported role that must not be changed is not changed, and the policy exists to be attached by hand', () => {
    const template = inRole((stack) => Role.fromRoleArn(stack, 'Imported', ARN, { mutable: false }));
    expect(only(template, POLICY).Properties).not.toHaveProperty('Roles');
  });
});

test('A role without policy updates is not changed', () => {
  const template = inRole((stack) => newRole(stack).withoutPolicyUpdates());
  expect(only(template, POLICY).Properties).not.toHaveProperty('Roles');
});

describe('A custom resource', () => {
  const imported = (stack: Stack) => Role.fromRoleArn(stack, 'Imported', ARN);

  test.each([
    ['created', undefined],
    ['passed', newRole],
    ['imported', imported],
  ])('A custom resource waits for the policy of a role that is %s', (_, role) => {
    const template = role ? inRole(role) : synthesize(declare);
    expect(only(template, DECLARATION).DependsOn).toEqual(logicalIdsOf(template, POLICY));
  });

  test('A custom resource of a later policy also waits for the first one, which lets the function write its log', () => {
    const template = inRole(imported, 200);
    const [first, ...later] = logicalIdsOf(template, POLICY);
    expect(later).not.toEqual([]);
    expect(later.map((logicalId) => template.Resources[logicalId]!.DependsOn)).toEqual(later.map(() => [first]));
    expect(JSON.stringify(template.Resources[first!])).toContain('logs:PutLogEvents');
  });
});
