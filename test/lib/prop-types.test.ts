import {
  ArchivedPackages,
  ArchivedPackageVersions,
  DisposedPackages,
  DisposedPackageVersions,
  PackageFormat,
  PackagePermissions,
} from '../../lib';
import { manifestOf } from './clean-up';
import { declare, newStack, refusalOf } from './synthesize';

const NAMES = { domain: 'my-domain', repository: 'my-repo' };
const LEFT_PAD = { ...NAMES, format: PackageFormat.NPM, packageName: 'left-pad', versions: ['1.0.0'] };

/** Declares as an app in JavaScript does, whose properties nobody checked. */
function ofPackage(props: object) {
  return refusalOf(() => new DisposedPackageVersions(newStack(), 'D', { ...LEFT_PAD, ...props }));
}

function ofManifest(props: object) {
  return refusalOf(() => new DisposedPackages(newStack(), 'D', { ...NAMES, manifest: manifestOf({}), ...props }));
}

describe('A property of a wrong type', () => {
  test.each<[object, string]>([
    [{ versions: '1.0.0' }, 'versions must be a list of texts; got "1.0.0"'],
    [{ versions: undefined }, 'versions must be a list of texts; got none'],
    [{ versions: null }, 'versions must be a list of texts; got null'],
    [{ versionRevisions: ['r'] }, 'versionRevisions must be a map from version to revision; got ["r"]'],
    [{ packageName: undefined }, 'packageName must be a text; got none'],
    [{ packageName: 5 }, 'packageName must be a text; got 5'],
    [{ format: undefined }, 'format must be a text; got none'],
    [{ allowMissing: 'false' }, 'allowMissing must be true or false; got "false"'],
    [{ archived: 'Archived' }, 'archived must be a declaration that archives'],
    [{ waitingTime: 30 }, 'waitingTime must be a Duration; got 30'],
    [{ allowUnknownArchiveTime: 'false' }, 'allowUnknownArchiveTime must be true or false'],
    [{ provider: {} }, 'provider must be a DisposalProvider; got {}'],
    [{ functionOptions: 512 }, 'functionOptions must be options of a DisposalProvider; got 512'],
    [{ repositoryRef: 'arn:…' }, 'repositoryRef must be a reference to a repository'],
    [{ domain: ['my-domain'] }, 'domain must be a text; got ["my-domain"]'],
  ])('A property of a wrong type is refused with its path: %j', (props, message) => {
    expect(ofPackage(props)).toContain(`TestStack/D: ${message}`);
  });

  test.each<[object, string]>([
    [{ permissions: {} }, 'permissions must be PackagePermissions.exact(), .namespaces() or .repository(); got {}'],
    [{ permissions: 'exact' }, 'permissions must be PackagePermissions.exact()'],
    [{ permissions: PackagePermissions.exact.bind(null) }, 'got the function bound exact'],
    [{ permissions: { _scope: 'all' } }, 'got {"_scope":"all"}'],
    [{ manifest: undefined }, 'manifest must be a text; got none'],
    [{ holds: ['hold.txt'] }, 'holds must be a text; got ["hold.txt"]'],
    [{ maxListsPerSecond: '50' }, 'maxListsPerSecond must be a number; got "50"'],
    [{ recordBucket: 'my-bucket' }, 'recordBucket must be a bucket; got "my-bucket"'],
  ])('A property of a wrong type of a manifest is refused with its path: %j', (props, message) => {
    expect(ofManifest(props)).toContain('TestStack/D: ');
    expect(ofManifest(props)).toContain(message);
  });

  test('A property of a wrong type is refused in every construct, and all of them are named', () => {
    const wrong = { allowMissing: 1, expectedStatus: 2 } as object;
    const refusals = [
      ofPackage(wrong),
      ofManifest(wrong),
      refusalOf(() => new ArchivedPackageVersions(newStack(), 'D', { ...LEFT_PAD, ...wrong })),
      refusalOf(() => new ArchivedPackages(newStack(), 'D', { ...NAMES, manifest: manifestOf({}), ...wrong })),
    ];
    expect(new Set(refusals)).toEqual(
      new Set(['TestStack/D: expectedStatus must be a text; got 2; allowMissing must be true or false; got 1']),
    );
  });

  test('Properties that are missing altogether are refused', () => {
    expect(refusalOf(() => new DisposedPackages(newStack(), 'D', undefined as never))).toContain(
      'TestStack/D: manifest must be a text; got none',
    );
  });
});

describe('A property of an earlier release', () => {
  test.each<[object, string]>([
    [{ region: 'us-east-1' }, 'region must be absent: a repository is in the Region of its stack'],
    [{ maxDisposalsPerSecond: 5 }, 'maxDisposalsPerSecond must be absent: write maxWritesPerSecond; got 5'],
    [{ maxUpdatesPerSecond: 5 }, 'maxUpdatesPerSecond must be absent: write maxWritesPerSecond; got 5'],
    [{ serviceTimeout: 60 }, 'serviceTimeout must be absent: write functionOptions: { serviceTimeout }; got 60'],
  ])('A property of an earlier release is refused with what to write instead: %j', (props, message) => {
    expect(ofManifest(props)).toContain(message);
  });
});

describe('A version that is none', () => {
  test.each(['<2', '>=1.0.0', '^1.2.3', '~1.2', '1.0.0||2.0.0', '[1.0,2.0)', '==1.0'])(
    'A version that is a range is refused: %s',
    (version) => {
      expect(ofPackage({ versions: ['1.0.0', version] })).toBe(
        'TestStack/D: versions must be versions, each by its name, and no range ("declare" writes the versions of a range); ' +
          `got "${version}"`,
      );
    },
  );

  test.each<[PackageFormat, string, string | undefined]>([
    [PackageFormat.PYPI, '1!2.0.post1', undefined],
    [PackageFormat.MAVEN, '1.0~beta-SNAPSHOT', 'com.example'],
    [PackageFormat.GENERIC, '>=1,<2', 'tools'],
    [PackageFormat.NPM, '1.0.0-rc.1+build.5', undefined],
  ])('A version of %s that has unusual characters is accepted: %s', (format, version, packageNamespace) => {
    expect(() => declare(newStack(), { format, packageNamespace, versions: [version] })).not.toThrow();
  });
});

test.each(['Gmv9TCAdzUs1…', 'Gmv9TCAdzUs1...'])('A shortened revision is refused: %s', (pin) => {
  expect(ofPackage({ versionRevisions: { '1.0.0': pin } })).toBe(
    `TestStack/D: versionRevisions must be whole revisions ("plan --pin" prints them); got "${pin}"`,
  );
});
