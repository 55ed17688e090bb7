import fc from 'fast-check';
import {
  type ArchivedVersion,
  isArchivedBy,
  parseArchiveRecord,
  wasRestoredSince,
  writeArchiveRecord,
} from '../../declaration/archive-record';
import type { Package } from '../../declaration/declaration';
import { lifeKey, packageKeys, recordKey, restoredKey } from '../../declaration/record-keys';

const LIFE = '0123456789abcdef0123456789abcdef';
const PACKAGE: Package = {
  domain: 'my-domain',
  domainOwner: '111122223333',
  repository: 'my-repo',
  format: 'npm',
  namespace: 'my-scope',
  package: 'left-pad',
};

describe('A record of archive times', () => {
  test('A record of archive times is read as it was written', () => {
    const time = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') });
    const entry = fc.record({
      revision: fc.string({ minLength: 1, maxLength: 20 }).map((text) => `r${Buffer.from(text).toString('hex')}`),
      archivedAt: fc.option(time, { nil: undefined }),
      archivedBy: fc.option(fc.record({ life: fc.constant(LIFE), since: time }), { nil: undefined }),
      isDeclared: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[0-9]{1,3}\.[0-9]{1,3}$/), entry), (versions) => {
        const record = new Map<string, ArchivedVersion>(Object.entries(versions));
        expect(parseArchiveRecord(writeArchiveRecord(record))).toEqual(record);
      }),
    );
  });

  test('A record of archive times is a line of JSON that names its form', () => {
    const since = new Date('2026-01-01T11:59:59Z');
    const record = new Map<string, ArchivedVersion>([
      ['1.0.0', { revision: 'r1', archivedAt: new Date('2026-01-01T12:00:00.750Z'), isDeclared: false }],
      ['1.1.0', { revision: 'r2', archivedBy: { life: LIFE, since }, isDeclared: true }],
    ]);
    expect(writeArchiveRecord(record)).toBe(
      '{"formatVersion":2,"versions":[["1.0.0","r1","2026-01-01T12:00:00.750Z",null,false],' +
        `["1.1.0","r2",null,["${LIFE}","2026-01-01T11:59:59.000Z"],true]]}\n`,
    );
  });

  const LINE = 'a line without a version, its revision, its times and its declaration';
  const line = (...items: unknown[]) => JSON.stringify({ formatVersion: 2, versions: [items] });
  test.each<[string, string, string]>([
    ['is no JSON', '{', 'text that is no JSON'],
    ['is no object', 'null', 'the format null'],
    ['has another form', '{"formatVersion":1,"versions":[]}', 'the format 1'],
    ['has a long form', `{"formatVersion":"${'x'.repeat(99)}","versions":[]}`, `the format "${'x'.repeat(19)}`],
    ['has no list of versions', '{"formatVersion":2,"versions":{}}', 'no list of versions'],
    ['has a line that is no list', '{"formatVersion":2,"versions":["1.0.0"]}', LINE],
    ['has a line without a version', line(null, 'r1', null, null, true), LINE],
    ['has a line with an empty version', line('', 'r1', null, null, true), LINE],
    ['has a line without a revision', line('1.0.0', 1, null, null, true), LINE],
    ['has a line with an empty revision', line('1.0.0', '', null, null, true), LINE],
    ['has a line without a time', line('1.0.0', 'r1'), LINE],
    ['has a line with a number as time', line('1.0.0', 'r1', 0, null, true), LINE],
    ['has a line with a text that is no time', line('1.0.0', 'r1', 'soon', null, true), LINE],
    ['has a line of another life', line('1.0.0', 'r1', null, ['x', '2026-01-01T12:00:00Z'], true), LINE],
    ['has a line of a life without a time', line('1.0.0', 'r1', null, [LIFE], true), LINE],
    ['has a line that does not say whether it is declared', line('1.0.0', 'r1', null, null), LINE],
  ])('A record of archive times that %s is refused', (_, text, message) => {
    const error = new Error(`the record of archive times must be as the function wrote it; got ${message}`);
    expect(() => parseArchiveRecord(text)).toThrow(error);
  });
});

describe('A version that was restored', () => {
  const archivedAt = new Date('2026-01-01T12:00:00Z');
  test.each<[string, Date | undefined, boolean]>([
    ['after it was archived', new Date(archivedAt.getTime() + 1), true],
    ['at the same time', archivedAt, true],
    ['before it was archived', new Date(archivedAt.getTime() - 1), false],
    ['never', undefined, false],
  ])('A version that was restored %s was restored since: $2', (_, restored, expected) => {
    expect(wasRestoredSince(archivedAt, restored)).toBe(expected);
  });

  test('A version belongs to the life that archived it, unless it was restored since', () => {
    const entry = { revision: 'r1', archivedBy: { life: LIFE, since: archivedAt }, isDeclared: true };
    expect(isArchivedBy(entry, LIFE, undefined)).toBe(true);
    expect(isArchivedBy(entry, LIFE, new Date(archivedAt.getTime() - 1))).toBe(true);
    expect(isArchivedBy(entry, LIFE, archivedAt)).toBe(false);
    expect(isArchivedBy(entry, 'another life', undefined)).toBe(false);
    expect(isArchivedBy({ revision: 'r1', isDeclared: true }, LIFE, undefined)).toBe(false);
    expect(isArchivedBy(undefined, LIFE, undefined)).toBe(false);
  });
});

describe('The keys of a record', () => {
  const keys = packageKeys(PACKAGE);
  const folder = 'archived/packages/111122223333/my-domain/my-repo/';

  test('The keys of a record are in one folder of the package, and short whatever the names are', () => {
    expect(keys.folder).toMatch(new RegExp(`^${folder}[0-9a-f]{64}/$`));
    expect(recordKey(keys, 'archived/declarations/Stack/Archived')).toBe(
      `${keys.folder}by/archived/declarations/Stack/Archived.json`,
    );
    expect(restoredKey(keys, 'x'.repeat(2_000))).toMatch(new RegExp(`^${keys.folder}restored/[0-9a-f]{64}$`));
    expect(lifeKey('archived/declarations/Stack/Archived')).toBe('archived/declarations/Stack/Archived/life.json');
  });

  test('The keys of a record are those that earlier records have', () => {
    expect(keys.folder).toBe(`${folder}fb1ad7058a7337081f724aff172810b8bf377ef8df05ed2a09c81be03818c93b/`);
    expect(restoredKey(keys, '1.0.0')).toBe(
      `${keys.restored}92521fc3cbd964bdc9f584a991b89fddaa5754ed1cc96d6d42445338669c1305`,
    );
  });

  test('The keys of a record have at most the 1,024 bytes of S3', () => {
    const longest = { ...PACKAGE, domain: 'd'.repeat(50), repository: 'r'.repeat(100) };
    expect(recordKey(packageKeys(longest), 'k'.repeat(700)).length).toBeLessThanOrEqual(1_024);
  });

  test.each<[string, Partial<Package>]>([
    ['domain', { domain: 'other' }],
    ['owner', { domainOwner: '444455556666' }],
    ['repository', { repository: 'other' }],
    ['format', { format: 'generic' }],
    ['namespace', { namespace: 'other' }],
    ['package', { package: 'other' }],
  ])('The keys of a record are others for a package of another %s', (_, other) => {
    expect(packageKeys({ ...PACKAGE, ...other }).folder).not.toBe(keys.folder);
  });

  test('The keys of a record have a mark of its own for each version', () => {
    expect(restoredKey(keys, '1.0.0')).not.toBe(restoredKey(keys, '1.0.1'));
  });
});
