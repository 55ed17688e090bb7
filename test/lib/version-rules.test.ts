import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { largestThatFits } from '../../declaration/largest-that-fits';
import { findViolations } from '../../declaration/schema';
import { declare, newStack, propertiesOf, refusalOfDeclaration } from './synthesize';

const REQUEST = {
  domain: 'my-domain',
  domainOwner: '111122223333',
  repository: 'my-repo',
  format: 'npm',
  package: 'left-pad',
};

function manyVersions(count: number, length = 0): string[] {
  return Array.from({ length: count }, (_, index) => String(index).padStart(length, '0'));
}

describe('The list of versions', () => {
  test('The list of versions must not be empty', () => {
    expect(refusalOfDeclaration({ versions: [] })).toContain(
      'versions must be a list of 1 to 10000 versions; got "0 versions"',
    );
  });

  test('The list of versions can have 10,000 versions', () => {
    expect(propertiesOf({ versions: manyVersions(10_000) })['versions']).toHaveLength(10_000);
  });

  test('The list of versions must not have 10,001 versions', () => {
    expect(refusalOfDeclaration({ versions: manyVersions(10_001) })).toContain(
      'versions must be a list of 1 to 10000 versions; got "10001 versions"',
    );
  });

  test('The list of versions must be free of duplicates', () => {
    expect(refusalOfDeclaration({ versions: ['1.0.0', '1.0.1', '1.0.0'] })).toContain(
      'versions must be free of duplicates; got "1.0.0"',
    );
  });

  test('The list of versions can have versions that differ in case only', () => {
    expect(() => declare(newStack(), { versions: ['1.0.0-rc', '1.0.0-RC'] })).not.toThrow();
  });

  test('The list of versions must fit an event twice, the old list and the new', () => {
    expect(() => declare(newStack(), { versions: manyVersions(10_000, 46) })).not.toThrow();
    expect(refusalOfDeclaration({ versions: manyVersions(10_000, 47) })).toMatch(
      /versions must be so few that all properties, pins included, take at most 500000 bytes, .* \(split the declaration in two\); got "500\d{3} bytes: 10000 versions, 0 of them pinned"/,
    );
  });

  test('The list of versions has 10,000 versions of up to 46 characters without pins, and some 7,000 with, as README.md says', () => {
    const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
    const pinned = (count: number) => {
      const versions = Array.from({ length: count }, (_, index) => `1.${String(index).padStart(6, '0')}`);
      const revision = 'r'.repeat(44);
      return { versions, versionRevisions: Object.fromEntries(versions.map((version) => [version, revision])) };
    };
    const most = largestThatFits(
      10_000,
      (count) => findViolations({ ...REQUEST, ...pinned(count) }).length === 0 || count === 0,
    )!;
    expect(Math.floor(most / 100) * 100).toBe(Number(/about (\d,\d{3}) pinned/.exec(readme)?.[1]?.replace(',', '')));
    expect(() => declare(newStack(), pinned(most))).not.toThrow();
    expect(refusalOfDeclaration(pinned(most + 1))).toContain(`${most + 1} versions, ${most + 1} of them pinned`);
  });

  test('The size of the list is counted in bytes, not in characters', () => {
    const versions = manyVersions(3_000, 4).map((version) => version + 'é'.repeat(100));
    expect(refusalOfDeclaration({ versions })).toContain('at most 500000 bytes');
  });

  test('The size of the list includes the pins', () => {
    const versions = manyVersions(6_000, 20);
    const pins = Object.fromEntries(versions.map((version) => [version, 'r'.repeat(50)]));
    expect(() => declare(newStack(), { versions })).not.toThrow();
    expect(refusalOfDeclaration({ versions, versionRevisions: pins })).toContain('at most 500000 bytes');
  });

  test('The list of versions must not have the version "__proto__", which no map of JavaScript can carry', () => {
    expect(refusalOfDeclaration({ versions: ['__proto__'] })).toContain(
      'versions must be names that JavaScript can carry as keys of a map; got "__proto__"',
    );
  });

  test.each(['constructor', 'toString', 'hasOwnProperty'])(
    'The list of versions can have the version %j',
    (version) => {
      const { versions, versionRevisions } = propertiesOf({
        versions: [version],
        versionRevisions: { [version]: 'r1' },
      });
      expect({ versions, versionRevisions }).toEqual({ versions: [version], versionRevisions: { [version]: 'r1' } });
    },
  );
});

describe('A pin', () => {
  test('A pin must be about a declared version', () => {
    expect(refusalOfDeclaration({ versions: ['1.0.0'], versionRevisions: { '1.0.1': 'r1' } })).toContain(
      'versionRevisions must be about declared versions only; got "1.0.1"',
    );
  });

  test('A pin can be absent for some of the versions', () => {
    const properties = propertiesOf({ versions: ['1.0.0', '1.0.1'], versionRevisions: { '1.0.1': 'r1' } });
    expect(properties['versionRevisions']).toEqual({ '1.0.1': 'r1' });
  });

  test.each(['Ref', 'Fn::GetAtt', 'Fn::Sub', 'Fn::'])(
    'A pin must not have the key %j, which CloudFormation reads as a function',
    (version) => {
      expect(refusalOfDeclaration({ versions: [version], versionRevisions: { [version]: 'r1' } })).toContain(
        `versionRevisions must be without keys that CloudFormation reads as a function; got "${version}"`,
      );
    },
  );

  test.each(['Ref', 'Fn::GetAtt'])(
    'The version %j can be declared without a pin, and is refused with one',
    (version) => {
      expect(propertiesOf({ versions: [version] })['versions']).toEqual([version]);
    },
  );

  test('A pin must not have the key "__proto__"', () => {
    expect(refusalOfDeclaration({ versionRevisions: { ['__proto__']: 'r1' } })).toContain(
      'versionRevisions must be names that JavaScript can carry as keys of a map; got "__proto__"',
    );
  });
});
