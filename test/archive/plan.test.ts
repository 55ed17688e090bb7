import type { Plan, PlannedVersion } from '../../review/plan/plan-model';
import { RestoredStatus } from '../../lib';
import { headline } from '../../review/render/labels/plan-labels';
import { renderMarkdown } from '../../review/render/markdown/render-markdown';
import { ArchiveAccount, LEFT_PAD } from './account';

let account: ArchiveAccount;

beforeEach(async () => {
  account = await ArchiveAccount.open();
  account.publish('1.0.0', '1.0.1');
});

afterEach(() => account.close());

const BOTH = ['1.0.0', '1.0.1'];

function versionsOf(plan: Plan, logicalId: RegExp): PlannedVersion[] {
  return plan.declarations
    .filter((declaration) => logicalId.test(declaration.logicalId))
    .flatMap(({ versions }) => versions);
}

const verdictsOf = (plan: Plan, logicalId: RegExp) => versionsOf(plan, logicalId).map(({ verdict }) => verdict);

test('The plan says what a change archives, and that it disposes nothing', async () => {
  const plan = await account.plan({ archived: BOTH });
  expect(plan).toMatchObject({ complete: true, problems: [], totals: { willBeArchived: 2, willBeDisposed: 0 } });
  expect(headline(plan)).toBe('Deploying archives 2 versions, and disposes nothing.');
  expect(verdictsOf(plan, /^Archived/)).toEqual(['will be archived', 'will be archived']);
});

test('The plan refuses a disposal before the waiting time is over, with the time from which it can be', async () => {
  await account.deploy({ archived: BOTH });
  account.pass(12);
  const plan = await account.plan({ archived: BOTH, disposed: BOTH }, { archived: BOTH });
  expect(plan).toMatchObject({ complete: true, totals: { refused: 2, unchangedDeclarations: 1 } });
  expect(versionsOf(plan, /^Disposed/)[0]).toMatchObject({
    verdict: 'refused',
    code: 'WAITING_TIME',
    message: 'it was archived at 2026-01-01T12:00:00Z, and can be disposed from 2026-01-31T12:00:00Z on',
  });
});

test('The plan says that a version which leaves a declaration is restored, and to what', async () => {
  const archiveProps = { restoreTo: RestoredStatus.UNLISTED };
  const base = { archived: BOTH, archiveProps };
  const text = renderMarkdown(await account.plan({ archived: ['1.0.0'], archiveProps }, base));
  expect(text).toContain(
    'Removed or reduced declarations, which disposes nothing and restores archived versions to Unlisted',
  );
  expect(text).toContain(
    'no longer declares 1 version of npm left-pad in my-domain/my-repo: 1.0.1, restored to Unlisted',
  );
  const without = renderMarkdown(await account.plan({ archived: ['1.0.0'] }, { archived: BOTH }));
  expect(without).toContain('which disposes nothing and brings nothing back');
});

test('The plan and the deployment agree on every version', async () => {
  await account.deploy({ archived: ['1.0.0'] });
  account.pass(15);
  await account.deploy({ archived: BOTH });
  account.pass(15);
  const stage = { archived: BOTH, disposed: BOTH };
  expect(verdictsOf(await account.plan(stage), /^Disposed/)).toEqual(['skipped', 'refused']);
  expect((await account.deploy(stage)).reason).toContain('1 of 2 versions');
  account.pass(15);
  expect(verdictsOf(await account.plan(stage), /^Disposed/)).toEqual(['will be disposed', 'will be disposed']);
  expect((await account.deploy(stage)).status).toBe('UPDATE_COMPLETE');
  expect(await account.plan(stage, stage)).toMatchObject({
    complete: true,
    declarations: [{ outcome: 'nothing to do', versions: [] }],
  });
});

test('The plan shows a disposal that the base declares, was refused before the end of its waiting time, and happens now', async () => {
  const stage = { archived: BOTH, disposed: BOTH };
  await account.deploy({ archived: BOTH });
  account.pass(12);
  expect((await account.deploy(stage)).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  account.pass(19);
  const plan = await account.plan(stage, stage);
  expect(verdictsOf(plan, /^Disposed/)).toEqual(['will be disposed', 'will be disposed']);
  expect((await account.deploy(stage)).status).toBe('UPDATE_COMPLETE');
  expect(account.statuses(...BOTH)).toEqual(['Disposed', 'Disposed']);
});

test('The plan knows of a version that somebody restored and archived again', async () => {
  await account.deploy({ archived: BOTH });
  await account.setStatus('1.0.0', 'Published');
  await account.setStatus('1.0.0', 'Archived');
  account.pass(31);
  const plan = await account.plan({ archived: BOTH, disposed: BOTH });
  expect(versionsOf(plan, /^Disposed/)[0]).toMatchObject({ verdict: 'refused', code: 'RESTORED' });
});

test('The plan finds the bucket of the record in the deployed stack', async () => {
  await account.deploy({ archived: BOTH });
  account.pass(31);
  const plan = await account.plan({ archived: BOTH, disposed: BOTH }, undefined, null);
  expect(plan.problems).toEqual([]);
  expect(verdictsOf(plan, /^Disposed/)).toEqual(['will be disposed', 'will be disposed']);
});

test('A plan that may not ask for the bucket of the record is not complete, and says what to permit', async () => {
  await account.deploy({ archived: BOTH });
  account.pass(31);
  account.cloudFormationServer.authorize = () => false;
  const plan = await account.plan({ archived: BOTH, disposed: BOTH }, undefined, null);
  expect(plan.complete).toBe(false);
  expect(plan.problems.join()).toContain('permit cloudformation:DescribeStackResource, or pass --record-bucket');
  expect(verdictsOf(plan, /^Disposed/)).toEqual(['unknown', 'unknown']);
});

test('A plan that cannot read the record is not complete', async () => {
  await account.deploy({ archived: BOTH });
  account.pass(31);
  const plan = await account.plan({ archived: BOTH, disposed: BOTH }, undefined, 'elsewhere');
  expect(plan.complete).toBe(false);
  expect(plan.problems.join()).toContain('NoSuchBucket');
});

test('The plan shows versions that were published again as left as they are', async () => {
  const archiveProps = { versionRevisions: { '1.0.0': account.registry.version(LEFT_PAD, '1.0.0')!.revision } };
  await account.deploy({ archived: ['1.0.0'], archiveProps });
  account.registry.republish(LEFT_PAD, '1.0.0');
  const plan = await account.plan({ archived: BOTH, archiveProps }, { archived: ['1.0.0'], archiveProps });
  expect(verdictsOf(plan, /^Archived/)).toEqual(['changed since', 'will be archived']);
});

test('A restored version that is still declared is shown as archived once more', async () => {
  await account.deploy({ archived: ['1.0.0'] });
  await account.setStatus('1.0.0', 'Published');
  const plan = await account.plan({ archived: BOTH }, { archived: ['1.0.0'] });
  expect(verdictsOf(plan, /^Archived/)).toEqual(['will be archived', 'will be archived']);
});
