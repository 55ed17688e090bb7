import { decide, type RepositoryVersion, versionsToChange } from '../../declaration/decide';
import { NO_PREVIOUS_VERSIONS, type PreviousVersions } from '../../declaration/previous-versions';
import { parseDeclaration } from '../../declaration/schema';
import { LEFT_PAD } from '../fixtures/packages';

const BEFORE: PreviousVersions = { declared: new Set(['1.0.0']), required: true };
const OF_ANOTHER: PreviousVersions = { declared: new Set(['2.0.0']), required: true };
const PINNED = { versionRevisions: { '1.0.0': 'pin' } };

function verdict(properties: object, current: RepositoryVersion | undefined, previous = NO_PREVIOUS_VERSIONS) {
  const record = { recordBucket: 'record', recordKey: 'archived/Stack/LeftPad' };
  const given = { ...LEFT_PAD, ...record, domainOwner: '111122223333', versions: ['1.0.0'], ...properties };
  const listed = new Map(current === undefined ? [] : [['1.0.0', current] as const]);
  return decide(parseDeclaration(given, 'archive'), previous, listed)[0]!;
}

describe('A version to archive', () => {
  test.each(['Published', 'Unlisted', 'Unfinished'])('A version in status %s is to be archived', (status) => {
    const decided = verdict({}, { status, revision: 'r' });

    expect(decided).toEqual({ verdict: 'to archive', version: '1.0.0', revision: 'r', status });
    expect(versionsToChange([decided])).toEqual([decided]);
  });

  test('A version to archive is pinned to the declared revision', () => {
    expect(verdict(PINNED, { status: 'Published', revision: 'pin' })).toMatchObject({ revision: 'pin' });
    expect(verdict(PINNED, { status: 'Published' })).toMatchObject({ verdict: 'to archive', revision: 'pin' });
  });

  test('A version that is archived is not archived again, whatever status is expected', () => {
    const decided = verdict({ expectedStatus: 'Unlisted' }, { status: 'Archived', revision: 'r' });

    expect(decided).toEqual({ verdict: 'already archived', version: '1.0.0', revision: 'r' });
    expect(versionsToChange([decided])).toEqual([]);
  });

  test('A version that is archived with other content than pinned is refused', () => {
    expect(verdict(PINNED, { status: 'Archived', revision: 'other' })).toMatchObject({
      verdict: 'refused',
      code: 'MISMATCHED_REVISION',
    });
  });

  test('A version in another status than expected is not archived', () => {
    expect(verdict({ expectedStatus: 'Unlisted' }, { status: 'Published', revision: 'r' })).toEqual({
      verdict: 'refused',
      version: '1.0.0',
      code: 'MISMATCHED_STATUS',
      message: 'current status: Published, expected status: Unlisted',
    });
  });

  test.each([
    ['was not declared before', NO_PREVIOUS_VERSIONS],
    ['was not declared before, though others were', OF_ANOTHER],
  ])('A version that is disposed and %s cannot be archived', (_what, previous) => {
    expect(verdict({}, { status: 'Disposed', revision: 'r' }, previous)).toEqual({
      verdict: 'refused',
      version: '1.0.0',
      code: 'NOT_ALLOWED',
      message: 'it is disposed, and a disposed version cannot be archived',
    });
  });

  test('A version in an unknown status is refused, and the message speaks of archiving', () => {
    expect(verdict({}, { status: 'Quarantined', revision: 'r' })).toMatchObject({
      verdict: 'refused',
      code: 'NOT_ALLOWED',
      message: 'its status Quarantined is not one that allows archiving',
    });
  });

  test('A version that does not exist is refused', () => {
    expect(verdict({}, undefined)).toMatchObject({ verdict: 'refused', code: 'NOT_FOUND' });
  });
});

describe('A version that was declared to be archived before', () => {
  test('A version that was declared to be archived before and is archived is left as it is', () => {
    expect(verdict({}, { status: 'Archived', revision: 'r' }, BEFORE)).toMatchObject({ verdict: 'already archived' });
  });

  test('A version that was declared to be archived before and is disposed is done', () => {
    expect(verdict({}, { status: 'Disposed', revision: 'r' }, BEFORE)).toEqual({
      verdict: 'already disposed',
      version: '1.0.0',
      revision: 'r',
    });
    expect(verdict({}, { status: 'Disposed' }, BEFORE)).toEqual({ verdict: 'already disposed', version: '1.0.0' });
  });

  test('A version that was declared to be archived before and was published again is not touched, and no rollback fails', () => {
    expect(verdict(PINNED, { status: 'Published', revision: 'other' }, BEFORE)).toEqual({
      verdict: 'changed since',
      version: '1.0.0',
      code: 'MISMATCHED_REVISION',
      message: 'current revision: other, expected revision: pin',
    });
  });

  test('A version that was declared to be archived before and was restored is archived again', () => {
    expect(verdict({}, { status: 'Published', revision: 'r' }, BEFORE)).toMatchObject({ verdict: 'to archive' });
  });

  test('A version that was declared to be archived before and was deleted is done', () => {
    expect(verdict({}, undefined, BEFORE)).toEqual({ verdict: 'deleted', version: '1.0.0' });
  });
});
