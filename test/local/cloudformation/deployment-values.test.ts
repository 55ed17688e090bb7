import {
  dependencyGraph,
  reversed,
  topologicalOrder,
  walk,
  withLast,
} from '../../../local/cloudformation/dependency-graph';
import { DeploymentValues } from '../../../local/cloudformation/deployment-values';
import { resolveParameters } from '../../../local/cloudformation/parameters';
import type { Json, Template } from '../../../local/cloudformation/template';

const environment = {
  account: '111122223333',
  region: 'cn-north-1',
  stackName: 'Tested',
  stackId: 'arn:aws-cn:cloudformation:cn-north-1:111122223333:stack/Tested/1',
};

function resolver(members: Partial<Template> = {}, given: Record<string, string> = {}): DeploymentValues {
  const template = { Resources: {}, ...members };
  const references = {
    ref: (logicalId: string) => `ref-of-${logicalId}`,
    attribute: (logicalId: string, name: string) => `${name}-of-${logicalId}`,
    importValue: (name: string) => `import-of-${name}`,
  };
  return new DeploymentValues({
    template,
    parameters: resolveParameters(template, given).values,
    environment,
    references,
  });
}

const value = (expression: Json, template?: Partial<Template>): Json | undefined =>
  resolver(template).resolve(expression);

test.each<[string, Json, Json]>([
  ['Ref of a resource', { Ref: 'Thing' }, 'ref-of-Thing'],
  ['Ref of the account', { Ref: 'AWS::AccountId' }, '111122223333'],
  ['Ref of the Region', { Ref: 'AWS::Region' }, 'cn-north-1'],
  ['Ref of the partition', { Ref: 'AWS::Partition' }, 'aws-cn'],
  ['Ref of the URL suffix', { Ref: 'AWS::URLSuffix' }, 'amazonaws.com.cn'],
  ['Ref of the stack name', { Ref: 'AWS::StackName' }, 'Tested'],
  ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Thing', 'a.b'] }, 'a.b-of-Thing'],
  ['Fn::GetAtt as a dotted string', { 'Fn::GetAtt': 'Thing.a.b' }, 'a.b-of-Thing'],
  [
    'Fn::GetAtt of an attribute that is computed',
    { 'Fn::GetAtt': ['Thing', { Ref: 'AWS::Region' }] },
    'cn-north-1-of-Thing',
  ],
  ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Thing' }, 3]] }, 'a-ref-of-Thing-3'],
  ['Fn::Join of a computed list', { 'Fn::Join': ['+', { 'Fn::Split': ['/', 'a/b'] }] }, 'a+b'],
  ['Fn::Join that leaves out AWS::NoValue', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::NoValue' }]] }, 'a'],
  [
    'Fn::Sub of a string',
    { 'Fn::Sub': '${Thing}/${Thing.Arn}/${AWS::Region}' },
    'ref-of-Thing/Arn-of-Thing/cn-north-1',
  ],
  ['Fn::Sub with variables', { 'Fn::Sub': ['${A}-${Thing}', { A: { Ref: 'Other' } }] }, 'ref-of-Other-ref-of-Thing'],
  ['Fn::Sub of a literal', { 'Fn::Sub': '${!Literal} $5 {x}' }, '${Literal} $5 {x}'],
  ['Fn::Select', { 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
  ['Fn::Select from Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': [':repository/', 'x:repository/y/z'] }] }, 'y/z'],
  ['Fn::Base64', { 'Fn::Base64': 'é' }, 'w6k='],
  ['Fn::ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': '${AWS::StackName}-x' } }, 'import-of-Tested-x'],
  ['plain values in their shape', { a: [1, true, { b: 'c' }] }, { a: [1, true, { b: 'c' }] }],
])('The engine resolves %s', (_case, expression, expected) => {
  expect(value(expression)).toEqual(expected);
});

test('The engine leaves out properties and list items that are AWS::NoValue', () => {
  expect(value({ kept: 1, gone: { Ref: 'AWS::NoValue' }, list: ['a', { Ref: 'AWS::NoValue' }] })).toEqual({
    kept: 1,
    list: ['a'],
  });
});

test('The engine resolves Fn::FindInMap by computed keys', () => {
  const template = { Mappings: { Hosts: { 'cn-north-1': { name: 'host' } } } };
  expect(value({ 'Fn::FindInMap': ['Hosts', { Ref: 'AWS::Region' }, 'name'] }, template)).toBe('host');
  expect(() => value({ 'Fn::FindInMap': ['Hosts', 'x', 'name'] }, template)).toThrow(
    'Template error: Fn::FindInMap finds nothing under Hosts, x, name',
  );
});

