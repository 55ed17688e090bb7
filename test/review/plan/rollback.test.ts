import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PackageVersionStatus } from '../../../lib';
import { exitStatus, type Plan } from '../../../review/plan/plan-model';
import { reportData } from '../../../review/render/html/plan-data';
import { headline } from '../../../review/render/labels/plan-labels';
import { renderMarkdown } from '../../../review/render/markdown/render-markdown';
import { renderTable } from '../../../review/render/table/render-table';
import { Account, leftPad as declareLeftPad } from '../../end-to-end/account';
import { LEFT_PAD } from '../../fixtures/packages';
import { leftPad, ReviewedRegistry } from '../review-of-app';

const BOTH = ['1.0.0', '1.1.0'];
const ARCHIVED = { allowMissing: true, expectedStatus: PackageVersionStatus.ARCHIVED };

let registry: ReviewedRegistry;

beforeEach(async () => {
  registry = await ReviewedRegistry.start();
  registry.publish('1.0.0');
  registry.registry.dispose(LEFT_PAD, '1.0.0');
});
afterEach(() => registry.stop());

/** The plan of a change of a declaration that permits 1.1.0 to be missing, if somebody has published it since. */
function planOfChange(...head: Parameters<typeof leftPad>): Promise<Plan> {
  registry.publish('1.1.0');
  return registry.plan(registry.synthOne(leftPad(...head)), {
    base: registry.synthOne(leftPad(BOTH, { allowMissing: true })),
  });
}

test('A guard that refuses a version does not keep the rollback from disposing it, and the plan says so', async () => {
  const plan = await planOfChange(BOTH, ARCHIVED);

  expect(headline(plan)).toBe('This change disposes nothing; if it fails, its rollback disposes 1 version.');
  const line = 'Disposal/Declaration0: 1 version of npm @my-scope/left-pad in my-domain/my-repo, us-east-1: 1.1.0';
  for (const text of [renderTable(plan, { color: false }), renderMarkdown(plan)]) {
    expect(text).toContain('Disposed by a rollback, as the base declares');
    expect(text).toContain(line);
  }
  expect(reportData(plan, new Date()).dangerLists).toMatchObject([{ lines: [line] }]);
});

test('A version that a change takes out of a declaration is disposed by its rollback, and the plan says so', async () => {
  const plan = await planOfChange(['1.0.0'], { allowMissing: true });

  expect(plan.complete).toBe(true);
  expect(plan.declarations[0]!.rollback!.versions).toEqual(['1.1.0']);
  expect([exitStatus(plan, 'refusal'), exitStatus(plan, 'disposal')]).toEqual([0, 3]);
});

test('A declaration whose properties the function refuses is rolled back to the base, and the plan says what that disposes', async () => {
  registry.publish('1.1.0');
  const head = registry.synthOne(leftPad(BOTH, ARCHIVED));
  const file = join(head, 'Disposal.template.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"expectedStatus": "Archived"', '"expectedStatus": "Gone"'));

  const plan = await registry.plan(head, { base: registry.synthOne(leftPad(BOTH, { allowMissing: true })) });

  expect(plan.declarations[0]).toMatchObject({ outcome: 'refused', rollback: { versions: ['1.1.0'] } });
});

test('A rollback to a declaration of another package disposes versions of that package, and the plan says so', async () => {
  const plan = await planOfChange(['1.0.0'], { allowMissing: true, packageName: 'right-pad' });

  expect(plan.declarations[0]!.rollback).toMatchObject({ displayName: '@my-scope/left-pad', versions: ['1.1.0'] });
});

test('A version that both declare and that was deleted outright does not keep the rollback from disposing another one', async () => {
  registry.publish('1.1.0');
  const plan = await registry.plan(registry.synthOne(leftPad(['0.9.0', '1.0.0'])), {
    base: registry.synthOne(leftPad(['0.9.0', ...BOTH])),
  });

  expect(plan.declarations[0]!.rollback!.versions).toEqual(['1.1.0']);
});

test('The plan says nothing of a rollback that disposes what the deployment disposes too', async () => {
  const plan = await planOfChange([...BOTH, '1.2.0'], { allowMissing: true });

  expect([plan.totals.willBeDisposed, plan.declarations[0]!.rollback]).toEqual([1, undefined]);
});

test('The plan says nothing of a rollback that is refused as a whole', async () => {
  registry.publish('1.1.0');
  const plan = await registry.plan(registry.synthOne(leftPad(['1.0.0'])), {
    base: registry.synthOne(leftPad(BOTH, { versionRevisions: { '1.1.0': 'of-another-content' } })),
  });

  expect([plan.complete, plan.declarations[0]!.rollback]).toEqual([true, undefined]);
});

test('A plan is not complete if nobody could read what its rollback disposes', async () => {
  registry.service.faults.inject({
    fault: 'access-denied',
    operation: 'ListPackageVersions',
    when: ({ resource }) => resource.endsWith('/left-pad'),
    times: Infinity,
  });
  const plan = await planOfChange(['1.0.0'], { allowMissing: true, packageName: 'right-pad' });

  expect(plan.complete).toBe(false);
  expect(plan.problems.join()).toContain('AccessDeniedException');
});

test('A deployment that fails disposes by its rollback what the plan says', async () => {
  const account = await Account.open();
  account.publish('1.0.0');
  await account.deploy((stack) => void declareLeftPad(stack, BOTH, { allowMissing: true }));
  account.publish('1.1.0');

  const { status } = await account.deploy((stack) => void declareLeftPad(stack, BOTH, ARCHIVED));

  expect([status, account.statuses('1.1.0')]).toEqual(['UPDATE_ROLLBACK_COMPLETE', ['Disposed']]);
  await account.close();
});
