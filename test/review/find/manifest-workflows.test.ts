import { MANIFEST_RESOURCE_TYPE } from '../../../declaration/resource-type';
import { DISPOSER, OTHER_FUNCTION, type Resource } from '../assembly-of-templates';
import { stackOf, TemplatePlanner } from '../template-planner';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const FUNCTION: Resource = {
  ...DISPOSER,
  Properties: { ...(DISPOSER['Properties'] as Resource), Role: arn('FunctionRole') },
};
const TASK: Resource = {
  Type: 'Task',
  Resource: arn('Disposer'),
  Catch: [{ ErrorEquals: ['States.ALL'], Next: 'End' }],
};
const TRUST = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } };

interface Changes {
  readonly task?: Resource;
  readonly trust?: Resource;
  readonly policy?: Resource;
  readonly resource?: unknown;
}

/** The names of the resources that may dispose, of an assembly with the workflow of a manifest. */
async function findCalls({
  task = {},
  trust = {},
  policy = {},
  resource = arn('Workflow'),
}: Changes): Promise<string[]> {
  const resources = {
    Disposer: FUNCTION,
    Second: { ...FUNCTION },
    Other: OTHER_FUNCTION,
    FunctionRole: { Type: 'AWS::IAM::Role', Properties: {} },
    CleanUp: {
      Type: MANIFEST_RESOURCE_TYPE,
      Properties: { ServiceToken: arn('Disposer'), stateMachineArn: { Ref: 'Workflow' } },
    },
    Workflow: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        RoleArn: arn('Role'),
        Definition: { States: { Run: { ...TASK, ...task }, End: { Type: 'Succeed' } } },
      },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: { Statement: [{ ...TRUST, ...trust }] },
        Policies: [{ PolicyDocument: { Statement: [{ Resource: arn('Disposer') }] } }],
      },
    },
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        Roles: [{ Ref: 'FunctionRole' }],
        PolicyDocument: { Statement: [{ Resource: resource }] },
        ...policy,
      },
    },
  };
  const { unresolved } = await planner.planOf(planner.assembly(stackOf(resources)));
  return unresolved.filter(({ id }) => id === 'undeclared-call').map(({ name }) => name ?? '');
}

test('The workflow of a manifest, its role and its policy are no problem', async () => {
  expect(await findCalls({})).toEqual([]);
});

test.each<[string, string, Changes]>([
  ['A policy that may call another disposal function', 'Disposal/Policy', { resource: arn('Second') }],
  [
    'A role that another service may assume',
    'Disposal/Role',
    { trust: { Principal: { Service: 'ec2.amazonaws.com' } } },
  ],
  [
    'A role that an account may assume too',
    'Disposal/Role',
    { trust: { Principal: { Service: 'states.amazonaws.com', AWS: '*' } } },
  ],
  ['A policy that a user has too', 'Disposal/Policy', { policy: { Users: ['user'] } }],
  ['A policy that a group has too', 'Disposal/Policy', { policy: { Groups: ['group'] } }],
  [
    'A workflow whose Catch writes what the next task gets',
    'Disposal/Workflow',
    { task: { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Run', Output: '{% $x %}' }] } },
  ],
  [
    'A workflow whose Catch assigns a variable',
    'Disposal/Workflow',
    { task: { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Run', Assign: { a: 1 } }] } },
  ],
])('%s is a problem', async (_, name, changes) => {
  expect(await findCalls(changes)).toContain(name);
});
