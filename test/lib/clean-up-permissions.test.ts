import { CfnParameter, Lazy, type Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { DisposedPackagesProps } from '../../lib/disposed-packages';
import { PackagePermissions } from '../../lib/permissions/package-permissions';
import { cleanUp, manifestOf } from './clean-up';
import { grantedArns, IRELAND } from './policies';
import { newStack, refusalOf, templateOf } from './synthesize';

const PACKAGES = 'arn:aws:codeartifact:eu-west-1:111122223333:package/my-domain/my-repo';
const MANIFEST = () =>
  manifestOf(
    { namespace: 'my-scope', package: 'left-pad' },
    { namespace: 'my-scope', package: 'right-pad' },
    { package: 'left-pad' },
    { format: 'maven', namespace: 'com.example', package: 'billing' },
  );

type Names = Partial<Pick<DisposedPackagesProps, 'domain' | 'domainOwner' | 'repository'>>;

const WIDE: [string, PackagePermissions][] = [
  ['namespaces', PackagePermissions.namespaces()],
  ['repository', PackagePermissions.repository()],
];
const ALL: [string, PackagePermissions][] = [['exact', PackagePermissions.exact()], ...WIDE];

/** The ARNs of packages that a deployment with these parameters would grant. */
function arnsOf(
  props: Partial<DisposedPackagesProps> | ((stack: Stack) => Partial<DisposedPackagesProps>),
  environment = {},
) {
  const stack = newStack();
  cleanUp(stack, { manifest: MANIFEST(), ...(typeof props === 'function' ? props(stack) : props) });
  return grantedArns(templateOf(stack), 'codeartifact', { ...IRELAND, ...environment }).sort();
}

describe('The permissions of a clean-up', () => {
  test('The permissions of a clean-up are the packages of its manifest, by default', () => {
    const exact = ['maven/com.example/billing', 'npm//left-pad', 'npm/my-scope/left-pad', 'npm/my-scope/right-pad'];
    expect(arnsOf({})).toEqual(exact.map((path) => `${PACKAGES}/${path}`));
  });

  test('The permissions of a clean-up are all packages of the namespaces that its manifest names, by choice', () => {
    const wide = ['maven/com.example/*', 'npm//*', 'npm/my-scope/*'];
    expect(arnsOf({ permissions: PackagePermissions.namespaces() })).toEqual(wide.map((path) => `${PACKAGES}/${path}`));
  });

  test('The permissions of a clean-up are all packages of the repository, by choice', () => {
    expect(arnsOf({ permissions: PackagePermissions.repository() })).toEqual([`${PACKAGES}/*`]);
  });
});

describe.each(ALL)('With %s permissions', (name, permissions) => {
  /** How many wildcards the choice itself puts into each ARN. */
  const chosen = name === 'exact' ? 0 : 1;

  test.each(['domain', 'repository', 'domainOwner'] as const)(
    'A parameter that holds a wildcard widens nothing as %s',
    (property) => {
      const parameter = (stack: Stack): Names => ({ [property]: new CfnParameter(stack, 'Name').valueAsString });

      const arns = arnsOf((stack) => ({ permissions, ...parameter(stack) }), { Name: '*${aws:username}?' });

      for (const arn of arns) {
        expect(arn).toContain('${*}${$}{aws:username}${?}');
        expect(arn.replaceAll(/\$\{[*$?]\}/g, '').match(/[*?$]/g) ?? []).toHaveLength(chosen);
        expect(arn.endsWith('/*')).toBe(chosen === 1);
      }
      expect(arns.length).toBeGreaterThan(0);
    },
  );

  test.each<[keyof Names, string]>([
    ['domain', '*'],
    ['repository', 'my-*'],
    ['domainOwner', '11112222333?'],
    ['repository', '{{resolve:ssm:Name}}'],
  ])('A literal %s with a wildcard is refused: %s', (property, value) => {
    expect(refusalOf(() => arnsOf({ permissions, [property]: value }))).toContain(`CleanUp: ${property} must be`);
  });

  test.each<[keyof Names, string]>([
    ['domain', '*'],
    ['repository', 'my-*'],
    ['domainOwner', '*'],
    ['repository', '{{resolve:ssm:Name}}'],
  ])('A %s that is computed late and has a wildcard is refused: %s', (property, value) => {
    const late = Lazy.string({ produce: () => value });

    expect(refusalOf(() => arnsOf({ permissions, [property]: late }))).toMatch(/must be|widen/);
  });

  test('A wildcard in the text beside a parameter is refused', () => {
    const stack = newStack();
    const { valueAsString } = new CfnParameter(stack, 'Prefix');

    expect(refusalOf(() => cleanUp(stack, { permissions, repository: `${valueAsString}-*` }))).toContain(
      'repository must be free of "*"',
    );
  });

  test('A name that is computed late is granted as it is in the end', () => {
    const arns = arnsOf({ permissions, repository: Lazy.string({ produce: () => 'late-repo' }) });

    expect(arns.every((arn) => arn.includes(':package/my-domain/late-repo/'))).toBe(true);
  });

  test('The account is the owner of the domain', () => {
    const arns = arnsOf({ permissions, domainOwner: '444455556666' });

    expect(arns.every((arn) => arn.startsWith('arn:aws:codeartifact:eu-west-1:444455556666:package/'))).toBe(true);
  });
});

describe('The names of a clean-up', () => {
  test('The names of a clean-up are not checked while a lookup has not run, whose dummy stands for them', () => {
    const stack = newStack({ env: { account: '111122223333', region: 'eu-west-1' } });

    cleanUp(stack, { domain: StringParameter.valueFromLookup(stack, '/my-domain') });

    expect(() => templateOf(stack)).not.toThrow();
  });

  test('The names of a clean-up are checked at synth if they are computed late', () => {
    const stack = newStack();
    cleanUp(stack, { domain: Lazy.string({ produce: () => 'My Domain' }) });

    expect(refusalOf(() => templateOf(stack))).toContain('domain must be 2 to 50 characters');
  });

  test('The names of a clean-up cannot be items of a list that only the deployment knows', () => {
    const stack = newStack();
    const [item] = new CfnParameter(stack, 'Names', { type: 'CommaDelimitedList' }).valueAsList;

    expect(refusalOf(() => cleanUp(stack, { repository: item }))).toContain('Fn.select takes one item');
  });
});
