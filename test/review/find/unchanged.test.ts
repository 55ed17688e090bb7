import { ARCHIVE_RESOURCE_TYPE } from '../../../declaration/resource-type';
import { declaration, type StackOfTemplate } from '../assembly-of-templates';
import { stackOf, TemplatePlanner } from '../template-planner';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

type Stacks = Record<string, StackOfTemplate>;

const compare = (base: Stacks, head: Stacks) =>
  planner.planOf(planner.assembly(head), { base: planner.assembly(base) });

test('A declaration that no assembly differs in is unchanged', async () => {
  const stacks = stackOf({ LeftPad: declaration() });
  expect(await compare(stacks, stacks)).toMatchObject({
    complete: true,
    declarations: [],
    totals: { unchangedDeclarations: 1 },
  });
});

test('A declaration is not unchanged where only the deployment knows a pin', async () => {
  const stacks = stackOf(
    { LeftPad: declaration(['1.0.0'], { versionRevisions: { '1.0.0': { Ref: 'Revision' } } }) },
    { Parameters: { Revision: { Type: 'String' } } },
  );
  const plan = await compare(stacks, stacks);
  expect(plan.totals.unchangedDeclarations).toBe(0);
  expect(plan.complete).toBe(false);
});

test('A declaration is not unchanged where only the deployment knows a version', async () => {
  const stacks = stackOf(
    { LeftPad: declaration([{ Ref: 'Version' }]) },
    { Parameters: { Version: { Type: 'String' } } },
  );
  const plan = await compare(stacks, stacks);
  expect(plan.totals.unchangedDeclarations).toBe(0);
  expect(plan.complete).toBe(false);
});

test('A declaration is not unchanged where the base has a part that only the deployment resolves', async () => {
  const base = stackOf({ LeftPad: { ...declaration(), 'Fn::Unknown': {} } });
  const plan = await compare(base, stackOf({ LeftPad: declaration() }));
  expect(plan.totals.unchangedDeclarations).toBe(0);
  expect(plan.declarations).toHaveLength(1);
});

test.each<[string, Partial<StackOfTemplate>]>([
  ['account', { account: '999999999999' }],
  ['Region', { region: 'eu-west-1' }],
  ['stack name', { stackName: 'Another' }],
])('A declaration of a stack with another %s in the base is new, since another stack is created', async (_, other) => {
  const head = stackOf({ LeftPad: declaration() });
  const plan = await compare({ Disposal: { ...head['Disposal']!, ...other } }, head);
  expect(plan.totals.unchangedDeclarations).toBe(0);
  expect(plan.declarations.flatMap(({ versions }) => versions.map(({ added }) => added))).toEqual([true]);
});

test('A declaration that archived in the base and disposes now is not unchanged, whatever else is the same', async () => {
  const archive = { ...declaration(), Type: ARCHIVE_RESOURCE_TYPE };
  const plan = await compare(stackOf({ LeftPad: archive }), stackOf({ LeftPad: declaration() }));
  expect(plan.totals).toMatchObject({ unchangedDeclarations: 0, willBeDisposed: 1 });
});
