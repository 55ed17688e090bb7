import { decide, type RepositoryVersion } from '../../declaration/decide';
import type { Format } from '../../declaration/package-format';
import { NO_PREVIOUS_VERSIONS, type PreviousVersions } from '../../declaration/previous-versions';
import { SimilarVersions } from '../../declaration/similar-version';
import { parseDeclaration } from '../../declaration/schema';
import { LEFT_PAD } from '../lambda/deployment';

const declaration = (properties: object = {}) =>
  parseDeclaration({ ...LEFT_PAD, domainOwner: '111122223333', versions: ['1.0.0'], ...properties });

const seen = (version: RepositoryVersion) => new Map([['1.0.0', version]]);
const nothing = NO_PREVIOUS_VERSIONS;
const before = (required: boolean): PreviousVersions => ({ declared: new Set(['1.0.0']), required });
const verdict = (properties: object, found: Map<string, RepositoryVersion>, previous = nothing) =>
  decide(declaration(properties), previous, found)[0]!;

describe('The verdict on a version', () => {
  test.each(['Published', 'Unlisted', 'Archived', 'Unfinished'])('in status %s is to dispose it', (status) => {
    expect(verdict({}, seen({ status, revision: 'r' }))).toEqual({
      verdict: 'to dispose',
      version: '1.0.0',
      revision: 'r',
      status,
    });
  });

  test('that is disposed is that it is, whatever its revision or the guard says', () => {
    const properties = { versionRevisions: { '1.0.0': 'pin' }, expectedStatus: 'Archived' };

    expect(verdict(properties, seen({ status: 'Disposed', revision: 'other' })).verdict).toBe('already disposed');
  });

  test('of the pinned revision is to dispose it', () => {
    const properties = { versionRevisions: { '1.0.0': 'pin' } };

    expect(verdict(properties, seen({ status: 'Published', revision: 'pin' })).verdict).toBe('to dispose');
  });

  test('of another revision than pinned is a refusal that names both', () => {
    const properties = { versionRevisions: { '1.0.0': 'pin' } };

    expect(verdict(properties, seen({ status: 'Published', revision: 'other' }))).toEqual({
      verdict: 'refused',
      version: '1.0.0',
      code: 'MISMATCHED_REVISION',
      message: 'current revision: other, expected revision: pin',
    });
  });

  test('in another status than expected is a refusal that names both', () => {
    expect(verdict({ expectedStatus: 'Archived' }, seen({ status: 'Published', revision: 'r' }))).toEqual({
      verdict: 'refused',
      version: '1.0.0',
      code: 'MISMATCHED_STATUS',
      message: 'current status: Published, expected status: Archived',
    });
  });

  test.each([undefined, 'Quarantined', 'disposed'])('in the unknown status %s is a refusal', (status) => {
    expect(verdict({}, seen({ status, revision: 'r' }))).toMatchObject({ verdict: 'refused', code: 'NOT_ALLOWED' });
  });

  test('that does not exist is a refusal', () => {
    expect(verdict({}, new Map())).toMatchObject({ verdict: 'refused', code: 'NOT_FOUND' });
  });

  test('that is listed as Deleted is the same as that of one that does not exist', () => {
    expect(verdict({}, seen({ status: 'Deleted' }))).toMatchObject({ verdict: 'refused', code: 'NOT_FOUND' });
  });

  test('that does not exist, and was declared before, is that it was deleted', () => {
    expect(verdict({}, new Map(), before(true)).verdict).toBe('deleted');
  });

  test('that does not exist, and may not, is that it is missing', () => {
    expect(verdict({ allowMissing: 'true' }, new Map()).verdict).toBe('missing');
  });

  test('is given in the order of the declaration, once each', () => {
    const verdicts = decide(declaration({ versions: ['b', 'a', 'c'] }), nothing, new Map());

    expect(verdicts.map(({ version }) => version)).toEqual(['b', 'a', 'c']);
  });

  test('comes at once for 10,000 misspelled versions of a package with as many', () => {
    const versions = Array.from({ length: 10_000 }, (_, n) => `v1.0.${n}`);
    const existing = new Map(versions.map((version) => [version.slice(1), { status: 'Published', revision: 'r' }]));
    const start = performance.now();

    const verdicts = decide(declaration({ versions }), nothing, existing);

    expect(verdicts[9_999]).toMatchObject({ didYouMean: '1.0.9999' });
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  test('is not confused by names that objects have of their own', () => {
    const names = ['constructor', 'toString', 'hasOwnProperty'];

    expect(decide(declaration({ versions: names }), nothing, new Map()).map(({ verdict }) => verdict)).toEqual(
      names.map(() => 'refused'),
    );
  });
});

const didYouMean = (version: string, existing: string[], format: Format = 'npm') =>
  new SimilarVersions(format, existing).find(version);

describe('A version is recognized by', () => {
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
  ])('%s', (_what, declared, existing) => {
    expect(didYouMean(declared, ['0.9.0', existing, '2.0.0'])).toBe(existing);
  });

  test.each<[Format, string, string]>([
    ['pypi', '1.0.alpha1', '1.0a1'],
    ['pypi', '1.0-1', '1.0.post1'],
    ['ruby', '1.0.0.pre.1', '1.0-1'],
    ['maven', '1.0-CR1', '1.0-rc1'],
    ['maven', '1.0', '1.0.Final'],
  ])('what is the same to %s: %s is %s', (format, declared, existing) => {
    expect(didYouMean(declared, ['0.9.0', existing, '2.0.0'], format)).toBe(existing);
    expect(didYouMean(declared, ['0.9.0', existing, '2.0.0'], 'generic')).toBeUndefined();
  });

  test('nothing where no version is near', () => {
    expect(didYouMean('1.0.0', ['10.0', '100'])).toBeUndefined();
    expect(didYouMean('1.0.1', ['1.1', '1.0.10'])).toBeUndefined();
    expect(didYouMean('1.0.0', ['1.0.1', '10.0.0', '2.0.0'])).toBeUndefined();
  });

  test('the nearest spelling of several', () => {
    expect(didYouMean('1.0.0-RC1', ['1.0.0-rc.1', '1.0.0-rc1'])).toBe('1.0.0-rc1');
  });
});
