import { exitStatus } from '../../../review/plan/plan-model';
import { declaration, type Resource } from '../assembly-of-templates';
import { stackOf, type Sections, TemplatePlanner } from '../template-planner';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

const planOf = (resources: Resource, sections: Sections = {}, acknowledge: readonly string[] = []) =>
  planner.planOf(planner.assembly(stackOf(resources, sections)), { acknowledge });

const PARAMETERS = { V: { Type: 'String' }, W: { Type: 'String', Default: '1.0.0' } };
const UNKNOWN = 'the parameter V has no default; pass --parameter V=VALUE.';

describe('What a plan does not know', () => {
  test('What a plan does not know is nothing, where everything was read', async () => {
    const plan = await planOf({ LeftPad: declaration() });
    expect(plan).toMatchObject({ complete: true, unresolved: [], acknowledged: [], problems: [] });
    expect(exitStatus(plan, 'refusal')).toBe(0);
  });

  test.each<[string, Resource, string]>([
    ['a version', declaration(['1.0.0', { Ref: 'V' }]), `versions[1]: ${UNKNOWN}`],
    ['every version', declaration([{ Ref: 'V' }]), `versions[0]: ${UNKNOWN}`],
    ['a pin', declaration(['1.0.0'], { versionRevisions: { '1.0.0': { Ref: 'V' } } }), `the pin of 1.0.0: ${UNKNOWN}`],
    ['the package', declaration(['1.0.0'], { package: { Ref: 'V' } }), `package: ${UNKNOWN}`],
  ])('What a plan does not know of %s is a problem, once', async (_, resource, message) => {
    const plan = await planOf({ LeftPad: resource }, { Parameters: PARAMETERS });
    expect(plan).toMatchObject({ complete: false });
    expect(plan.unresolved).toEqual([
      { id: 'unknown-value', stack: 'Disposal', message: `Disposal/LeftPad: ${message}`, resolution: undefined },
    ]);
    expect(exitStatus(plan, 'refusal')).toBe(1);
  });

  test('What a plan does not know of a condition is a problem', async () => {
    const Conditions = { On: { 'Fn::Equals': [{ Ref: 'V' }, 'yes'] } };
    const plan = await planOf(
      { LeftPad: { ...declaration(), Condition: 'On' } },
      { Parameters: PARAMETERS, Conditions },
    );
    expect(plan.problems).toEqual([`Disposal/LeftPad: the condition On: ${UNKNOWN}`]);
  });

  test('What a plan does not know for one reason is one problem, with the first place and how many more there are', async () => {
    const resources = Object.fromEntries(
      ['A', 'B', 'C'].map((id) => [id, declaration(['1.0.0'], { package: { Ref: 'V' } })]),
    );
    const plan = await planOf(resources, { Parameters: PARAMETERS });
    expect(plan.problems).toEqual([`Disposal/A: package, and 2 more: ${UNKNOWN}`]);
  });

  test('What a plan does not know for one reason in two stacks is a problem of each', async () => {
    const template = {
      Parameters: PARAMETERS,
      Resources: { LeftPad: declaration(['1.0.0'], { package: { Ref: 'V' } }) },
    };
    const plan = await planner.planOf(planner.assembly({ First: { template }, Second: { template } }));
    expect(plan.unresolved.map(({ stack, message }) => [stack, message])).toEqual([
      ['First', `First/LeftPad: package: ${UNKNOWN}`],
      ['Second', `Second/LeftPad: package: ${UNKNOWN}`],
    ]);
  });

  test('What a plan assumes is one problem without a place, however many declarations rest on it', async () => {
    const resources = { A: declaration([{ Ref: 'W' }]), B: declaration([{ Ref: 'W' }], { package: 'right-pad' }) };
    const plan = await planOf(resources, { Parameters: PARAMETERS });
    expect(plan.unresolved.filter(({ id }) => id === 'assumption')).toEqual([
      {
        id: 'assumption',
        stack: 'Disposal',
        message: 'The parameter W is taken to have its default, "1.0.0".',
        resolution: 'An earlier deployment may have given it another value, which is kept: pass --parameter.',
      },
    ]);
    expect(plan.problems).toContain(
      'The parameter W is taken to have its default, "1.0.0". An earlier deployment may have given it another value, ' +
        'which is kept: pass --parameter.',
    );
  });

  test('What a plan could not read in the registry is a problem with its code', async () => {
    const plan = await planOf({ LeftPad: declaration(['1.0.0'], { repository: 'none-here' }) });
    expect(plan.unresolved).toMatchObject([{ id: 'unread-registry', stack: 'Disposal' }]);
    expect(plan.problems).toEqual([
      expect.stringMatching(/^Disposal\/LeftPad: ResourceNotFoundException: .*none-here.*\.$/),
    ]);
  });

  test('What the deployment refuses in any case is known, though a value of it is not', async () => {
    const plan = await planOf({ LeftPad: declaration(['1.0.0'], { package: 'a*' }) });
    expect(plan).toMatchObject({ complete: true, totals: { refused: 1 } });
    expect(exitStatus(plan, 'refusal')).toBe(2);
  });

  test('What a macro may change is one problem of the macro, and none of each declaration', async () => {
    const resources = { A: declaration(), B: declaration(['1.1.0']) };
    const plan = await planOf(resources, { Transform: 'Ours' });
    expect(plan.unresolved.map(({ id, name }) => [id, name])).toEqual([['macro', 'Ours']]);
    expect(await planOf(resources, { Transform: 'Ours' }, ['Ours'])).toMatchObject({
      complete: true,
      unresolved: [],
      problems: [],
      acknowledged: [{ id: 'macro', name: 'Ours' }],
    });
  });

  test('What a plan does not know stays a problem where another one is acknowledged', async () => {
    const plan = await planOf({ A: declaration([{ Ref: 'V' }]) }, { Parameters: PARAMETERS, Transform: 'Ours' }, [
      'Ours',
    ]);
    expect(plan.complete).toBe(false);
    expect(plan.unresolved.map(({ id }) => id)).toEqual(['unknown-value']);
  });
});
