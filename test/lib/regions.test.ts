import { App, Aws, CfnParameter, Lazy, NestedStack, Stack } from 'aws-cdk-lib';
import { CfnDomain, CfnRepository, type IRepositoryRef } from 'aws-cdk-lib/aws-codeartifact';
import { DisposedPackageVersions, PackageFormat } from '../../lib';
import { deployed, IRELAND } from './policies';
import { ImportedRepository, MISMATCH, OREGON, OREGON_REPOSITORY, VIRGINIA } from './fixtures/repositories-of-regions';
import { declare, DECLARATION, newStack, only, refusalOf, templateOf } from './synthesize';

const LEFT_PAD = { format: PackageFormat.NPM, packageName: 'left-pad', versions: ['1.0.0'] };

function newRepository(stack: Stack): CfnRepository {
  return new CfnRepository(stack, 'Repository', { domainName: 'my-domain', repositoryName: 'my-repo' });
}

function declareIn(stack: Stack, repository: IRepositoryRef) {
  return new DisposedPackageVersions(stack, 'LeftPad', { repositoryRef: repository, ...LEFT_PAD });
}

/** The Region that the deployment would read in the properties of the only declaration. */
function regionIn(stack: Stack, environment = {}) {
  return deployed(only(templateOf(stack), DECLARATION).Properties['region'] ?? null, { ...IRELAND, ...environment });
}

describe('A repository of another stack', () => {
  const declarations: [string, (using: Stack, repository: CfnRepository) => unknown][] = [
    ['by reference', declareIn],
    [
      'by plain names',
      (using, { attrDomainName, attrName }) => declare(using, { domain: attrDomainName, repository: attrName }),
    ],
    ['by a plain name of one part', (using, { attrName }) => declare(using, { repository: attrName })],
    ['by its ARN', (using, { attrArn }) => declareIn(using, new ImportedRepository(using, attrArn))],
    ['by a name inside a text', (using, { attrName }) => declare(using, { repository: `${attrName}` })],
  ];

  test.each(declarations)(
    'A repository of another stack is refused at once %s, if the two stacks are of different Regions',
    (_, declared) => {
      const app = new App();
      const [using, other] = [new Stack(app, 'Using', VIRGINIA), new Stack(app, 'Other', OREGON)];
      const repository = newRepository(other);
      expect(refusalOf(() => declared(using, repository))).toBe(`Using/LeftPad: ${MISMATCH}`);
    },
  );

  test.each(declarations)(
    'A repository of another stack is declared without a Region %s, if both stacks are of one Region',
    (_, declared) => {
      const app = new App();
      const [using, other] = ['Using', 'Other'].map((id) => new Stack(app, id, VIRGINIA));
      declared(using!, newRepository(other!));
      expect(only(templateOf(using!), DECLARATION).Properties).not.toHaveProperty('region');
    },
  );

  test.each(declarations)(
    'A repository of another stack is declared without a Region %s, if no stack names its Region, since an import stays in a Region',
    (_, declared) => {
      const app = new App();
      const [using, other] = ['Using', 'Other'].map((id) => new Stack(app, id));
      declared(using!, newRepository(other!));
      expect(only(templateOf(using!), DECLARATION).Properties).not.toHaveProperty('region');
    },
  );

  test('A repository of another stack is refused by the name of its domain too', () => {
    const app = new App();
    const [using, other] = [new Stack(app, 'Using', VIRGINIA), new Stack(app, 'Other', OREGON)];
    const domain = new CfnDomain(other, 'Domain', { domainName: 'my-domain' });
    expect(refusalOf(() => declare(using, { domain: domain.attrName }))).toContain(MISMATCH);
  });

  test('A repository of another stack is refused at synth, if a name that is computed late refers to it', () => {
    const app = new App();
    const [using, other] = [new Stack(app, 'Using', VIRGINIA), new Stack(app, 'Other', OREGON)];
    const repository = newRepository(other);
    declare(using, { repository: Lazy.string({ produce: () => repository.attrName }) });
    expect(refusalOf(() => app.synth())).toContain(`[Using/LeftPad] ${MISMATCH}`);
  });
});

test('A repository of the parent of a nested stack is in the Region of the nested stack', () => {
  const parent = newStack();
  const nested = new NestedStack(parent, 'Nested');
  declareIn(nested, newRepository(parent));
  expect(only(templateOf(nested), DECLARATION).Properties).not.toHaveProperty('region');
});

describe('The Region of an ARN', () => {
  test('The Region of an ARN is sent where the stack does not name its Region', () => {
    const stack = newStack();
    declareIn(stack, new ImportedRepository(stack, OREGON_REPOSITORY));
    expect(regionIn(stack)).toBe('us-west-2');
  });

  test('The Region of an ARN is sent where a parameter is the ARN', () => {
    const stack = newStack(VIRGINIA);
    declareIn(stack, new ImportedRepository(stack, new CfnParameter(stack, 'Arn').valueAsString));
    expect(regionIn(stack, { Arn: OREGON_REPOSITORY })).toBe('us-west-2');
  });

  test('The Region of an ARN is sent where it is a token inside the ARN', () => {
    const stack = newStack(VIRGINIA);
    const region = new CfnParameter(stack, 'Where').valueAsString;
    declareIn(stack, new ImportedRepository(stack, OREGON_REPOSITORY.replace('us-west-2', region)));
    expect(only(templateOf(stack), DECLARATION).Properties['region']).toEqual({ Ref: 'Where' });
  });

  test('The Region of an ARN is compared at synth where other parts of the ARN are tokens', () => {
    const stack = newStack(VIRGINIA);
    const arn = OREGON_REPOSITORY.replace('111122223333', Aws.ACCOUNT_ID);
    expect(refusalOf(() => declareIn(stack, new ImportedRepository(stack, arn)))).toContain(MISMATCH);
  });

  test('The Region of an ARN is compared at synth where the ARN is computed late', () => {
    const stack = newStack(VIRGINIA);
    declareIn(stack, new ImportedRepository(stack, Lazy.string({ produce: () => OREGON_REPOSITORY })));
    expect(refusalOf(() => templateOf(stack))).toContain(MISMATCH);
  });

  test.each([
    ['the pseudo parameter', Aws.REGION],
    ['the literal', 'us-east-1'],
  ])('The Region of an ARN is not sent where it is that of the stack, as %s', (_, region) => {
    const stack = newStack(VIRGINIA);
    declareIn(stack, new ImportedRepository(stack, OREGON_REPOSITORY.replace('us-west-2', region)));
    expect(only(templateOf(stack), DECLARATION).Properties).not.toHaveProperty('region');
  });
});
