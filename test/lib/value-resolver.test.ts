import {
  Aws,
  CfnDynamicReference,
  CfnDynamicReferenceService,
  type App,
  CfnParameter,
  ContextProvider,
  Fn,
  Lazy,
  type Stack,
  Token,
} from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { DisposedPackageVersionsProps, PackageFormat } from '../../lib';
import { grantedArns, IRELAND } from './policies';
import { declare, DECLARATION, newStack, only, refusalOf, synthesize, templateOf } from './synthesize';

const IN_IRELAND = { env: { account: '111122223333', region: 'eu-west-1' } };
const WIDE = 'must be free of "*", "?" and "${", which would widen the policy';

/** The refusal of a declaration while the app is built, or else at synth. */
function refusal(props: (stack: Stack) => Partial<DisposedPackageVersionsProps>): string {
  return refusalOf(() => synthesize((stack) => declare(stack, props(stack))));
}

function parameter(stack: Stack): string {
  return new CfnParameter(stack, 'Parameter').valueAsString;
}

describe('A lookup that has not run yet', () => {
  const lookup = (stack: Stack) => StringParameter.valueFromLookup(stack, '/packages/left-pad');

  test.each<[string, (stack: Stack) => Partial<DisposedPackageVersionsProps>]>([
    ['the domain', (stack) => ({ domain: lookup(stack) })],
    ['the domain owner', (stack) => ({ domainOwner: lookup(stack) })],
    ['the repository', (stack) => ({ repository: lookup(stack) })],
    ['the name of the package', (stack) => ({ packageName: lookup(stack) })],
    ['a part of the namespace', (stack) => ({ packageNamespace: `my-${lookup(stack)}` })],
    ['a version', (stack) => ({ versions: ['1.0.0', lookup(stack)] })],
    ['the versions', (stack) => ({ versions: lookup(stack).split(',') })],
    ['a pinned version', (stack) => ({ versions: [lookup(stack)], versionRevisions: { [lookup(stack)]: 'r1' } })],
    ['a revision', (stack) => ({ versionRevisions: { '1.0.0': lookup(stack) } })],
    [
      'a domain with a dummy of its own',
      (stack) => ({ domain: StringParameter.valueFromLookup(stack, '/d', 'NOT YET') }),
    ],
    [
      'what any context provider gives',
      (stack) => {
        const result = ContextProvider.getValue(stack, {
          provider: 'plugin',
          props: {},
          dummyValue: { name: 'NOT YET' },
        });
        return { repository: (result.value as { name: string }).name };
      },
    ],
  ])('A lookup that has not run yet is not checked as %s, and the app reports the lookup', (_, props) => {
    const stack = newStack(IN_IRELAND);
    declare(stack, props(stack));
    expect((stack.node.root as App).synth().manifest.missing).not.toHaveLength(0);
  });

  test('The other props are checked where a lookup has not run yet', () => {
    const stack = newStack(IN_IRELAND);
    expect(refusalOf(() => declare(stack, { domain: lookup(stack), repository: '!' }))).toContain('repository must be');
  });

  test('A lookup that has run is checked', () => {
    const key = 'ssm:account=111122223333:parameterName=/packages/left-pad:region=eu-west-1';
    const stack = newStack({ ...IN_IRELAND, context: { [key]: 'left pad' } });
    expect(refusalOf(() => declare(stack, { packageName: lookup(stack) }))).toContain('packageName must be');
  });

  test('The dummy of a lookup permits no wildcard', () => {
    expect(refusal(() => ({ packageName: 'dummy-value-for-*' }))).toContain(`packageName ${WIDE}`);
  });
});

