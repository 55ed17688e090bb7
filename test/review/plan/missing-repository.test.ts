import { renderMarkdown } from '../../../review/render/markdown/render-markdown';
import { leftPad, ReviewedRegistry } from '../review-of-app';

let reviewedRegistry: ReviewedRegistry;

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
  reviewedRegistry.publish('1.0.0', '1.1.0');
});
afterEach(() => reviewedRegistry.stop());

const planAfter = (before: string[], after: string[]) =>
  reviewedRegistry.plan(reviewedRegistry.synthOne(leftPad(after)), {
    base: reviewedRegistry.synthOne(leftPad(before)),
    shown: { showAll: true },
  });

describe.each([
  ['repository', () => reviewedRegistry.registry.deleteRepository('my-domain', 'my-repo')],
  ['domain', () => reviewedRegistry.registry.deleteDomain('my-domain')],
])('Where the %s is gone', (name, remove) => {
  test('Where a level is gone, nothing is left to do if the base declared every version', async () => {
    remove();
    const plan = await planAfter(['1.0.0', '1.1.0'], ['1.0.0']);
    expect(plan).toMatchObject({ complete: true, problems: [] });
    expect(plan.declarations).toMatchObject([
      { outcome: 'nothing to do', versions: [{ version: '1.0.0', verdict: 'deleted' }] },
    ]);
  });

  test('A comment says that the repository, or the package, is gone', async () => {
    remove();
    const comment = renderMarkdown(await planAfter(['1.0.0', '1.1.0'], ['1.0.0']));
    expect(comment).toMatch(new RegExp(`${name} .*does not exist.*every version was declared before`));
  });

  test('Where a level is gone, a version that the base did not declare leaves the plan incomplete', async () => {
    remove();
    const plan = await planAfter(['1.0.0'], ['1.0.0', '1.1.0']);
    expect(plan.complete).toBe(false);
    expect(plan.declarations).toMatchObject([{ outcome: 'unknown', problem: { code: 'ResourceNotFoundException' } }]);
  });
});
