import {
  decide,
  decideWithoutRepository,
  listRefusals,
  type RepositoryVersion,
  versionsToChange,
} from '../../declaration/decide';
import type { Format } from '../../declaration/package-format';
import { NO_PREVIOUS_VERSIONS, type PreviousVersions } from '../../declaration/previous-versions';
import { SimilarVersions } from '../../declaration/similar-version';
import { parseDeclaration } from '../../declaration/schema';
import { LEFT_PAD } from '../fixtures/packages';

const declaration = (properties: object = {}) =>
  parseDeclaration({ ...LEFT_PAD, domainOwner: '111122223333', versions: ['1.0.0'], ...properties });

const listed = (version: RepositoryVersion) => new Map([['1.0.0', version]]);
const declaredBefore = (required: boolean): PreviousVersions => ({ declared: new Set(['1.0.0']), required });
const verdict = (properties: object, versions: Map<string, RepositoryVersion>, previous = NO_PREVIOUS_VERSIONS) =>
  decide(declaration(properties), previous, versions)[0]!;

describe('The verdict on a version', () => {
  test.each(['Published', 'Unlisted', 'Archived', 'Unfinished'])(
    'A version in status %s is to be disposed',
    (status) => {
      expect(verdict({}, listed({ status, revision: 'r' }))).toEqual({
        verdict: 'to dispose',
        version: '1.0.0',
        revision: 'r',
        status,
      });
    },
  );

  test('A disposed version is never refused, whatever its pin or the expected status', () => {
    const properties = { versionRevisions: { '1.0.0': 'pin' }, expectedStatus: 'Archived' };

    expect(verdict(properties, listed({ status: 'Disposed', revision: 'other' })).verdict).toBe('already disposed');
  });

  test('A version of the pinned revision is to be disposed', () => {
    const properties = { versionRevisions: { '1.0.0': 'pin' } };

    expect(verdict(properties, listed({ status: 'Published', revision: 'pin' })).verdict).toBe('to dispose');
  });

  test('A version of another revision than pinned is refused, with both revisions', () => {
    const properties = { versionRevisions: { '1.0.0': 'pin' } };

    expect(verdict(properties, listed({ status: 'Published', revision: 'other' }))).toEqual({
      verdict: 'refused',
      version: '1.0.0',
      code: 'MISMATCHED_REVISION',
      message: 'current revision: other, expected revision: pin',
    });
  });

  test('A version in the expected status is to be disposed', () => {
    expect(verdict({ expectedStatus: 'Archived' }, listed({ status: 'Archived', revision: 'r' })).verdict).toBe(
      'to dispose',
    );
  });

  test('A version in another status than expected is refused, with both statuses', () => {
    expect(verdict({ expectedStatus: 'Archived' }, listed({ status: 'Published', revision: 'r' }))).toEqual({
      verdict: 'refused',
      version: '1.0.0',
      code: 'MISMATCHED_STATUS',
      message: 'current status: Published, expected status: Archived',
    });
  });

  test.each([undefined, 'Quarantined', 'disposed'])('A version in the unknown status %s is refused', (status) => {
    expect(verdict({}, listed({ status, revision: 'r' }))).toMatchObject({ verdict: 'refused', code: 'NOT_ALLOWED' });
  });

  test('A version that does not exist is refused', () => {
    expect(verdict({}, new Map())).toEqual({
      verdict: 'refused',
      version: '1.0.0',
      code: 'NOT_FOUND',
      message: 'the repository has no such version',
    });
  });

  test('A version that does not exist and was only ever declared with allowMissing is refused, and the message says so', () => {
    expect(verdict({}, new Map(), declaredBefore(false))).toMatchObject({
      verdict: 'refused',
      code: 'NOT_FOUND',
      message:
        'the repository has no such version, and it may never have had it: it was declared with allowMissing before',
    });
  });

  test('A version that was required before is no proof that another one ever existed', () => {
    const previous: PreviousVersions = { declared: new Set(['2.0.0']), required: true };

    expect(verdict({}, new Map(), previous)).toMatchObject({ verdict: 'refused', code: 'NOT_FOUND' });
  });

  test('A disposed version has its revision where the repository lists one', () => {
    const disposed = { verdict: 'already disposed', version: '1.0.0' };

    expect(verdict({}, listed({ status: 'Disposed', revision: 'r' }))).toEqual({ ...disposed, revision: 'r' });
    expect(Object.keys(verdict({}, listed({ status: 'Disposed' })))).toEqual(Object.keys(disposed));
  });

  test('A version without a listed revision is sent with its pin, and refused without one', () => {
    const versionRevisions = { '1.0.0': 'pin' };

    expect(verdict({ versionRevisions }, listed({ status: 'Archived' }))).toMatchObject({ revision: 'pin' });
    expect(verdict({}, listed({ status: 'Archived' }))).toEqual({
      verdict: 'refused',
      version: '1.0.0',
      code: 'NOT_ALLOWED',
      message: 'the repository lists no revision of it, so the call cannot be pinned to the listed version',
    });
  });

  test('A version without a status is refused, and the message says that it has none', () => {
    const current = { revision: 'r' };

    expect(verdict({}, listed(current))).toMatchObject({
      message: 'its status (none given) is not one that allows disposal',
    });
    expect(verdict({}, listed({ ...current, status: 'Quarantined' }))).toMatchObject({
      message: 'its status Quarantined is not one that allows disposal',
    });
    expect(verdict({ expectedStatus: 'Archived' }, listed(current))).toMatchObject({
      message: 'current status: unknown, expected status: Archived',
    });
  });

  test('A version that is listed as Deleted gets the verdict of one that does not exist', () => {
    expect(verdict({}, listed({ status: 'Deleted' }))).toMatchObject({ verdict: 'refused', code: 'NOT_FOUND' });
  });

  test('A version that does not exist and was declared before is deleted', () => {
    expect(verdict({}, new Map(), declaredBefore(true)).verdict).toBe('deleted');
  });

  test('A version that does not exist is missing where allowMissing permits that', () => {
    expect(verdict({ allowMissing: 'true' }, new Map()).verdict).toBe('missing');
  });

  test('The verdicts are in the order of the declaration, one for each version', () => {
    const verdicts = decide(declaration({ versions: ['b', 'a', 'c'] }), NO_PREVIOUS_VERSIONS, new Map());

    expect(verdicts.map(({ version }) => version)).toEqual(['b', 'a', 'c']);
  });

  test('The verdicts on 10,000 misspelled versions read the existing versions once', () => {
    const versions = Array.from({ length: 10_000 }, (_, n) => `v1.0.${n}`);
    const existing = new Map(versions.map((version) => [version.slice(1), { status: 'Published', revision: 'r' }]));
    const keys = jest.spyOn(existing, 'keys');

    const verdicts = decide(declaration({ versions }), NO_PREVIOUS_VERSIONS, existing);

    expect(verdicts[9_999]).toMatchObject({ didYouMean: '1.0.9999' });
    expect(keys).toHaveBeenCalledTimes(1);
  });

  test('A version named like a member of every JavaScript object gets its own verdict', () => {
    const names = ['constructor', 'toString', 'hasOwnProperty'];

    expect(
      decide(declaration({ versions: names }), NO_PREVIOUS_VERSIONS, new Map()).map(({ verdict }) => verdict),
    ).toEqual(names.map(() => 'refused'));
  });
});