describe('Text beside a token', () => {
  test.each<[string, string, (token: string) => Partial<DisposedPackageVersionsProps>]>([
    ['packageName', WIDE, (token) => ({ packageName: `*${token}` })],
    ['packageName', WIDE, (token) => ({ packageName: `${token}?` })],
    ['packageName', WIDE, (token) => ({ packageName: Fn.join('', ['*', token]) })],
    ['packageName', WIDE, (token) => ({ packageName: Fn.join('*', ['a', token]) })],
    ['packageName', WIDE, (token) => ({ packageName: Fn.sub('*${Name}', { Name: token }) })],
    ['packageName', WIDE, (token) => ({ packageName: Fn.sub('${!aws:username}${Name}', { Name: token }) })],
    ['packageName', WIDE, (token) => ({ packageName: Fn.conditionIf('Condition', '*', token).toString() })],
    ['packageNamespace', WIDE, (token) => ({ packageNamespace: `\${aws:username}${token}` })],
    ['domain', WIDE, (token) => ({ domain: `*${token}` })],
    ['domainOwner', WIDE, (token) => ({ domainOwner: `${token}*` })],
    ['repository', WIDE, (token) => ({ repository: `${token}*` })],
    ['format', WIDE, (token) => ({ format: `${token}*` as PackageFormat })],
    ['domain', 'must be free of "/", which no such name holds', (token) => ({ domain: `${token}/other-repo` })],
    ['packageName', 'must be free of " ", which no such name holds', (token) => ({ packageName: `${token} pad` })],
  ])('Text beside a token is checked at once: %s %s', (prop, rule, props) => {
    const stack = newStack();
    const message = refusalOf(() => declare(stack, props(parameter(stack))));
    expect(message).toContain(`TestStack/LeftPad: ${prop} ${rule}`);
    expect(message).not.toContain('Token[');
  });

  test.each(['packageName', 'packageNamespace', 'domain', 'repository', 'domainOwner', 'format'])(
    'Text beside a token that is computed late is checked at synth: %s',
    (prop) => {
      const late = (text: string) => refusal(() => ({ [prop]: Lazy.string({ produce: () => text }) }));
      expect(late('*')).toContain(`[TestStack/LeftPad] ${prop} must be`);
      expect(refusal((stack) => ({ [prop]: Lazy.string({ produce: () => `*${parameter(stack)}` }) }))).toContain(
        `[TestStack/LeftPad] ${prop} ${WIDE}`,
      );
    },
  );

  test('Text that an intrinsic function only searches in is not part of the name', () => {
    expect(() =>
      synthesize((stack) => declare(stack, { packageName: Fn.select(1, Fn.split('/', `a b/${parameter(stack)}`)) })),
    ).not.toThrow();
  });
});

test('A wildcard that is computed late reaches no policy, even if the validation of the app is skipped', () => {
  const stack = newStack();
  declare(stack, { packageName: Lazy.string({ produce: () => '*' }) });
  expect(refusalOf(() => (stack.node.root as App).synth({ skipValidation: true }))).toContain(
    'the ARN of a package must be free of "*", "?", "${" and "{{resolve:", which would widen the policy',
  );
});

describe('A name that only the deployment knows', () => {
  const arns = (name: string) => {
    const template = synthesize((stack) => declare(stack, { packageName: parameter(stack) }));
    return grantedArns(template, 'codeartifact', { ...IRELAND, Parameter: name });
  };

  test.each([
    ['left-pad', 'left-pad'],
    ['left$pad', 'left${$}pad'],
    ['*', '${*}'],
    ['left-pa?', 'left-pa${?}'],
    ['${aws:username}', '${$}{aws:username}'],
    ['**', '${*}${*}'],
  ])(
    'A name that only the deployment knows allows one package, since IAM reads its special characters as text: %s',
    (name, escaped) => {
      expect(arns(name)).toEqual([
        `arn:aws:codeartifact:eu-west-1:111122223333:package/my-domain/my-repo/npm//${escaped}`,
      ]);
    },
  );

  test.each([
    ['split', `*-${Aws.REGION}`],
    ['substituted and split', Fn.sub('*-${AWS::Region}')],
    ['substituted with a value and split', Fn.sub('${Text}-${AWS::Region}', { Text: '*' })],
  ])('A name that is selected from a text that is %s cannot be a wildcard of the text', (_, text) => {
    const packageName = Fn.select(0, Fn.split('-', text));
    const template = synthesize((stack) => declare(stack, { packageName }));
    expect(grantedArns(template, 'codeartifact', IRELAND)).toEqual([
      'arn:aws:codeartifact:eu-west-1:111122223333:package/my-domain/my-repo/npm//${*}',
    ]);
  });

  test.each([
    ['a parameter', (stack: Stack) => parameter(stack)],
    ['an import', () => Fn.importValue('Owner')],
    ['any intrinsic function', () => Token.asString({ 'Fn::FindInMap': ['Map', 'Key', 'Owner'] })],
  ])('A name that only the deployment knows cannot widen the account of the ARN either: %s', (_, owner) => {
    const text = JSON.stringify(synthesize((stack) => declare(stack, { domainOwner: owner(stack) })));
    expect(text).toContain('{"Fn::Join":["${*}",{"Fn::Split":["*",');
  });
});

