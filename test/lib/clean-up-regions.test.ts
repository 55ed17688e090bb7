import { App, Aws, CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { CfnRepository, type IRepositoryRef } from 'aws-cdk-lib/aws-codeartifact';
import { DisposedPackages } from '../../lib/disposed-packages';
import { boundConfiguration, cleanUp, cleanUpProperties, manifestOf } from './clean-up';
import { deployed, IRELAND } from './policies';
import { ImportedRepository, MISMATCH, OREGON, OREGON_REPOSITORY, VIRGINIA } from './fixtures/repositories-of-regions';
import { newStack, refusalOf, templateOf } from './synthesize';

function cleanUpIn(stack: Stack, repository: IRepositoryRef) {
  return new DisposedPackages(stack, 'CleanUp', { repositoryRef: repository, manifest: manifestOf({}) });
}

/** The Region that the event would have, and the one that the function is bound to. */

function regionsOf(stack: Stack, parameters: Record<string, string> = {}) {
  const template = templateOf(stack);
  const environment = { ...IRELAND, ...parameters };
  const bound = JSON.parse(deployed(boundConfiguration(template), environment) as string) as {
    properties: { region?: string };
  };
  return [deployed(cleanUpProperties(template)['region'] ?? null, environment), bound.properties.region ?? null];
}

describe('The Region of a clean-up', () => {
  test('The Region of a clean-up is refused at synth if it is computed late', () => {
    const stack = newStack(VIRGINIA);
    cleanUpIn(stack, new ImportedRepository(stack, Lazy.string({ produce: () => OREGON_REPOSITORY })));
    expect(refusalOf(() => templateOf(stack))).toContain(MISMATCH);
  });

  test('The Region of a clean-up is refused at once if the names refer to a repository of a stack of another Region', () => {
    const app = new App();
    const [using, other] = [new Stack(app, 'Using', VIRGINIA), new Stack(app, 'Other', OREGON)];
    const { attrName } = new CfnRepository(other, 'Repository', { domainName: 'my-domain', repositoryName: 'my-repo' });
    expect(refusalOf(() => cleanUp(using, { repository: attrName }))).toBe(`Using/CleanUp: ${MISMATCH}`);
  });

  test.each([
    ['literal', OREGON_REPOSITORY],
    ['with a token for its account', OREGON_REPOSITORY.replace('111122223333', Aws.ACCOUNT_ID)],
  ])('The Region of a clean-up is refused at once if an OREGON_REPOSITORY names another, %s', (_, arn) => {
    const stack = newStack(VIRGINIA);
    expect(refusalOf(() => cleanUpIn(stack, new ImportedRepository(stack, arn)))).toMatch(
      /must be in the Region of the stack, us-east-1; got (us-west-2|arn:)/,
    );
  });

  test('The Region of a clean-up is sent, and bound to the function, where the stack does not name its own', () => {
    const stack = newStack();
    cleanUpIn(stack, new ImportedRepository(stack, OREGON_REPOSITORY));
    expect(regionsOf(stack)).toEqual(['us-west-2', 'us-west-2']);
  });

  test('The Region of a clean-up is sent, and bound to the function, where a parameter is the OREGON_REPOSITORY', () => {
    const stack = newStack(VIRGINIA);
    cleanUpIn(stack, new ImportedRepository(stack, new CfnParameter(stack, 'Arn').valueAsString));
    expect(regionsOf(stack, { Arn: OREGON_REPOSITORY })).toEqual(['us-west-2', 'us-west-2']);
  });

  test.each([
    ['as a literal', 'us-east-1'],
    ['as the pseudo parameter', Aws.REGION],
  ])('The Region of a clean-up is not sent where it is that of the stack, %s', (_, region) => {
    const stack = newStack(VIRGINIA);
    cleanUpIn(stack, new ImportedRepository(stack, OREGON_REPOSITORY.replace('us-west-2', region)));
    expect(regionsOf(stack)).toEqual([null, null]);
  });

  test('The Region of a clean-up is not sent where the repository is of the same app and Region', () => {
    const stack = newStack();
    cleanUpIn(stack, new CfnRepository(stack, 'Repository', { domainName: 'my-domain', repositoryName: 'my-repo' }));
    expect(regionsOf(stack)).toEqual([null, null]);
  });
});
