import { CleanUpAccount } from './account';

let account: CleanUpAccount;

beforeEach(async () => {
  account = await CleanUpAccount.open();
});

afterEach(() => account.close());

const LEFT_PAD = { format: 'npm', namespace: 'my-scope', package: 'left-pad' } as const;
const DATA_TOOLS = { format: 'pypi', package: 'data-tools' } as const;

describe('A stack that cleans up a repository', () => {
  test('disposes what its manifest names, and nothing else', async () => {
    const entries = [...account.publish(LEFT_PAD, '1.0.0', '1.0.1'), ...account.publish(DATA_TOOLS, '0.9')];
    account.publish(LEFT_PAD, '2.0.0');

    const { status, reason, outputs } = await account.deploy(entries);

    expect([status, reason]).toEqual(['CREATE_COMPLETE', undefined]);
    expect(outputs).toMatchObject({ Count: '3', Report: expect.stringMatching(/^s3:\/\//) as string });
    expect(account.statuses).toEqual({ Disposed: 3, Published: 1 });
  });
});
