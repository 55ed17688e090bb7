import { renderPinsJson } from '../../../review/render/pins/render-pins';
import { declaration, DISPOSER, type Resource } from '../assembly-of-templates';
import { stackOf, TemplatePlanner } from '../template-planner';

let planner: TemplatePlanner;

beforeEach(async () => {
  planner = await TemplatePlanner.start();
});
afterEach(() => planner.stop());

/** Two nested stacks whose metadata claims one path. */
function assemblyOf(first: string[], second: string[]): string {
  const nested = (versions: string[]) => ({
    Type: 'AWS::CloudFormation::Stack',
    Metadata: { 'aws:cdk:path': 'Disposal/Same' },
    Properties: {
      TemplateBody: JSON.stringify({
        Resources: { LeftPad: { ...declaration(versions), Metadata: { 'aws:cdk:path': 'Disposal/Same/LeftPad' } } },
      }),
    },
  });
  return planner.assembly(stackOf({ First: nested(first), Second: nested(second) }));
}

test('Nested stacks of one path are both planned, and both have their pins', async () => {
  const plan = await planner.planOf(assemblyOf(['1.0.0'], ['1.1.0']));
  expect(plan.declarations.map(({ stackId, versions }) => [stackId, versions[0]!.version])).toEqual([
    ['Disposal/First', '1.0.0'],
    ['Disposal/Second', '1.1.0'],
  ]);
  expect(JSON.parse(renderPinsJson(plan))).toEqual({
    'Disposal/First': { LeftPad: { '1.0.0': planner.registry.revision('1.0.0') } },
    'Disposal/Second': { LeftPad: { '1.1.0': planner.registry.revision('1.1.0') } },
  });
});

test('Nested stacks of one path are each compared with their own base', async () => {
  const plan = await planner.planOf(assemblyOf(['1.0.0'], ['1.0.0']), { base: assemblyOf(['1.1.0'], ['1.0.0']) });
  expect(plan.totals).toMatchObject({ declarations: 1, unchangedDeclarations: 1 });
  expect(plan.declarations).toMatchObject([{ stackId: 'Disposal/First', versions: [{ added: true }] }]);
});

test('An assembly whose manifest gives two stacks one path is refused, since one would hide the other', async () => {
  const conditional = (value: string) => ({
    Parameters: { Stage: { Type: 'String', Default: 'prod' } },
    Conditions: { IsStage: { 'Fn::Equals': [{ Ref: 'Stage' }, value] } },
    Resources: { Disposer: DISPOSER, LeftPad: { ...declaration(['1.0.0']), Condition: 'IsStage' } },
  });
  // In the second stack, the condition holds after the change and did not before.
  const assembly = planner.assembly({
    First: { template: conditional('test'), displayName: 'Disposal' },
    Second: { template: conditional('prod'), displayName: 'Disposal' },
  });
  await expect(planner.planOf(assembly)).rejects.toThrow(
    /each of its stacks must have a path of its own; got "Disposal" twice/,
  );
});

test('A logical id that imitates nesting is refused, since one stack would hide the other', async () => {
  const nested = (resources: Resource) => ({
    Type: 'AWS::CloudFormation::Stack',
    Properties: { TemplateBody: JSON.stringify({ Resources: resources }) },
  });
  const assembly = planner.assembly(
    stackOf({
      First: nested({ Second: nested({ LeftPad: declaration(['1.0.0']) }) }),
      'First/Second': nested({ LeftPad: declaration(['1.1.0']) }),
    }),
  );
  await expect(planner.planOf(assembly)).rejects.toThrow(/got "Disposal\/First\/Second" twice/);
});
