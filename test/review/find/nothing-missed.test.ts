import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { MANIFEST_RESOURCE_TYPE } from '../../../declaration/resource-type';
import { RESOURCE_TYPE } from '../../../declaration/resource-type';
import type { Plan } from '../../../review/plan/plan-model';
import {
  declaration,
  declaredProperties,
  OTHER_FUNCTION,
  type Resource,
  type StackOfTemplate,
} from '../assembly-of-templates';
import { Example, EXAMPLES } from '../../examples/example';
import { suspectsIn } from '../suspects';
import { stackOf, type Sections, TemplatePlanner } from '../template-planner';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

type Values = Record<string, string>;

/** An interpreter of what CloudFormation deploys; independent of the one under test, for the functions of the generator. */
function deployed(template: Template, values: Values): string[] {
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

interface Template {
  readonly Parameters: Record<string, unknown>;
  readonly Conditions: Record<string, unknown>;
  readonly Mappings: Record<string, Record<string, Record<string, string>>>;
  readonly Resources: Record<string, { Type: string; Condition?: string; Properties: Record<string, unknown> }>;
}

const PARAMETERS = ['P', 'Q'];
const VALUES = ['a', 'b'];
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
const template: fc.Arbitrary<Template> = fc
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

/** The sections in which the base differs from the change. */
const CHANGES: (keyof Template)[][] = [[], ['Conditions'], ['Mappings'], ['Parameters'], ['Resources', 'Conditions']];

const ALL_VALUES: Values[] = VALUES.flatMap((P) => VALUES.map((Q) => ({ P, Q })));

const assemblyOf = ({ Resources, ...sections }: Template) => planner.assembly(stackOf(Resources, sections));

function disposesNothing({ complete, totals }: Plan): boolean {
  return complete && totals.willBeDisposed === 0 && totals.refused === 0;
}

test('A complete plan that disposes nothing is one whose deployment adds no version, whatever the parameters are', async () => {
  let silent = 0;
  let spoken = 0;
  await fc.assert(
    fc.asyncProperty(template, template, fc.constantFrom(...CHANGES), async (head, other, change) => {
      const base = { ...head, ...Object.fromEntries(change.map((section) => [section, other[section]])) };
      const plan = await planner.planOf(assemblyOf(head), { base: assemblyOf(base) });
      if (!disposesNothing(plan)) {
        spoken++;
        return;
      }
      silent++;
      for (const values of ALL_VALUES) {
        const before = deployed(base, values);
        expect(deployed(head, values).filter((version) => !before.includes(version))).toEqual([]);
      }
    }),
    { numRuns: 150 },
  );
  // A plan that is never complete is worth as little as one that always is.
  expect(silent).toBeGreaterThan(20);
  expect(spoken).toBeGreaterThan(20);
});

/** The properties of a manifest that is not in the assembly. */
const MANIFEST = {
  ServiceToken: { 'Fn::GetAtt': ['Disposer', 'Arn'] },
  domain: 'my-domain',
  domainOwner: '111122223333',
  repository: 'my-repo',
  manifestKey: 'clean-up.disposals',
  manifestHash: '0'.repeat(64),
  packageCount: '1',
  versionCount: '1',
  allowMissing: 'false',
  stateMachineArn: { Ref: 'StateMachine' },
};

const carrier = fc.constantFrom('none', 'stack', 'stackset', 'product');
const resource = fc.constantFrom<[string, Resource]>(
  ['declaration', declaration(['1.0.0'])],
  ['other type', { Type: 'Custom::Other', Properties: declaredProperties(['1.0.0']) }],
  ['other token', { Type: 'Custom::Other', Properties: declaredProperties(['1.0.0'], { ServiceToken: 'arn:x' }) }],
  ['no token', { Type: 'Our::Own::Type', Properties: declaredProperties(['1.0.0'], { ServiceToken: undefined }) }],
  ['manifest', { Type: MANIFEST_RESOURCE_TYPE, Properties: MANIFEST }],
  ['manifest of other type', { Type: 'Custom::Other', Properties: MANIFEST }],
  ['manifest with other token', { Type: 'Custom::Other', Properties: { ...MANIFEST, ServiceToken: 'arn:x' } }],
  ['manifest without token', { Type: 'Our::Own::Type', Properties: { ...MANIFEST, ServiceToken: undefined } }],
  ['harmless', { Type: 'Custom::Harmless', Properties: { ServiceToken: { 'Fn::GetAtt': ['Other', 'Arn'] } } }],
  ['bucket', { Type: 'AWS::S3::Bucket', Properties: {} }],
);

function carried(kind: string, inner: unknown): Resource {
  const body = JSON.stringify(inner);
  switch (kind) {
    case 'stack':
      return { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateBody: body } };
    case 'stackset':
      return { Type: 'AWS::CloudFormation::StackSet', Properties: { TemplateBody: body } };
    default:
      return {
        Type: 'AWS::ServiceCatalog::CloudFormationProduct',
        Properties: { ProvisioningArtifactParameters: [{ Info: { Template: body } }] },
      };
  }
}

