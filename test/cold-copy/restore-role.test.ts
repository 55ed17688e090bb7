import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Key } from 'aws-cdk-lib/aws-kms';
import { NpmClient } from '../../local/npm-client';
import { type Grant, Policies } from '../faults/policies';
import { CopyAccount, LEFT_PAD, REPOSITORY, TOOL } from './copy-account';
import { PUBLISH, runRestore } from './run-restore';

interface DocumentedStatement {
  readonly Action: string | readonly string[];
  readonly Resource: string;
}

/** The grants of the policy in the documentation, without that of STS, which is not embedded. */
function documentedGrants(): Grant[] {
  const text = readFileSync(join(__dirname, '..', '..', 'docs', 'cold-copy.md'), 'utf8');
  const [, json = ''] = /```json\n(.*?)```/s.exec(text) ?? [];
  const { Statement: statements } = JSON.parse(json) as { Statement: readonly DocumentedStatement[] };
  return statements
    .flatMap(({ Action: actions, Resource: resource }) => [actions].flat().map((action) => ({ action, resource })))
    .filter(({ action }) => !action.startsWith('sts:'));
}

test('grantRestore and the documented policy are enough to restore and to publish, and nothing of them is left unused', async () => {
  const account = await CopyAccount.open();
  try {
    account.isPerson = true;
    account.registry.createRepository(REPOSITORY.domain, REPOSITORY.repository);
    const npm = await NpmClient.login(account.codeArtifact, REPOSITORY, join(account.directory, 'npm'));
    await npm.publish({ name: '@my-scope/left-pad', version: '1.0.0' });
    account.isPerson = false;
    const entries = [account.entry(LEFT_PAD, '1.0.0'), account.publish(TOOL, '1.0.0')];
    await account.deploy({
      disposed: entries,
      hasRestorer: true,
      copies: (stack) => ({ prefix: 'cold/', encryptionKey: new Key(stack, 'Key') }),
    });
    const policies = new Policies([...account.restorerGrants, ...documentedGrants()]);
    account.personPolicies = policies;
    const from = `s3://${account.copyBucket}/cold/`;
    for (const name of ['npm @my-scope/left-pad 1.0.0', 'generic tools/tool 1.0.0']) {
      expect(await runRestore(account, name, { from, ...PUBLISH })).toMatchObject({ status: 0 });
    }
    expect(account.statuses(entries)).toEqual(['Published', 'Published']);
    expect([policies.refused, policies.unused]).toEqual([[], []]);
  } finally {
    await account.close();
  }
});

test('Whoever may read the copies alone writes the files, and publishes nothing', async () => {
  const account = await CopyAccount.open();
  try {
    const entry = account.publish(TOOL, '1.0.0');
    await account.deploy({ disposed: [entry], hasRestorer: true });
    account.personPolicies = new Policies(account.restorerGrants);
    expect(await runRestore(account, 'generic tools/tool 1.0.0')).toMatchObject({ status: 0 });
    expect(account.personPolicies.unused).toEqual([]);
    await expect(runRestore(account, 'generic tools/tool 1.0.0', PUBLISH)).rejects.toThrow('AccessDeniedException');
    expect(account.statuses([entry])).toEqual(['Disposed']);
  } finally {
    await account.close();
  }
});
