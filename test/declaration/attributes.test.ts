import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import fc from 'fast-check';
import { successAnswer } from '../../lambda/event/response';
import { COUNT_ATTRIBUTE, MAX_RESPONSE_BYTES, revisionAttribute, revisionsFit } from '../../declaration/attributes';
import { FIELDS } from '../../declaration/fields';

/** Versions of characters that matter to the names: those that are escaped, those of escapes, surrogates. */
const VERSION = fc.string({
  minLength: 1,
  maxLength: 40,
  unit: fc.constantFrom(...'Zz5aAfd019.-_+~"\\é', '\u{1f600}', '\ud83d', '\ude00', '\u2028'),
});

const ANY_VERSION = fc.oneof(VERSION, fc.string({ minLength: 1, maxLength: 255, unit: 'binary' }));

function versionOf(attribute: string): string {
  return attribute
    .replace(/^Revision\./, '')
    .replace(/Z([0-9a-f]+)Z/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
}

describe("a revision's attribute", () => {
  test.each([
    ['1.0.0', 'Revision.1.0.0'],
    ['2.1.3-rc.1', 'Revision.2.1.3Z2dZrc.1'],
    ['1.0.0+build', 'Revision.1.0.0Z2bZbuild'],
    ['Z', 'Revision.Z5aZ'],
    ['😀', 'Revision.Z1f600Z'],
  ])('The attribute of the revision of %s is %s', (version, attribute) => {
    expect(revisionAttribute(version)).toBe(attribute);
  });

  test("A revision's attribute has letters, digits and dots only", () => {
    fc.assert(fc.property(ANY_VERSION, (version) => /^[A-Za-z0-9.]+$/.test(revisionAttribute(version))));
  });

  test("A revision's attribute names its version, so that no two versions share one", () => {
    fc.assert(fc.property(ANY_VERSION, (version) => versionOf(revisionAttribute(version)) === version));
  });

  test("A revision's attribute differs from that of any other version", () => {
    fc.assert(
      fc.property(fc.uniqueArray(VERSION, { minLength: 2, maxLength: 50 }), (versions) => {
        expect(new Set(versions.map(revisionAttribute)).size).toBe(versions.length);
      }),
    );
  });

  test("A revision's attribute never has the name of the count", () => {
    fc.assert(fc.property(ANY_VERSION, (version) => revisionAttribute(version) !== COUNT_ATTRIBUTE));
  });
});

describe('revisions that fit', () => {
  const LONGEST_REVISION = fc.string({
    minLength: FIELDS.revision.max,
    maxLength: FIELDS.revision.max,
    unit: fc.constantFrom(...'AZaz09+/='),
  });

  /** An event with ids of the greatest length: stack name 128, logical id 255. */
  const event = {
    RequestType: 'Update',
    StackId: `arn:aws-us-gov:cloudformation:ap-southeast-1:111122223333:stack/${'s'.repeat(128)}/${'u'.repeat(36)}`,
    RequestId: 'u'.repeat(36),
    LogicalResourceId: 'l'.repeat(255),
    PhysicalResourceId: 'l'.repeat(255),
  } as CloudFormationCustomResourceEvent;

  function bytesOfAnswer(versions: readonly string[], revision: string): number {
    const revisions = versions.map((version) => [revisionAttribute(version), revision]);
    // The count may be as long as the handler reserves for it.
    const data = { [COUNT_ATTRIBUTE]: '9'.repeat(50), ...(Object.fromEntries(revisions) as Record<string, string>) };
    return Buffer.byteLength(successAnswer(event, data));
  }

  /** As many of the versions as fit. */
  function fitting(versions: readonly string[]): string[] {
    return versions.reduce<string[]>((fit, version) => (revisionsFit([...fit, version]) ? [...fit, version] : fit), []);
  }

  test('Revisions that fit do so with the longest ids and the longest revisions', () => {
    const versions = fc.uniqueArray(ANY_VERSION, { minLength: 1, maxLength: 80, size: 'max' });
    fc.assert(
      fc.property(versions, LONGEST_REVISION, (all, revision) => {
        expect(bytesOfAnswer(fitting(all), revision)).toBeLessThanOrEqual(MAX_RESPONSE_BYTES);
      }),
      { endOnFailure: true },
    );
  });

  test('Revisions that fit use nearly all of the answer', () => {
    const many = Array.from({ length: 100 }, (_, index) => `1.0.${index}`);
    expect(bytesOfAnswer(fitting(many), 'r'.repeat(FIELDS.revision.max))).toBeGreaterThan(MAX_RESPONSE_BYTES * 0.95);
  });

  test('One revision fits, however long its version is', () => {
    expect(revisionsFit(['v'.repeat(FIELDS.version.max)])).toBe(true);
  });

  test('No revision at all fits', () => {
    expect(revisionsFit([])).toBe(true);
  });

  test('A hundred revisions do not fit', () => {
    expect(revisionsFit(Array.from({ length: 100 }, (_, index) => `1.0.${index}`))).toBe(false);
  });
});
