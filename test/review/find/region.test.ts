import { declaration, type StackOfTemplate } from '../assembly-of-templates';
import { stackOf, TemplatePlanner, verdicts } from '../template-planner';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

const planIn = (region: string, declared: string) => {
  const stack: StackOfTemplate = stackOf({ LeftPad: declaration(['1.0.0'], { region: declared }) })['Disposal']!;
  return planner.planOf(planner.assembly({ Disposal: { ...stack, region } }));
};

test('A declaration of a repository in the Region of its stack is reviewed', async () => {
  expect(verdicts(await planIn('us-east-1', 'us-east-1'))).toEqual([['1.0.0', 'will be disposed']]);
});

test('A declaration of a repository in another Region is refused, as the function refuses it', async () => {
  const plan = await planIn('us-east-1', 'us-west-2');
  expect(verdicts(plan)).toEqual([['1.0.0', 'refused']]);
  expect(plan.declarations[0]!.problem!.message).toContain(
    'must be in the Region of the stack, us-east-1; got us-west-2',
  );
});

test('A declaration in a stack without a Region is unknown, though nothing is left to do in the Region that the SDK finds', async () => {
  const agnostic = (expectedStatus: string) => {
    const stack = stackOf({ LeftPad: declaration(['9.9.9'], { expectedStatus }) })['Disposal']!;
    return planner.assembly({ Disposal: { ...stack, region: 'unknown-region' } });
  };
  const plan = await planner.planOf(agnostic('Published'), { base: agnostic('Archived') });
  expect(verdicts(plan)).toEqual([['9.9.9', 'unknown']]);
  expect(plan.problems).toMatchObject([expect.stringContaining('it names no Region; pass --region')]);
});

test('A declaration that names a Region in a stack without one is unknown', async () => {
  const plan = await planIn('unknown-region', 'us-west-2');
  expect(verdicts(plan)).toEqual([['1.0.0', 'unknown']]);
  expect(plan.complete).toBe(false);
});
