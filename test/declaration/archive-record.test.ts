import fc from 'fast-check';
import {
  type ArchivedVersion,
  parseArchiveRecord,
  recordKeys,
  restoredKey,
  wasRestoredSince,
  writeArchiveRecord,
} from '../../declaration/archive-record';
import type { Package } from '../../declaration/declaration';

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
    const entry = fc.record({
      revision: fc.string({ minLength: 1, maxLength: 20 }).map((text) => `r${Buffer.from(text).toString('hex')}`),
      archivedAt: fc.option(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }), {
        nil: undefined,
      }),
    });
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[0-9]{1,3}\.[0-9]{1,3}$/), entry), (versions) => {
        const record = new Map<string, ArchivedVersion>(Object.entries(versions));
        expect(parseArchiveRecord(writeArchiveRecord(record))).toEqual(record);
      }),
    );
  });

  test('A record of archive times is a line of JSON that names its form', () => {
    const record = new Map<string, ArchivedVersion>([
      ['1.0.0', { revision: 'r1', archivedAt: new Date('2026-01-01T12:00:00.750Z') }],
      ['1.1.0', { revision: 'r2' }],
    ]);
    expect(writeArchiveRecord(record)).toBe(
      '{"formatVersion":1,"versions":[["1.0.0","r1","2026-01-01T12:00:00.750Z"],["1.1.0","r2",null]]}\n',
    );
  });

  const LINE = 'a line that names no version, revision and time';
  const line = (...items: unknown[]) => JSON.stringify({ formatVersion: 1, versions: [items] });
  test.each<[string, string, string]>([
    ['is no JSON', '{', 'text that is no JSON'],
    ['is no object', 'null', 'the format undefined'],
    ['has another form', '{"formatVersion":2,"versions":[]}', 'the format 2'],
    ['has a long form', `{"formatVersion":"${'x'.repeat(99)}","versions":[]}`, `the format "${'x'.repeat(19)}`],
    ['has no list of versions', '{"formatVersion":1,"versions":{}}', 'the format 1'],
    ['has a line that is no list', '{"formatVersion":1,"versions":["1.0.0"]}', LINE],
    ['has a line without a version', line(null, 'r1', null), LINE],
    ['has a line with an empty version', line('', 'r1', null), LINE],
    ['has a line without a revision', line('1.0.0', 1, null), LINE],
    ['has a line with an empty revision', line('1.0.0', '', null), LINE],
    ['has a line without a time', line('1.0.0', 'r1'), LINE],
    ['has a line with a number as time', line('1.0.0', 'r1', 0), LINE],
    ['has a line with a text that is no time', line('1.0.0', 'r1', 'soon'), LINE],
  ])('A record of archive times that %s is refused', (_, text, message) => {
    const error = new Error(`the record of archive times must be as the function wrote it; got ${message}`);
    expect(() => parseArchiveRecord(text)).toThrow(error);
  });
});

describe('A version that was restored', () => {
  const archivedAt = new Date('2026-01-01T12:00:00Z');
  test.each<[string, Date | undefined, Date | undefined, boolean]>([
    ['after it was archived', archivedAt, new Date(archivedAt.getTime() + 1), true],
    ['at the same time', archivedAt, archivedAt, true],
    ['before it was archived', archivedAt, new Date(archivedAt.getTime() - 1), false],
    ['never', archivedAt, undefined, false],
    ['at a time, and archived at none', undefined, archivedAt, false],
  ])('A version that was restored %s was restored since: $3', (...[, archived, restored, expected]) => {
    expect(wasRestoredSince({ revision: 'r1', archivedAt: archived }, restored)).toBe(expected);
  });
});

describe('The keys of a record', () => {
  const { record, restored } = recordKeys('key', PACKAGE);

  test('The keys of a record are in one folder of the package, and short whatever the names are', () => {
    expect(record).toMatch(/^key\/[0-9a-f]{64}\/archived\.json$/);
    expect(restored).toBe(record.replace('archived.json', 'restored/'));
    expect(restoredKey({ record, restored }, 'x'.repeat(2_000))).toMatch(/^key\/[0-9a-f]{64}\/restored\/[0-9a-f]{64}$/);
  });

  test('The keys of a record are those that earlier records have', () => {
    expect(record).toBe('key/8ca3a054ea68c5e0a5a79f265a4ab4c429e92f90b2b9192579d9f34663e9ffc9/archived.json');
    expect(restoredKey({ record, restored }, '1.0.0')).toBe(
      `${restored}92521fc3cbd964bdc9f584a991b89fddaa5754ed1cc96d6d42445338669c1305`,
    );
  });

  test.each<[string, Partial<Package>]>([
    ['domain', { domain: 'other' }],
    ['owner', { domainOwner: '444455556666' }],
    ['repository', { repository: 'other' }],
    ['format', { format: 'generic' }],
    ['namespace', { namespace: 'other' }],
    ['package', { package: 'other' }],
  ])('The keys of a record are others for a package of another %s', (_, other) => {
    expect(recordKeys('key', { ...PACKAGE, ...other }).record).not.toBe(record);
  });

  test('The keys of a record have a mark of its own for each version', () => {
    expect(restoredKey({ record, restored }, '1.0.0')).not.toBe(restoredKey({ record, restored }, '1.0.1'));
  });
});
