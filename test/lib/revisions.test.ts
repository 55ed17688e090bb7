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
  test('gives the attribute of exactly that version', () => {
    const template = synthesize((stack) => {
      const disposal = declare(stack, { versions: ['1.0.0', '1.0.1'] });
      new CfnOutput(stack, 'Revision', { value: disposal.getRevision('1.0.1') });
    });
    const [logicalId] = logicalIdsOf(template, DECLARATION);
    expect(template.Outputs?.['Revision']?.Value).toEqual({ 'Fn::GetAtt': [logicalId, 'Revision.1.0.1'] });
  });

  test('gives a token', () => {
    expect(Token.isUnresolved(declare(newStack()).getRevision('1.0.0'))).toBe(true);
  });

  test('makes only that revision travel in the response', () => {
    expect(attributesAskedFor(MANY, (disposal) => disposal.getRevision('1.0.7'))).toEqual(['1.0.7']);
  });

  test('makes none travel if none is asked for', () => {
    expect(attributesAskedFor(MANY, () => undefined)).toBeUndefined();
  });

  test('makes a revision travel once, however often it is asked for', () => {
    const twice = (disposal: DisposedPackageVersions) =>
      ['1.0.7', '1.0.7'].forEach((text) => disposal.getRevision(text));
    expect(attributesAskedFor(MANY, twice)).toEqual(['1.0.7']);
  });

  test('gives the same template in whatever order revisions are asked for', () => {
    const ask = (versions: string[]) => (disposal: DisposedPackageVersions) =>
      versions.forEach((version) => disposal.getRevision(version));
    expect(attributesAskedFor(MANY, ask(['1.0.9', '1.0.10']))).toEqual(
      attributesAskedFor(MANY, ask(['1.0.10', '1.0.9'])),
    );
  });

  test('refuses a version that is not declared', () => {
    const disposal = declare(newStack());
    expect(refusalOf(() => disposal.getRevision('1.0.1'))).toBe(
      'TestStack/LeftPad: getRevision takes a version that is declared in versions; got "1.0.1".',
    );
  });

  test('refuses a token', () => {
    const disposal = declare(newStack());
    expect(refusalOf(() => disposal.getRevision(Token.asString({ Ref: 'Version' })))).toBe(
      "TestStack/LeftPad: getRevision takes a literal version, since it becomes an attribute's name; got a token.",
    );
  });

  test.each([
    ['the list is a token', (): string[] => Fn.split(',', Token.asString({ Ref: 'Versions' }))],
    ['one of them is a token', (): string[] => ['1.0.0', Token.asString({ Ref: 'Version' })]],
  ])('takes any version if %s', (_, versions) => {
    const disposal = declare(newStack(), { versions: versions() });
    expect(() => disposal.getRevision('1.0.1')).not.toThrow();
  });
});

describe('more revisions than an answer carries', () => {
  test('are refused at synth, with the rule and the version', () => {
    const { count, message } = askUntilRefused(declare(newStack(), { versions: MANY }), MANY);
    expect(message).toBe(
      'TestStack/LeftPad: the revisions that one declaration hands out must fit the 4096 bytes CloudFormation reads ' +
        `of an answer; got "${MANY[count]}" after ${count} others. Split the declaration, or read fewer revisions.`,
    );
  });

  test('are about forty of ordinary versions', () => {
    const { count } = askUntilRefused(declare(newStack(), { versions: MANY }), MANY);
    expect(count).toBeGreaterThanOrEqual(35);
  });

  test('do not keep those from being read again that were handed out', () => {
    const disposal = declare(newStack(), { versions: MANY });
    const { count } = askUntilRefused(disposal, MANY);
    expect(disposal.getRevision(MANY[0]!)).toEqual(expect.any(String));
    expect(disposal.getRevision(MANY[count - 1]!)).toEqual(expect.any(String));
  });

  test('do not travel: the refused one is not asked for', () => {
    const stack = newStack();
    const { count } = askUntilRefused(declare(stack, { versions: MANY }), MANY);
    expect(only(templateOf(stack), DECLARATION).Properties['revisionAttributes']).toHaveLength(count);
  });

  test('are counted for each declaration by itself', () => {
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

  test('gives the attribute with the count', () => {
    const [logicalId] = logicalIdsOf(template, DECLARATION);
    expect(template.Outputs?.['Count']?.Value).toEqual({ 'Fn::GetAtt': [logicalId, 'DisposedCount'] });
  });

  test('makes no revision travel', () => {
    expect(only(template, DECLARATION).Properties).not.toHaveProperty('revisionAttributes');
  });
});
