import { renderPinsJson } from '../../../review/render/render-pins';
import { declaration } from '../assembly-of-templates';
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

test('nested stacks of one path are both planned, and both have their pins', async () => {
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

test('nested stacks of one path are each compared with their own base', async () => {
  const plan = await planner.planOf(assemblyOf(['1.0.0'], ['1.0.0']), { base: assemblyOf(['1.1.0'], ['1.0.0']) });
  expect(plan.totals).toMatchObject({ declarations: 1, unchangedDeclarations: 1 });
  expect(plan.declarations).toMatchObject([{ stackId: 'Disposal/First', versions: [{ added: true }] }]);
});
