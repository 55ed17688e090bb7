import { CfnParameter } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import fc from 'fast-check';
import {
  DisposalProvider,
  type DisposalProviderProps,
  type DisposedPackageVersionsProps,
  PackageFormat,
} from '../../lib';
import { deployed, grantedArns, listOf, LONGEST, policiesOf, statementsOf, POLICY } from './policies';
import {
  declare,
  type Environment,
  type Json,
  logicalIdsOf,
  newStack,
  refusalOf,
  resourcesOf,
  synthesize,
  type TemplateJson,
} from './synthesize';

// Hundreds of declarations each.

type Package = Partial<DisposedPackageVersionsProps>;

/** IAM quotas. */
const CHARACTERS = 6144;
const POLICIES = 10;

/** As a company has them: scoped npm packages, Python packages, Maven artifacts, of 50 characters on average. */
function realistic(count: number): Package[] {
  const subjects = ['billing', 'customer', 'inventory', 'search', 'shipping', 'identity', 'telemetry', 'web'];
  const parts = ['client', 'core', 'models', 'testing', 'ui-components', 'events', 'utils'];
  return Array.from({ length: count }, (_, index): Package => {
    const subject = subjects[index % subjects.length]!;
    const name = `${subject}-${parts[index % parts.length]}-${index}`;
    const kinds: Package[] = [
      { repository: 'npm-releases', format: PackageFormat.NPM, packageNamespace: 'acme', packageName: name },
      { repository: 'pypi-releases', format: PackageFormat.PYPI, packageName: `acme-${name}` },
      {
        repository: 'releases',
        format: PackageFormat.MAVEN,
        packageNamespace: `com.acme.${subject}`,
        packageName: name,
      },
    ];
    return { domain: 'acme-dev', ...kinds[index % kinds.length] };
  });
}

function declareAll(
  packages: readonly Package[],
  environment?: Environment,
  props?: DisposalProviderProps,
): TemplateJson {
  return synthesize((stack) => {
    const provider = props && new DisposalProvider(stack, 'Own', props);
    packages.forEach((partial, index) => declare(stack, { ...partial, provider }, `Declaration${index}`));
  }, environment);
}

/** The characters IAM counts, where everything the deployment adds is as long as it can be. */
function longestCharacters(template: TemplateJson, logGroupName = 512): number[] {
  const logGroups = logicalIdsOf(template, 'AWS::Logs::LogGroup').map((logicalId) => [
    `${logicalId}.Arn`,
    `arn:aws-us-gov:logs:ap-southeast-1:111122223333:log-group:${'l'.repeat(logGroupName)}:*`,
  ]);
  const environment = { ...LONGEST, ...(Object.fromEntries(logGroups) as Record<string, string>) };
  return [...policiesOf(template).values()].map(
    (document) => JSON.stringify(deployed(document as unknown as Json, environment)).replace(/\s/g, '').length,
  );
}

describe.each<[string, Environment]>([
  ['without feature flags', {}],
  ['with minimized policies', { context: { '@aws-cdk/aws-iam:minimizePolicies': true } }],
])('400 declarations %s', (_, environment) => {
  const packages = realistic(400);
  const template = declareAll(packages, environment);

  test('400 declarations are all granted', () => {
    expect(new Set(grantedArns(template, 'codeartifact')).size).toBe(400);
  });

  test('400 declarations make no policy that is longer than IAM takes', () => {
    expect(Math.max(...longestCharacters(template))).toBeLessThanOrEqual(CHARACTERS);
  });

  test('400 declarations make no more policies than IAM attaches to a role', () => {
    expect(resourcesOf(template, POLICY).length).toBeLessThanOrEqual(POLICIES);
  });

  test('Each of 400 declarations waits for the policy with its own package', () => {
    const documents = policiesOf(template);
    packages.forEach((partial, index) => {
      const [logicalId] = Object.keys(template.Resources).filter(
        (id) => id.startsWith(`Declaration${index}`) && id.length === `Declaration${index}`.length + 8,
      );
      const [policy, ...others] = template.Resources[logicalId!]!.DependsOn!;
      expect(others).toEqual([]);
      expect(JSON.stringify(documents.get(policy!))).toContain(`/${partial.packageName}"`);
    });
  });
});