describe('The account in the ARN of a policy', () => {
  test.each([{}, IN_IRELAND])(
    'The account in the ARN of a policy is that of a domainOwner that is a token: %j',
    (environment) => {
      const template = synthesize((stack) => declare(stack, { domainOwner: parameter(stack) }), environment);
      expect(grantedArns(template, 'codeartifact', { ...IRELAND, Parameter: '444455556666' })).toEqual([
        'arn:aws:codeartifact:eu-west-1:444455556666:package/my-domain/my-repo/npm//left-pad',
      ]);
    },
  );
});

describe('A dynamic reference', () => {
  const TEXT = '{{resolve:ssm:/name}}';
  const RULE = 'free of "{{resolve:", which CloudFormation replaces by a value that nobody reviewed';

  test.each<[string, Partial<DisposedPackageVersionsProps>]>([
    ['packageName', { packageName: TEXT }],
    ['packageNamespace', { packageNamespace: TEXT.replace('/', '') }],
    ['versions', { versions: ['{{resolve:ssm:name}}'] }],
    ['versions', { versions: [Fn.join('', ['{{res', 'olve:ssm:name}}'])] }],
    ['versions', { versions: [Lazy.string({ produce: () => '{{resolve:ssm:name}}' })] }],
    ['versionRevisions', { versionRevisions: { '1.0.0': TEXT } }],
    ['versionRevisions', { versions: Token.asList({ Ref: 'Versions' }), versionRevisions: { [TEXT]: 'r1' } }],
  ])('A dynamic reference in literal text is refused: %s', (prop, props) => {
    expect(refusal(() => props)).toMatch(new RegExp(`\\b${prop} must be`));
  });

  test.each(['packageName', 'domain', 'repository', 'domainOwner'])(
    'A dynamic reference as a name that a policy has is refused: %s',
    (prop) => {
      const reference = new CfnDynamicReference(CfnDynamicReferenceService.SSM, '/name').toString();
      expect(refusal(() => ({ [prop]: reference }))).toContain(`${prop} must be ${RULE}; got "${TEXT}"`);
    },
  );
});

describe('A token where only a literal can be used', () => {
  test('An item of a list token is refused, and the error says what to do', () => {
    const stack = newStack();
    const list = new CfnParameter(stack, 'Versions', { type: 'CommaDelimitedList' }).valueAsList;
    const rule =
      'must be free of items of a list that only the deployment knows; Fn.select takes one item, and the list alone is all ' +
      'of them; got "an item of a list token"';
    expect(refusalOf(() => declare(stack, { versions: ['1.0.0', ...list] }))).toBe(
      `TestStack/LeftPad: versions ${rule}`,
    );
    expect(refusalOf(() => declare(stack, { packageName: list[0] }, 'Other'))).toBe(
      `TestStack/Other: packageName ${rule}`,
    );
  });

  test('A token as the key of a pin is refused, and the error says what to do', () => {
    const stack = newStack();
    const version = parameter(stack);
    expect(refusalOf(() => declare(stack, { versions: [version], versionRevisions: { [version]: 'r1' } }))).toBe(
      'TestStack/LeftPad: versionRevisions must be keyed by versions that are known at synth, since no template has other ' +
        'keys; pass the version as a literal, or leave its pin out; got "a token"',
    );
  });

  test('A token as the key of a pin is taken if it is computed late and literal in the end', () => {
    const version = Lazy.string({ produce: () => '1.0.0' });
    const template = synthesize((stack) =>
      declare(stack, { versions: [version], versionRevisions: { [version]: 'r1' } }),
    );
    expect(only(template, DECLARATION).Properties['versionRevisions']).toEqual({ '1.0.0': 'r1' });
  });
});

test('A list that is computed late is checked at synth', () => {
  const stack = newStack();
  declare(stack, { versions: Lazy.list({ produce: () => ['1.0.0', '1.0.0'] }) });
  expect(refusalOf(() => templateOf(stack))).toContain('[TestStack/LeftPad] versions must be free of duplicates');
});
