import {
  decideLife,
  hashPlace,
  type LifeEvent,
  parseRecordLife,
  type RecordLife,
  timeInLife,
  writeRecordLife,
} from '../../declaration/record-life';

const OLD = '0'.repeat(32);
const NEW = '1'.repeat(32);
const THEN = new Date('2026-01-01T12:00:00Z');
const NOW = new Date('2026-02-01T12:00:00Z');
const HERE = hashPlace({ domain: 'my-domain', domainOwner: '111122223333', repository: 'my-repo' });
const THERE = hashPlace({ domain: 'my-domain', domainOwner: '111122223333', repository: 'other-repo' });

const life: RecordLife & { id: string } = { id: OLD, place: HERE, watchedSince: THEN };
const update: LifeEvent = { id: NEW, place: HERE, hasMoved: false, didRestore: false, isCreation: false };

describe('The life of a declaration that archives', () => {
  test.each<[string, RecordLife]>([
    ['of a declaration', { ...life, reportQueue: 'https://sqs.us-east-1.amazonaws.com/111122223333/Reports' }],
    ['of a declaration without a queue', life],
    ['that has ended', { place: HERE, watchedSince: THEN }],
  ])('A life %s is read as it was written', (_, written) => {
    expect(parseRecordLife(writeRecordLife(written))).toEqual(written);
  });

  test.each<[string, string]>([
    ['is no JSON', '{'],
    ['has another form', '{"formatVersion":2}'],
    ['has another id', '{"formatVersion":1,"life":"x","place":"p","watchedSince":"2026-01-01T12:00:00Z"}'],
    ['has no place', '{"formatVersion":1,"life":null,"watchedSince":"2026-01-01T12:00:00Z"}'],
    ['has no time', '{"formatVersion":1,"life":null,"place":"p","watchedSince":"soon"}'],
    [
      'has a queue that is no text',
      '{"formatVersion":1,"life":null,"place":"p","watchedSince":"2026-01-01T12:00:00Z","reportQueue":1}',
    ],
  ])('A life that %s is refused', (_, text) => {
    expect(() => parseRecordLife(text)).toThrow('the record of archive times must be as the function wrote it');
  });

  test('Times before the declaration watched its versions do not count, and those of an ended life neither', () => {
    const entry = { revision: 'r1', archivedAt: THEN, isDeclared: true };
    expect(timeInLife(entry, life)).toBe(THEN);
    expect(timeInLife(entry, { watchedSince: NOW })).toBeUndefined();
    expect(timeInLife(entry, undefined)).toBeUndefined();
    expect(timeInLife({ ...entry, archivedAt: undefined }, life)).toBeUndefined();
  });
});

describe('The decision about the life of an event', () => {
  test.each<[string, RecordLife | undefined]>([
    ['the record has none', undefined],
    ['the record has that of an earlier declaration', life],
    ['the earlier declaration was removed', { place: HERE, watchedSince: THEN }],
  ])('A creation begins a life where %s', (_, stored) => {
    expect(decideLife(stored, { ...update, isCreation: true }, NOW)).toEqual({
      id: NEW,
      place: HERE,
      watchedSince: NOW,
    });
  });

  test('A creation that is delivered twice begins one life', () => {
    const begun = { id: NEW, place: HERE, watchedSince: THEN };
    expect(decideLife(begun, { ...update, isCreation: true }, NOW)).toBe(begun);
  });

  test('An update continues the life of the same place', () => {
    expect(decideLife(life, update, NOW)).toEqual(life);
  });

  test('An update tells the life its queue', () => {
    expect(decideLife(life, { ...update, reportQueue: 'https://queue' }, NOW)).toEqual({
      ...life,
      reportQueue: 'https://queue',
    });
  });

  test.each<[string, RecordLife | undefined]>([
    ['the record was lost', undefined],
    ['the life has ended', { place: HERE, watchedSince: THEN }],
    ['the life is about another place', { ...life, place: THERE }],
  ])('An update begins a life where %s', (_, stored) => {
    expect(decideLife(stored, update, NOW)).toEqual({ id: NEW, place: HERE, watchedSince: NOW });
  });

  test('A return to a place that the declaration has left begins a life', () => {
    expect(decideLife({ ...life, place: THERE }, { ...update, hasMoved: true }, NOW)).toMatchObject({ id: NEW });
  });

  test('A move that would leave versions archived that are to be restored is refused', () => {
    const move = { ...update, place: THERE, hasMoved: true };
    expect(decideLife(life, { ...move, didRestore: true }, NOW)).toBeUndefined();
    expect(decideLife(life, move, NOW)).toMatchObject({ id: NEW, place: THERE });
  });

  test('The rollback of a refused move keeps the life, and watches from then on', () => {
    const rollback = { ...update, hasMoved: true, didRestore: true };
    expect(decideLife(life, rollback, NOW)).toEqual({ ...life, watchedSince: NOW });
  });
});

test.each([
  [{ domain: 'other' }],
  [{ domainOwner: '444455556666' }],
  [{ repository: 'other' }],
  [{ format: 'npm' as const, package: 'left-pad' }],
  [{ format: 'npm' as const, namespace: 'left-pad', package: 'left-pad' }],
])('A place is another one with %j', (other) => {
  const place = { domain: 'my-domain', domainOwner: '111122223333', repository: 'my-repo' };
  expect(hashPlace({ ...place, ...other })).not.toBe(hashPlace(place));
});