describe('The longest policy', () => {
  const name = (maxLength: number) => fc.string({ minLength: 1, maxLength, unit: fc.constantFrom(...'ab-_."\\é') });
  const packages = fc.uniqueArray(fc.record({ packageNamespace: name(100), packageName: name(255) }), {
    minLength: 1,
    maxLength: 60,
    size: 'max',
    selector: (pkg) => `${pkg.packageNamespace}/${pkg.packageName}`,
  });

  test('No policy is longer than IAM takes, whatever the packages are called', () => {
    fc.assert(
      fc.property(packages, (declared) => {
        expect(Math.max(...longestCharacters(declareAll(declared)))).toBeLessThanOrEqual(CHARACTERS);
      }),
      // To shrink a counterexample takes hundreds of templates.
      { numRuns: 15, endOnFailure: true },
    );
  });

  test('No policy is longer than IAM takes, even if the deployment gives the longest names', () => {
    const template = synthesize((stack) => {
      for (let index = 0; index < 40; index++) {
        const names = ['Repository', 'Namespace', 'Package'].map(
          (text) => new CfnParameter(stack, `${text}${index}`).valueAsString,
        );
        const [repository, packageNamespace, packageName] = names;
        declare(stack, { repository, packageNamespace, packageName }, `Declaration${index}`);
      }
    });
    const longest = (text: string) =>
      text.replace(/<Repository\d+>/g, 'r'.repeat(100)).replace(/<(Namespace|Package)\d+>/g, 'n'.repeat(255));
    for (const document of policiesOf(template).values()) {
      const text = longest(JSON.stringify(deployed(document as unknown as Json, LONGEST)));
      expect(text.length).toBeLessThanOrEqual(CHARACTERS);
    }
  });

  test('No policy is longer than IAM takes, even if the log group has the longest name', () => {
    const template = synthesize((stack) => {
      const provider = new DisposalProvider(stack, 'Own', { logGroup: new LogGroup(stack, 'Mine') });
      realistic(60).forEach((partial, index) => declare(stack, { ...partial, provider }, `Declaration${index}`));
    });
    expect(Math.max(...longestCharacters(template, 512))).toBeLessThanOrEqual(CHARACTERS);
  });
});

describe('More packages than fit the policies of a role', () => {
  const wide = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      packageName: `${String(index).padStart(3, '0')}${'p'.repeat(252)}`,
    }));

  /** How many wide packages a provider takes. */
  function capacity(props?: DisposalProviderProps): number {
    const refusal = refusalOf(() => declareAll(wide(300), {}, props));
    return Number(/after (\d+) packages/.exec(refusal)?.[1]);
  }

  test('More packages than fit are refused, and the error names the quota and what to do', () => {
    expect(refusalOf(() => declareAll(wide(300)))).toBe(
      'TestStack/CodeArtifactDisposalProvider: one DisposalProvider can be granted as many packages as fit 10 managed ' +
        `policies of 6144 characters (IAM quotas); got more, after ${capacity()} packages. ` +
        'Pass a second DisposalProvider to some of the declarations, or declare them in another stack.',
    );
  });

  test('Packages are taken up to the tenth policy', () => {
    expect(resourcesOf(declareAll(wide(capacity())), POLICY)).toHaveLength(10);
  });

  test('More packages than fit one role are taken if they are shared with a second provider', () => {
    const stack = newStack();
    const second = new DisposalProvider(stack, 'Second');
    const all = wide(200);
    expect(() =>
      all.forEach((pkg, index) => declare(stack, { ...pkg, provider: index % 2 ? second : undefined }, `D${index}`)),
    ).not.toThrow();
  });

  test('Packages leave space for the policy that a VPC needs', () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: ['a'],
      privateSubnetIds: ['s-1'],
    });
    const provider = new DisposalProvider(stack, 'Own', { vpc });
    const all = wide(300).map((pkg, index) => () => declare(stack, { ...pkg, provider }, `D${index}`));
    expect(refusalOf(() => all.forEach((__function) => __function()))).toContain(
      'as many packages as fit 9 managed policies',
    );
  });

  test('Packages leave space for the policy that Lambda Insights needs', () => {
    const insightsVersion = lambda.LambdaInsightsVersion.VERSION_1_0_229_0;
    expect(refusalOf(() => declareAll(wide(300), {}, { insightsVersion }))).toContain(
      'as many packages as fit 9 managed policies',
    );
  });
});

describe('One more declaration', () => {
  /** Statements of one template that the other has not. */
  function changed(before: TemplateJson, after: TemplateJson): number {
    const old = new Set(statementsOf(before).map((statement) => JSON.stringify(statement)));
    return statementsOf(after).filter((statement) => !old.has(JSON.stringify(statement))).length;
  }

  test.each([1, 2, 7, 30, 45, 46, 47, 100])(
    'One more declaration after %i others changes or adds one statement',
    (count) => {
      const packages = realistic(count + 1);
      expect(changed(declareAll(packages.slice(0, -1)), declareAll(packages))).toBe(1);
    },
  );

  test('One more declaration before 20 others changes or adds one statement', () => {
    const [first, ...others] = realistic(21);
    expect(changed(declareAll(others), declareAll([first!, ...others]))).toBe(1);
  });

  test.each([100, 200, 300, 390])(
    'One more declaration before %i others changes a handful of statements, however many there are',
    (count) => {
      const [first, ...others] = realistic(count + 1);
      expect(changed(declareAll(others), declareAll([first!, ...others]))).toBeLessThanOrEqual(6);
    },
  );

  test('One more declaration leaves most of the statements unchanged, since a review prints a changed one whole', () => {
    const sizes = statementsOf(declareAll(realistic(40))).map((statement) => listOf(statement.Resource).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(12);
  });

  test('One more declaration changes as much with minimized policies', () => {
    const packages = realistic(40);
    const context = { '@aws-cdk/aws-iam:minimizePolicies': true };
    expect(policiesOf(declareAll(packages, { context }))).toEqual(policiesOf(declareAll(packages)));
  });

  test('One more declaration removes no grant', () => {
    const packages = realistic(60);
    const before = grantedArns(declareAll(packages.slice(0, -1)), 'codeartifact');
    expect(grantedArns(declareAll(packages), 'codeartifact')).toEqual(expect.arrayContaining(before));
  });
});
