import { Duration } from 'aws-cdk-lib';
import { PackageVersionStatus, RestoredStatus } from '../../lib';
import type { Plan } from '../../review/plan/plan-model';
import { renderMarkdown } from '../../review/render/markdown/render-markdown';
import { ArchiveAccount, type Stage } from './account';

let account: ArchiveAccount;

beforeEach(async () => {
  account = await ArchiveAccount.open();
  account.publish('1.0.0', '1.0.1');
});
afterEach(() => account.close());

const BOTH = ['1.0.0', '1.0.1'];
const STAGE: Stage = { archived: BOTH, disposed: BOTH };

const warningIds = (plan: Plan) =>
  plan.declarations.flatMap(({ versions }) => versions.flatMap(({ warnings }) => warnings.map(({ id }) => id)));

describe('A change with less protection than the base', () => {
  test.each<[string, Partial<Stage['disposalProps']>, RegExp]>([
    ['a shorter waiting time', { waitingTime: Duration.days(1) }, /was 30 days, and is 1 day/],
    ['no waiting time', { archived: undefined, waitingTime: undefined }, /was 30 days, and is none/],
  ])('The plan says that the base would refuse the versions of %s', async (_what, disposalProps, message) => {
    await account.deploy({ archived: BOTH });
    account.pass(2);

    const plan = await account.plan({ ...STAGE, disposalProps }, STAGE);

    expect(plan.totals.willBeDisposed).toBe(2);
    expect(plan.loweredGuards![0]).toMatchObject({
      guard: 'waiting-time',
      message: expect.stringMatching(message) as string,
    });
    expect(warningIds(plan).filter((id) => id === 'refused-by-base')).toHaveLength(2);
    const text = renderMarkdown(plan);
    expect(text).toContain('the base would refuse it: WAITING_TIME: it was archived at');
    expect(text.indexOf('Less protection than the base')).toBeLessThan(text.indexOf('disposes 2 versions'));
  });

  test('The plan says nothing of a waiting time that is over in the base too', async () => {
    await account.deploy({ archived: BOTH });
    account.pass(31);
    const plan = await account.plan({ ...STAGE, disposalProps: { waitingTime: Duration.days(31) } }, STAGE);
    expect([plan.loweredGuards, plan.totals.willBeDisposed]).toEqual([undefined, 2]);
    expect(warningIds(plan)).not.toContain('refused-by-base');
  });

  test('The plan finds the record of the base where the reviewer does not name its bucket', async () => {
    await account.deploy({ archived: BOTH });
    account.pass(2);
    const head = { ...STAGE, disposalProps: { archived: undefined, waitingTime: undefined } };
    const plan = await account.plan(head, STAGE, null);
    expect(renderMarkdown(plan)).toContain('the base would refuse it: WAITING_TIME');
  });

  test('It is not known what the base would refuse where CloudFormation does not tell the bucket of its record', async () => {
    await account.deploy({ archived: BOTH });
    account.pass(2);
    const head = { ...STAGE, disposalProps: { archived: undefined, waitingTime: undefined } };
    account.cloudFormationServer.authorize = () => false;
    const plan = await account.plan(head, STAGE, null);
    expect(plan.complete).toBe(false);
    expect(renderMarkdown(plan)).toContain('the base would refuse it: it is not known');
  });
});

describe('A version that one change archives and disposes', () => {
  const both = (waitingTime?: Duration): Stage => ({
    archived: ['1.0.0'],
    disposed: ['1.0.0'],
    disposalProps: {
      archived: undefined,
      waitingTime: undefined,
      expectedStatus: PackageVersionStatus.ARCHIVED,
      ...(waitingTime && { archived: undefined, waitingTime }),
    },
  });

  test('The plan does not know it, since the deployment may archive first', async () => {
    const plan = await account.plan(both());
    expect(plan).toMatchObject({ complete: false, totals: { refused: 0, unknown: 1 } });
    expect(plan.problems.join()).toContain('Archive/Archived archives it in the same deployment');
  });

  test('The deployment disposes it, if it archives first', async () => {
    const result = await account.deploy(both());
    expect([result.status, account.statuses('1.0.0')]).toEqual([
      expect.stringMatching(/^(CREATE_COMPLETE|ROLLBACK_COMPLETE)$/),
      [expect.stringMatching(/^(Disposed|Archived|Published)$/)],
    ]);
  });

  test('The plan refuses it, if it must be archived for longer than a deployment takes', async () => {
    const plan = await account.plan({ archived: ['1.0.0'], disposed: ['1.0.0'] });
    expect(plan).toMatchObject({ complete: true, totals: { refused: 1, unknown: 0 } });
  });
});

test('The plan says which versions a rollback archives', async () => {
  await account.deploy({ archived: ['1.0.0'] });
  await account.setStatus('1.0.0', 'Published');

  const plan = await account.plan({ archived: ['1.0.1'] }, { archived: ['1.0.0'] });

  expect(plan.declarations[0]!.rollbackArchives).toMatchObject({ displayName: 'left-pad', versions: ['1.0.0'] });
  const text = renderMarkdown(plan);
  expect(text).toContain('if it fails, its rollback archives 1 version');
  expect(text).toContain('Archived by a rollback, as the base declares');
});

test('The plan says that a version which one declaration restores is disposed by another one', async () => {
  const archiveProps = { restoreTo: RestoredStatus.PUBLISHED };
  await account.deploy({ archived: BOTH, archiveProps });
  const plan = await account.plan(
    {
      archived: ['1.0.1'],
      disposed: ['1.0.0'],
      archiveProps,
      disposalProps: { archived: undefined, waitingTime: undefined },
    },
    { archived: BOTH, archiveProps },
  );
  expect(plan.contradictions).toMatchObject([
    { version: '1.0.0', restoredBy: 'Archive/Archived', constructPath: 'Archive/Disposed', action: 'dispose' },
  ]);
  expect(renderMarkdown(plan)).toContain('Archive/Archived restores it, and Archive/Disposed disposes it');
});