describe('Conditions', () => {
  const Conditions = {
    IsChina: { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-cn'] },
    IsOther: { 'Fn::Not': [{ Condition: 'IsChina' }] },
    Both: { 'Fn::And': [{ Condition: 'IsChina' }, { Condition: 'IsOther' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsChina' }, { Condition: 'IsOther' }] },
    Loop: { 'Fn::Not': [{ Condition: 'Loop' }] },
  };

  test.each([
    ['IsChina', true],
    ['IsOther', false],
    ['Both', false],
    ['Either', true],
  ])('The condition %s is %s', (name, expected) => {
    expect(resolver({ Conditions }).holds(name)).toBe(expected);
  });

  test('Conditions choose a branch of Fn::If, and the other is not resolved', () => {
    expect(value({ 'Fn::If': ['IsChina', 'yes', { 'Fn::Select': [9, []] }] }, { Conditions })).toBe('yes');
    expect(value({ a: { 'Fn::If': ['IsOther', 'yes', { Ref: 'AWS::NoValue' }] } }, { Conditions })).toEqual({});
  });

  test('Conditions must be declared, and must not refer to themselves', () => {
    expect(() => resolver({ Conditions }).holds('Nothing')).toThrow('condition Nothing is not in the template');
    expect(() => resolver({ Conditions }).holds('Loop')).toThrow('condition Loop refers to itself');
  });
});

describe('Parameters', () => {
  const Parameters = {
    Size: { Type: 'String', Default: 'small', AllowedValues: ['small', 'large'] },
    Names: { Type: 'CommaDelimitedList', Default: 'a, b' },
    Bootstrap: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk/version' },
  };

  test('Parameters have the given value, else their default; lists are split', () => {
    expect(resolver({ Parameters }, { Size: 'large' }).resolve({ Ref: 'Size' })).toBe('large');
    expect(value({ Ref: 'Names' }, { Parameters })).toEqual(['a', 'b']);
  });

  test('Parameters of SSM have only the given value', () => {
    expect(resolver({ Parameters }, { Bootstrap: '21' }).resolve({ Ref: 'Bootstrap' })).toBe('21');
    expect(() => value({ Ref: 'Bootstrap' }, { Parameters })).toThrow(/Bootstrap .* only an account can look up/);
  });

  test('Parameters that break a rule are refused', () => {
    expect(() => resolver({ Parameters }, { Size: 'huge' })).toThrow(
      /one of AllowedValues \[small, large\]; got 'huge'/,
    );
    expect(() => resolver({ Parameters }, { Other: 'x' })).toThrow('Parameters: [Other] do not exist in the template');
    expect(() => resolver({ Parameters: { Size: { Type: 'String' } } })).toThrow('Parameters: [Size] must have values');
  });
});

test.each<[string, Json, RegExp]>([
  [
    'an unknown intrinsic function',
    { 'Fn::Cidr': ['10.0.0.0/8', 1, 8] },
    /Fn::Cidr is a function that only the deployment resolves/,
  ],
  ['a dynamic reference', 'x{{resolve:ssm:/name}}', /it is a dynamic reference/],
  ['Fn::Select beyond the list', { 'Fn::Select': ['2', ['a']] }, /Fn::Select finds no item 2/],
  ['Fn::Join of a map', { 'Fn::Join': ['', [{ a: 1 }]] }, /Fn::Join cannot be resolved from \{"a":1\}/],
  ['Fn::GetAtt without an attribute', { 'Fn::GetAtt': 'Thing' }, /Fn::GetAtt cannot be resolved from \["Thing"\]/],
  ['an intrinsic function beside another key', { 'Fn::Sub': 'a', b: 1 }, /Fn::Sub beside other keys/],
])('The engine refuses %s', (_case, expression, message) => {
  expect(() => value(expression)).toThrow(message);
});

describe('The order of resources', () => {
  const graphOf = (resources: Template['Resources']) =>
    dependencyGraph({ Resources: resources }, new Set(Object.keys(resources)));
  const Type = 'Custom::Tested';

  test('The order of resources follows Ref, Fn::GetAtt, Fn::Sub and DependsOn, however deep', () => {
    const graph = graphOf({
      A: { Type, Properties: { a: [{ b: { 'Fn::Join': ['', [{ Ref: 'B' }]] } }] } },
      B: { Type, Properties: { a: { 'Fn::GetAtt': 'C.Arn' } } },
      C: { Type, Properties: { a: { 'Fn::Sub': ['${D.Arn} ${x}', { x: { Ref: 'E' } }] } } },
      D: { Type, DependsOn: ['E'] },
      E: { Type, Properties: { a: { Ref: 'AWS::Region' } } },
    });
    expect(topologicalOrder(graph)).toEqual(['E', 'D', 'C', 'B', 'A']);
  });

  test('A cycle is an error that names it', () => {
    const graph = graphOf({ A: { Type, DependsOn: 'B' }, B: { Type, DependsOn: 'C' }, C: { Type, DependsOn: 'B' } });
    expect(() => topologicalOrder(graph)).toThrow('Circular dependency between resources: [B, C]');
  });

  test('A dependency that does not exist is an error that names it', () => {
    expect(() => graphOf({ A: { Type, DependsOn: 'Nothing' } })).toThrow('Unresolved resource dependencies [Nothing]');
  });

  test('The order of resources leaves out those whose condition does not hold', () => {
    const graph = dependencyGraph({ Resources: { A: { Type, DependsOn: 'B' }, B: { Type } } }, new Set(['A']));
    expect([...graph]).toEqual([['A', new Set()]]);
  });

  test('The order of resources can be reversed for deletion', () => {
    const graph = graphOf({ A: { Type }, B: { Type, DependsOn: 'A' }, C: { Type, DependsOn: 'B' } });
    expect(topologicalOrder(reversed(graph))).toEqual(['C', 'B', 'A']);
  });

  test('One resource can come after all that do not need it', () => {
    const graph = graphOf({ A: { Type }, B: { Type, DependsOn: 'A' }, C: { Type }, D: { Type } });
    const order = topologicalOrder(withLast(graph, 'A'));
    expect(order.slice(-2)).toEqual(['A', 'B']);
    expect(order.slice(0, 2).sort()).toEqual(['C', 'D']);
  });

  test('Independent resources run at once, no more than the given number', async () => {
    const graph = graphOf(Object.fromEntries(['A', 'B', 'C', 'D', 'E'].map((id) => [id, { Type }])));
    let running = 0;
    let most = 0;
    await walk(graph, { concurrency: 3 }, async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 10));
      running--;
    });
    expect(most).toBe(3);
  });
});