describe('The verdicts where the repository does not exist', () => {
  const versions = ['1.0.0', '2.0.0'];
  const previous = (required: boolean, ...declared: string[]) => ({ declared: new Set(declared), required });

  test('All versions are deleted if all were declared before', () => {
    expect(decideWithoutRepository(declaration({ versions }), previous(true, ...versions, '3.0.0'))).toEqual([
      { verdict: 'deleted', version: '1.0.0' },
      { verdict: 'deleted', version: '2.0.0' },
    ]);
  });

  test('The repository must exist if one of several versions is new, even with allowMissing', () => {
    for (const allowMissing of ['false', 'true']) {
      expect(decideWithoutRepository(declaration({ versions, allowMissing }), previous(true, '1.0.0'))).toBeUndefined();
    }
  });

  test('The repository must exist if a version is refused that was only ever allowed to be missing', () => {
    expect(decideWithoutRepository(declaration({ versions }), previous(false, ...versions))).toBeUndefined();
  });
});

test('Refusals and versions to dispose are told from all other verdicts', () => {
  const existing = new Map([
    ['a', { status: 'Published', revision: 'r' }],
    ['b', { status: 'Disposed', revision: 'r' }],
  ]);
  const verdicts = decide(declaration({ versions: ['a', 'b', 'c'] }), NO_PREVIOUS_VERSIONS, existing);

  expect(listRefusals(verdicts).map(({ version }) => version)).toEqual(['c']);
  expect(versionsToChange(verdicts).map(({ version }) => version)).toEqual(['a']);
});

const didYouMean = (version: string, existing: string[], format: Format = 'npm') =>
  new SimilarVersions(format, existing).find(version);

describe('A similar version', () => {
  test.each([
    ['a leading v', 'v1.0.0', '1.0.0'],
    ['no leading v', '1.0.0', 'v1.0.0'],
    ['its case', '1.0.0-rc.1', '1.0.0-RC.1'],
    ['leading zeros', '12.0.03', '12.0.3'],
    ['a fourth part of zero', '12.0.3.0', '12.0.3'],
    ['both, as NuGet drops them', '12.0.03.0', '12.0.3'],
    ['a missing third part', '1.2', '1.2.0'],
    ['build metadata', '1.0.0+build.5', '1.0.0'],
    ['other separators', '1.0.0-beta1', '1.0.0.beta1'],
  ])('A version is recognized by %s', (_difference, declared, existing) => {
    expect(didYouMean(declared, ['0.9.0', existing, '2.0.0'])).toBe(existing);
  });

  test.each<[Format, string, string]>([
    ['pypi', '1.0.alpha1', '1.0a1'],
    ['pypi', '1.0-1', '1.0.post1'],
    ['ruby', '1.0.0.pre.1', '1.0-1'],
    ['maven', '1.0-CR1', '1.0-rc1'],
    ['maven', '1.0', '1.0.Final'],
  ])('For %s, the version %s is recognized as %s', (format, declared, existing) => {
    expect(didYouMean(declared, ['0.9.0', existing, '2.0.0'], format)).toBe(existing);
    expect(didYouMean(declared, ['0.9.0', existing, '2.0.0'], 'generic')).toBeUndefined();
  });

  test('No version is suggested where none is near', () => {
    expect(didYouMean('1.0.0', ['10.0', '100'])).toBeUndefined();
    expect(didYouMean('1.0.1', ['1.1', '1.0.10'])).toBeUndefined();
    expect(didYouMean('1.0.0', ['1.0.1', '10.0.0', '2.0.0'])).toBeUndefined();
  });

  test('The nearest spelling of several is suggested', () => {
    expect(didYouMean('1.0.0-RC1', ['1.0.0-rc.1', '1.0.0-rc1'])).toBe('1.0.0-rc1');
  });
});
