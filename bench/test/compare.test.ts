import { CASES, outcomeOf } from '../compare/cases';
import { Workspace } from '../workspace';

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
    { title: 'one of three versions', status: 'CREATE_COMPLETE', disposed: 0 },
    { title: 'one of two pins', status: 'CREATE_COMPLETE', disposed: 0 },
    { title: '29 versions', status: 'CREATE_COMPLETE', disposed: 29 },
    { title: '30 versions', status: 'ROLLBACK_COMPLETE', disposed: 30, reason: 'Response object is too long.' },
    { title: '100 versions, ', status: 'CREATE_COMPLETE', disposed: 100 },
    {
      title: '150 versions',
      status: 'ROLLBACK_COMPLETE',
      disposed: 0,
      reason: expect.stringContaining('validation error') as string,
    },
  ])('With AwsCustomResource, $title: $status, $disposed disposed', async ({ title, ...outcome }) => {
    expect(await outcomeOf(workspace, caseOf(title), 'AwsCustomResource')).toMatchObject(outcome);
  });
});
