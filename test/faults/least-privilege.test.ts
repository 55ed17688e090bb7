import { DECLARATIONS, deployed } from './cases/least-privilege';
import { IS_LONG_RUN } from './cases/section';
import { type Grant, Policies } from './policies';

/** What IAM authorizes the calls on. */
const RESOURCES: Record<string, string> = {
  Npm: 'npm/my-scope/left-pad',
  Unscoped: 'npm//left-pad',
  Maven: 'maven/org.example/left-pad',
  Pypi: 'pypi//left-pad',
  Swift: 'swift/scope/leftpad',
};

const withheldFrom = IS_LONG_RUN ? Object.keys(DECLARATIONS) : ['Npm'];

const isOfCodeArtifact = ({ action }: Grant) => action.startsWith('codeartifact:');

describe('The policies of a synthesized stack', () => {
  test('The policies of a synthesized stack allow every call that its deployment makes, and grant nothing to CodeArtifact that no call needs', async () => {
    const { status, policies, disposed } = await deployed(DECLARATIONS);

    expect(status).toBe('CREATE_COMPLETE');
    expect(disposed).toBe(Object.keys(DECLARATIONS).length);
    expect(policies.refused).toEqual([]);
    expect(policies.unused.filter(isOfCodeArtifact)).toEqual([]);
  });

  test('The policies of a synthesized stack grant besides only what Lambda needs to write the log of the function', async () => {
    const { policies } = await deployed({ Npm: DECLARATIONS.Npm! });
    const others = policies.grants.filter((grant) => !isOfCodeArtifact(grant));

    expect(others.map(({ action }) => action)).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
    expect(
      others.every(({ resource }) => /^arn:aws:logs:us-east-1:111122223333:log-group:[^*]+:\*$/.test(resource)),
    ).toBe(true);
  });

  test.each(
    withheldFrom.flatMap((id) => ['ListPackageVersions', 'DisposePackageVersions'].map((name) => [name, id] as const)),
  )(
    'The policies of a synthesized stack are not enough without codeartifact:%s on the package of %s, and the reason names what to grant',
    async (name, id) => {
      const grant = {
        action: `codeartifact:${name}`,
        resource: `arn:aws:codeartifact:us-east-1:111122223333:package/my-domain/my-repo/${RESOURCES[id]}`,
      };

      const { status, reason, disposed } = await deployed({ [id]: DECLARATIONS[id]! }, grant);

      expect(status).toBe('ROLLBACK_COMPLETE');
      expect(reason).toContain(`allow ${grant.action} on ${grant.resource} to the function's role`);
      expect(disposed).toBe(0);
    },
  );
});

describe('The evaluator of policies', () => {
  const policies = new Policies([{ action: 'a:Get*', resource: 'arn:x/*/y.z' }]);

  test.each([
    ['a:GetIt', 'arn:x/1/y.z', true],
    ['a:Get', 'arn:x//y.z', true],
    ['a:Put', 'arn:x/1/y.z', false],
    ['a:Get', 'arn:x/1/y-z', false],
    ['a:Get', 'arn:x/1/y.z/more', false],
  ])('The evaluator of policies decides on %s of %s: %s', (action, resource, allowed) => {
    expect(policies.allow(action, resource)).toBe(allowed);
  });
});
