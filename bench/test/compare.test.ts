import { CASES, outcomeOf } from '../../bench/compare/cases';
import { Workspace } from '../../bench/workspace';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await Workspace.open();
});

afterAll(() => workspace.close());

const caseOf = (title: string) => CASES.find((testCase) => testCase.title.startsWith(title))!;

test.each(CASES)(
  'With this library, $title: all is disposed, or nothing and the operator reads why',
  async (testCase) => {
    const { status, disposed, declared, reason } = await outcomeOf(workspace, testCase, 'library');

    if (status === 'ROLLBACK_COMPLETE') {
      expect(disposed).toBe(0);
      expect(reason).toMatch(
        /^Nothing was disposed: 1 of \d versions of npm @my-scope\/left-pad in my-domain\/my-repo/,
      );
    } else {
      expect(status).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
      expect(disposed).toBe(declared);
    }
  },
);

describe('With AwsCustomResource', () => {
  test.each([
    ['one of three versions', 'CREATE_COMPLETE', 0, undefined],
    ['one of two pins', 'CREATE_COMPLETE', 0, undefined],
    ['29 versions', 'CREATE_COMPLETE', 29, undefined],
    ['30 versions', 'ROLLBACK_COMPLETE', 30, 'Response object is too long.'],
    ['100 versions, ', 'CREATE_COMPLETE', 100, undefined],
    ['150 versions', 'ROLLBACK_COMPLETE', 0, expect.stringContaining('validation error')],
  ])('%s: %s, %i disposed', async (title, status, disposed, reason) => {
    expect(await outcomeOf(workspace, caseOf(title), 'AwsCustomResource')).toMatchObject({
      status,
      disposed,
      ...(reason && { reason: reason as string }),
    });
  });
});
