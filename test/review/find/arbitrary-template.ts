import fc from 'fast-check';
import { RESOURCE_TYPE } from '../../../declaration/resource-type';
import { declaration } from '../assembly-of-templates';

export type Values = Record<string, string>;

/** An interpreter of what CloudFormation deploys; independent of the one under test, for the functions of the generator. */
export function deployed(template: Template, values: Values): string[] {
  const { Conditions = {}, Mappings = {} } = template;
  const holds = (condition: unknown): boolean => {
    const [[name, argument]] = Object.entries(condition as Record<string, unknown>) as [[string, never]];
    switch (name) {
      case 'Condition':
        return holds(Conditions[argument]);
      case 'Fn::Equals':
        return value(argument[0]) === value(argument[1]);
      case 'Fn::Not':
        return !holds(argument[0]);
      case 'Fn::And':
        return (argument as unknown[]).every(holds);
      default:
        return (argument as unknown[]).some(holds);
    }
  };
  const value = (expression: unknown): unknown => {
    if (Array.isArray(expression)) {
      return expression.map(value).filter((item) => item !== undefined);
    }
    if (typeof expression !== 'object' || expression === null) {
      return expression;
    }
    const [[name, argument]] = Object.entries(expression) as [[string, never]];
    switch (name) {
      case 'Ref':
        return argument === 'AWS::NoValue' ? undefined : values[argument];
      case 'Fn::If':
        return value(holds(Conditions[argument[0]]) ? argument[1] : argument[2]);
      case 'Fn::Join':
        return (value(argument[1]) as string[]).join(argument[0]);
      case 'Fn::Sub':
        return (argument as string).replace(/\$\{(\w+)\}/g, (_, key: string) => values[key]!);
      default:
        return Mappings[argument[0]]![value(argument[1]) as string]?.[argument[2]];
    }
  };
  return Object.entries(template.Resources)
    .filter(([, { Condition }]) => Condition === undefined || holds(Conditions[Condition]))
    .filter(([, { Type }]) => Type === RESOURCE_TYPE)
    .flatMap(([id, { Properties }]) =>
      (value(Properties['versions']) as string[]).map((version) =>
        JSON.stringify([id, value(Properties['package']), version]),
      ),
    );
}

export interface Template {
  readonly Parameters: Record<string, unknown>;
  readonly Conditions: Record<string, unknown>;
  readonly Mappings: Record<string, Record<string, Record<string, string>>>;
  readonly Resources: Record<string, { Type: string; Condition?: string; Properties: Record<string, unknown> }>;
}

export const PARAMETERS = ['P', 'Q'];
export const VALUES = ['a', 'b'];
const CONDITIONS = ['C0', 'C1', 'C2'];

const operand = fc.oneof(
  fc.constantFrom(...VALUES),
  fc.constantFrom(...PARAMETERS).map((name) => ({ Ref: name })),
);
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('1.0.0', '1.1.0') },
  fc
    .record({ condition: fc.constantFrom(...CONDITIONS), then: fc.constantFrom('1.0.0', '1.1.0') })
    .map(({ condition, then }) => ({
      'Fn::If': [condition, then, { Ref: 'AWS::NoValue' }],
    })),
  fc.constantFrom(...PARAMETERS).map((name) => ({ 'Fn::FindInMap': ['M', { Ref: name }, 'v'] })),
  fc.constantFrom(...PARAMETERS).map((name) => ({ 'Fn::Join': ['.', ['1', { Ref: name }]] })),
  fc.constantFrom(...PARAMETERS).map((name) => ({ 'Fn::Sub': `1.\${${name}}` })),
);
/** Each condition refers to those before it. */
const conditions = fc
  .tuple(
    ...CONDITIONS.map((_, index) =>
      fc.oneof(
        fc.tuple(operand, operand).map((both) => ({ 'Fn::Equals': both })),
        fc.nat({ max: 99 }).map((seed) =>
          index === 0
            ? { 'Fn::Equals': ['a', 'a'] }
            : {
                [['Fn::And', 'Fn::Or'][seed % 2]!]: [
                  { Condition: `C${seed % index}` },
                  { 'Fn::Not': [{ Condition: `C${(seed >> 1) % index}` }] },
                ],
              },
        ),
      ),
    ),
  )
  .map((all) => Object.fromEntries(all.map((condition, index) => [`C${index}`, condition])));
export const template: fc.Arbitrary<Template> = fc
  .record({
    defaults: fc.tuple(fc.option(fc.constantFrom(...VALUES)), fc.option(fc.constantFrom(...VALUES))),
    conditions,
    mapping: fc.tuple(fc.constantFrom('1.0.0', '1.1.0'), fc.constantFrom('1.0.0', '1.1.0')),
    declarations: fc.array(
      fc.record({
        versions: fc.uniqueArray(text, { minLength: 1, maxLength: 2, selector: (item) => JSON.stringify(item) }),
        condition: fc.option(fc.constantFrom(...CONDITIONS)),
      }),
      { maxLength: 2 },
    ),
  })
  .map(({ defaults, conditions: Conditions, mapping, declarations }) => ({
    Parameters: Object.fromEntries(
      PARAMETERS.map((name, index) => [
        name,
        { Type: 'String', ...(defaults[index] === null ? {} : { Default: defaults[index] }) },
      ]),
    ),
    Conditions,
    Mappings: { M: { a: { v: mapping[0] }, b: { v: mapping[1] } } },
    Resources: Object.fromEntries(
      declarations.map(({ versions, condition }, index) => [
        `D${index}`,
        {
          ...(declaration(versions, { allowMissing: 'true' }) as Template['Resources'][string]),
          ...(condition === null ? {} : { Condition: condition }),
        },
      ]),
    ),
  }));

export const ALL_VALUES: Values[] = VALUES.flatMap((P) => VALUES.map((Q) => ({ P, Q })));
