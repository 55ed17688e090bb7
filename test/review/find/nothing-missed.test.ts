import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { MANIFEST_RESOURCE_TYPE } from '../../../declaration/resource-type';
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
import { ALL_VALUES, deployed, template, type Template } from './arbitrary-template';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

/** The sections in which the base differs from the change. */
const CHANGES: (keyof Template)[][] = [[], ['Conditions'], ['Mappings'], ['Parameters'], ['Resources', 'Conditions']];

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
