import { CfnOutput, Fn, type Stack, Token } from 'aws-cdk-lib';
import type { DisposedPackageVersions } from '../../lib';
import { declare, DECLARATION, logicalIdsOf, newStack, only, refusalOf, synthesize, templateOf } from './synthesize';

const MANY = Array.from({ length: 200 }, (_, index) => `1.0.${index}`);

function attributesAskedFor(versions: string[], ask: (disposal: DisposedPackageVersions) => void) {
  const template = synthesize((stack) => ask(declare(stack, { versions })));
  return only(template, DECLARATION).Properties['revisionAttributes'];
}

/** Asks for revisions until one is refused; gives how many were not, and the refusal. */
function askUntilRefused(disposal: DisposedPackageVersions, versions: string[]) {
  for (const [count, version] of versions.entries()) {
    try {
      disposal.getRevision(version);
    } catch (error) {
      return { count, message: (error as Error).message };
    }
  }
  throw new Error('None was refused.');
}

describe('getRevision', () => {
  test('getRevision gives the attribute of exactly that version', () => {
    const template = synthesize((stack) => {
      const disposal = declare(stack, { versions: ['1.0.0', '1.0.1'] });
      new CfnOutput(stack, 'Revision', { value: disposal.getRevision('1.0.1') });
    });
    const [logicalId] = logicalIdsOf(template, DECLARATION);
    expect(template.Outputs?.['Revision']?.Value).toEqual({ 'Fn::GetAtt': [logicalId, 'Revision.1.0.1'] });
  });

  test('getRevision gives a token', () => {
    expect(Token.isUnresolved(declare(newStack()).getRevision('1.0.0'))).toBe(true);
  });

  test('getRevision makes the response have only that revision', () => {
    expect(attributesAskedFor(MANY, (disposal) => disposal.getRevision('1.0.7'))).toEqual(['1.0.7']);
  });

  test('The response has no revision if getRevision is not called', () => {
    expect(attributesAskedFor(MANY, () => undefined)).toBeUndefined();
  });

  test('The response has a revision once, however often getRevision is called for it', () => {
    const twice = (disposal: DisposedPackageVersions) =>
      ['1.0.7', '1.0.7'].forEach((text) => disposal.getRevision(text));
    expect(attributesAskedFor(MANY, twice)).toEqual(['1.0.7']);
  });

  test('getRevision gives the same template in whatever order it is called', () => {
    const ask = (versions: string[]) => (disposal: DisposedPackageVersions) =>
      versions.forEach((version) => disposal.getRevision(version));
    expect(attributesAskedFor(MANY, ask(['1.0.9', '1.0.10']))).toEqual(
      attributesAskedFor(MANY, ask(['1.0.10', '1.0.9'])),
    );
  });

  test('getRevision refuses a version that is not declared', () => {
    const disposal = declare(newStack());
    expect(refusalOf(() => disposal.getRevision('1.0.1'))).toBe(
      'TestStack/LeftPad: getRevision takes a version that is declared in versions; got "1.0.1".',
    );
  });

  test('getRevision refuses a token', () => {
    const disposal = declare(newStack());
    expect(refusalOf(() => disposal.getRevision(Token.asString({ Ref: 'Version' })))).toBe(
      "TestStack/LeftPad: getRevision takes a literal version, since it becomes an attribute's name; got a token.",
    );
  });

  test.each([
    ['the list is a token', (): string[] => Fn.split(',', Token.asString({ Ref: 'Versions' }))],
    ['one of them is a token', (): string[] => ['1.0.0', Token.asString({ Ref: 'Version' })]],
  ])('getRevision takes any version if %s', (_, versions) => {
    const disposal = declare(newStack(), { versions: versions() });
    expect(() => disposal.getRevision('1.0.1')).not.toThrow();
  });
});

describe('More revisions than an answer can carry', () => {
  test('More revisions than an answer can carry are refused at synth, with the rule and the version', () => {
    const { count, message } = askUntilRefused(declare(newStack(), { versions: MANY }), MANY);
    expect(message).toBe(
      'TestStack/LeftPad: the revisions that one declaration hands out must fit the 4096 bytes CloudFormation reads ' +
        `of an answer; got "${MANY[count]}" after ${count} others. Split the declaration, or read fewer revisions.`,
    );
  });

  test('About forty revisions of ordinary versions fit an answer', () => {
    const { count } = askUntilRefused(declare(newStack(), { versions: MANY }), MANY);
    expect(count).toBeGreaterThanOrEqual(35);
  });

  test('A revision that was read can be read again after another one was refused', () => {
    const disposal = declare(newStack(), { versions: MANY });
    const { count } = askUntilRefused(disposal, MANY);
    expect(disposal.getRevision(MANY[0]!)).toEqual(expect.any(String));
    expect(disposal.getRevision(MANY[count - 1]!)).toEqual(expect.any(String));
  });

  test('The response does not have the revision that was refused', () => {
    const stack = newStack();
    const { count } = askUntilRefused(declare(stack, { versions: MANY }), MANY);
    expect(only(templateOf(stack), DECLARATION).Properties['revisionAttributes']).toHaveLength(count);
  });

  test('The revisions of each declaration are counted separately', () => {
    const stack = newStack();
    const { count } = askUntilRefused(declare(stack, { versions: MANY }), MANY);
    const other = declare(stack, { versions: MANY }, 'Other');
    expect(askUntilRefused(other, MANY).count).toBe(count);
  });
});

describe('disposedCount', () => {
  const template = synthesize((stack: Stack) => {
    new CfnOutput(stack, 'Count', { value: declare(stack).disposedCount });
  });

  test('disposedCount gives the attribute with the count', () => {
    const [logicalId] = logicalIdsOf(template, DECLARATION);
    expect(template.Outputs?.['Count']?.Value).toEqual({ 'Fn::GetAtt': [logicalId, 'DisposedCount'] });
  });

  test('disposedCount adds no revision to the response', () => {
    expect(only(template, DECLARATION).Properties).not.toHaveProperty('revisionAttributes');
  });
});