const entry = fc.array(fc.tuple(resource, carrier), { maxLength: 4 });

interface Macro {
  readonly name?: string;
  readonly sections?: Sections;
  readonly resources?: Resource;
}
const macro = fc.constantFrom<Macro>(
  {},
  { sections: { Transform: ['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31'] } },
  { name: 'OurMacro', sections: { Transform: 'OurMacro' } },
  { name: 'AWS::Include', sections: { 'Fn::Transform': { Name: 'AWS::Include' } } },
  { name: 'OurMacro', resources: { 'Fn::Transform': { Name: 'OurMacro' } } },
  { name: 'OurMacro', resources: { Other: { ...OTHER_FUNCTION, 'Fn::Transform': [{ Name: 'OurMacro' }] } } },
);

test('Everything in the JSON of an assembly that could dispose is shown, or the plan is not complete', async () => {
  await fc.assert(
    fc.asyncProperty(entry, macro, fc.boolean(), async (entries, { name, ...transform }, isAcknowledged) => {
      const resources = Object.fromEntries(
        entries.map(([[, made], kind], index) => [
          `R${index}`,
          kind === 'none' ? made : carried(kind, { Resources: { Other: OTHER_FUNCTION, Inner: made } }),
        ]),
      );
      const stacks: Record<string, StackOfTemplate> = stackOf(
        { ...resources, Other: OTHER_FUNCTION, ...transform.resources },
        transform.sections,
      );
      const directory = planner.assembly(stacks);
      const acknowledge = isAcknowledged && name !== undefined ? [name] : [];
      const plan = await planner.planOf(directory, { acknowledge });
      if (name !== undefined && !isAcknowledged) {
        expect(plan.complete).toBe(false);
        return;
      }
      // Compared to itself it changes nothing, and yet nothing is forgotten.
      const unchanged = await planner.planOf(directory, { base: directory, acknowledge });
      if (unchanged.complete) {
        expect(unchanged).toMatchObject({
          declarations: [],
          totals: { unchangedDeclarations: suspectsIn(directory).length },
        });
      }
      if (plan.complete) {
        expect(plan.declarations).toHaveLength(suspectsIn(directory).length);
      }
      const harmless = entries.every(([[kind], where]) => ['harmless', 'bucket'].includes(kind) && where !== 'product');
      expect(!plan.complete || plan.declarations.length > 0).toBe(!harmless);
    }),
    { numRuns: 150 },
  );
});

const EXAMPLE_NAMES = readdirSync(EXAMPLES, { withFileTypes: true })
  .filter((file) => file.isDirectory())
  .map(({ name }) => name);

test.each(EXAMPLE_NAMES)('A plan of the example %s shows everything in its JSON that could dispose', async (name) => {
  const example = await Example.synthesize(name);
  try {
    const expected = suspectsIn(example.directory).length;
    expect(expected).toBeGreaterThan(0);
    const plan = await planner.planOf(example.directory);
    expect(plan.declarations).toHaveLength(expected);
  } finally {
    example.remove();
  }
});
