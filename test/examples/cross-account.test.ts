import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageCoordinates } from '../../local/codeartifact';
import { Accounts, Example, EXAMPLES, type Statement } from './example';

const OWNER = '444455556666';
const LEFT_PAD: PackageCoordinates = {
  domain: 'shared-domain',
  repository: 'shared-repo',
  format: 'npm',
  namespace: 'my-scope',
  package: 'left-pad',
};

let example: Example;

beforeAll(async () => {
  example = await Example.synthesize('cross-account');
});
afterAll(() => example.remove());

async function deployWith(domainPolicy: readonly Statement[]) {
  const accounts = await Accounts.open({ owner: OWNER, domainPolicy });
  ['1.0.0', '1.0.1'].forEach((version) => accounts.codeArtifact.registry.publish(LEFT_PAD, version));
  const { status, reason } = await accounts.deploy(example, 'CrossAccount').finally(() => accounts.close());
  return { status, reason, statuses: accounts.statuses(LEFT_PAD) };
}

describe('Versions of a domain that another account owns', () => {
  test("Versions of another account's domain are disposed with the domain policy that README.md shows", async () => {
    const { status, statuses } = await deployWith(readmePolicy());

    expect(status).toBe('CREATE_COMPLETE');
    expect(statuses).toEqual({ '1.0.0': 'Disposed', '1.0.1': 'Disposed' });
  });

  test.each(['ListPackageVersions', 'DisposePackageVersions'])(
    "Versions of another account's domain stay where that policy lacks %s",
    async (name) => {
      const action = `codeartifact:${name}`;
      const less = readmePolicy().map((statement) => ({
        ...statement,
        Action: [statement.Action].flat().filter((each) => each !== action),
      }));

      const { status, reason, statuses } = await deployWith(less);

      expect(status).toBe('ROLLBACK_COMPLETE');
      expect(reason).toContain(`${action} on arn:aws:codeartifact:us-east-1:${OWNER}:package/`);
      expect(statuses).toEqual({ '1.0.0': 'Published', '1.0.1': 'Published' });
    },
  );
});

function readmePolicy(): Statement[] {
  const readme = readFileSync(join(EXAMPLES, 'cross-account', 'README.md'), 'utf8');
  const [, json] = /```json\n([\s\S]*?)```/.exec(readme) ?? [];
  return (JSON.parse(json ?? '{}') as { Statement: Statement[] }).Statement;
}
