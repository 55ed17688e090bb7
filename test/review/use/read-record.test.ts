import { readLogFileName } from '../../../review/use/log-file-name';
import { readRecord, UNATTRIBUTED } from '../../../review/use/read-record';
import { requestKey } from '../../../review/use/request';
import { type LogEvent, logKey, logRecord } from './log-files';

const FILE = readLogFileName(logKey(new Date('2026-06-01T12:05:00Z')))!;

function requestsOf(event: LogEvent): string[] | string | undefined {
  const requests = readRecord(logRecord(event), FILE)?.requests;
  return typeof requests === 'string'
    ? requests
    : requests?.flatMap((each) => each.requests.map((request) => requestKey(request).replaceAll('\t', ' '))).sort();
}

const read = (format: string, uri: string | undefined, parameters: Record<string, unknown> = {}) =>
  requestsOf({ parameters: { packageFormat: format, ...parameters }, ...(uri === undefined ? {} : { uri }) });

describe('A request is read by its members', () => {
  test('The documented sample names the package and its version', () => {
    const members = { packageName: 'lodash', packageVersion: '4.17.11' };
    expect(read('npm', '/npm/lodash/-/lodash-4.17.11.tgz', members)).toEqual([
      'npm  lodash 4.17.11',
      'npm  lodash 4.17.11',
    ]);
  });

  test.each([
    ['npm', { packageName: 'core', packageNamespace: 'angular', packageVersion: '1.0.0' }, ['npm angular core 1.0.0']],
    ['npm', { packageName: 'core', packageNamespace: '@angular', packageVersion: '1.0.0' }, ['npm angular core 1.0.0']],
    ['npm', { packageName: '@angular/core', packageVersion: '1.0.0' }, ['npm angular core 1.0.0']],
    ['npm', { packageName: 'core', packageVersion: '1.0.0' }, ['npm * core 1.0.0']],
    ['maven', { packageName: 'lib', packageNamespace: 'com.acme', packageVersion: '1.0' }, ['maven com.acme lib 1.0']],
    ['maven', { packageName: 'com.acme:lib', packageVersion: '1.0' }, ['maven com.acme lib 1.0']],
    ['maven', { packageName: 'lib', packageVersion: '1.0' }, ['maven * lib 1.0']],
    ['pypi', { packageName: 'Flask_Login', packageVersion: '1.0' }, ['pypi  flask-login 1.0']],
    ['nuget', { packageName: 'Newtonsoft.Json', packageVersion: '13.0.3' }, ['nuget  newtonsoft.json 13.0.3']],
    ['swift', { packageName: 'NIO', packageNamespace: 'Apple', packageVersion: '2.0.0' }, ['swift apple nio 2.0.0']],
    ['ruby', { packageName: 'nokogiri' }, ['ruby  nokogiri *']],
    ['cargo', { packageName: 'serde', packageVersion: '1.0.0' }, ['cargo  serde 1.0.0']],
    ['npm', {}, ['npm * * *']],
  ] as const)('A request of %s with %j is read as %j', (format, members, requests) => {
    expect(read(format, undefined, members)).toEqual(requests);
  });

  test('The path has the namespace that the members lack', () => {
    const members = { packageName: 'core', packageVersion: '17.0.0' };
    const requests = read('npm', '/npm/my-repo/@angular/core/-/core-17.0.0.tgz', members);
    expect(new Set(requests)).toEqual(new Set(['npm angular core 17.0.0']));
  });

  test('What the members and the path say both counts where they differ', () => {
    const members = { packageName: 'lodash', packageVersion: '4.0.0' };
    expect(read('npm', '/npm/lodash/-/lodash-4.17.11.tgz', members)).toEqual([
      'npm  lodash 4.0.0',
      'npm  lodash 4.17.11',
    ]);
    expect(read('npm', '/npm/other/-/other-1.0.0.tgz', { packageName: 'lodash' })).toEqual([
      'npm  other 1.0.0',
      'npm * lodash *',
    ]);
  });
});

describe('A request is read by its path', () => {
  test.each([
    ['npm', '/npm/my-repo/@angular%2Fcore', ['npm angular core *']],
    ['npm', '/npm/my-repo/@angular%2fcore/-/core-1.0.0-rc.1%2B5.tgz', ['npm angular core 1.0.0-rc.1+5']],
    [
      'npm',
      'https://x.d.codeartifact.eu-west-1.amazonaws.com:443/npm/my-repo/left-pad/-/left-pad-1.0.0.tgz?a=1',
      ['npm  left-pad 1.0.0'],
    ],
    ['npm', '/npm/d/my-domain-111122223333/my-repo/left-pad/1.0.0', ['npm  left-pad 1.0.0']],
    ['npm', '/npm/my-repo/%40scope/name/-/@scope/name-1.2.3.tgz', ['npm scope name 1.2.3']],
    ['npm', '/npm/my-repo/-/package/@scope%2Fname/dist-tags', ['npm scope name *']],
    ['pypi', '/pypi/my-repo/simple/flask/0.10.1/Flask-0.10.1.tar.gz', ['pypi  flask 0.10.1']],
    ['pypi', '/pypi/my-repo/simple/Flask/', ['pypi  flask *']],
    ['pypi', '/pypi/simple/torch/torch-2.1.0%2Bcu118-cp311-cp311-linux_x86_64.whl', ['pypi  torch 2.1.0+cu118']],
    ['pypi', '/pypi/my-repo/pypi/flask/2.0/json', ['pypi  flask 2.0']],
    ['maven', '/maven/com/acme/lib/1.0/lib-1.0.jar', ['maven com.acme lib 1.0']],
    ['maven', '/maven/com/acme/lib/1.0/lib-1.0.pom.sha1', ['maven com.acme lib 1.0']],
    [
      'maven',
      '/maven/com/acme/live/1.1-SNAPSHOT/live-1.1-20261130.101010-3-sources.jar',
      ['maven com.acme live 1.1-20261130.101010-3', 'maven com.acme live 1.1-SNAPSHOT'],
    ],
    ['nuget', '/nuget/my-repo/v3/registration4/newtonsoft.json/index.json', ['nuget  newtonsoft.json *']],
    ['nuget', '/nuget/my-repo/v3/registration4/serilog/3.0.1.json', ['nuget  serilog 3.0.1']],
    ['nuget', '/nuget/my-repo/v3/flatcontainer/serilog/3.0.1/serilog.3.0.1.nupkg', ['nuget  serilog 3.0.1']],
    ['nuget', '/nuget/my-repo/v3/package/serilog/3.0.1/serilog.3.0.1.nupkg', ['nuget  serilog 3.0.1']],
    ['nuget', "/nuget/my-repo/api/v2/FindPackagesById()?id='Serilog'", ['nuget  serilog *']],
    ['ruby', '/ruby/my-repo/gems/nokogiri-1.15.4-x86_64-linux.gem', ['ruby  nokogiri 1.15.4-x86_64-linux']],
    ['ruby', '/ruby/my-repo/gems/a-2-b-1.0.gem', ['ruby  a 2-b-1.0', 'ruby  a-2-b 1.0']],
    ['ruby', '/ruby/my-repo/quick/Marshal.4.8/rack-3.0.gemspec.rz', ['ruby  rack 3.0']],
    ['ruby', '/ruby/my-repo/info/rack', ['ruby  rack *']],
    ['ruby', '/ruby/my-repo/api/v1/dependencies?gems=rack,puma', ['ruby  puma *', 'ruby  rack *']],
    ['cargo', '/cargo/my-repo/se/rd/serde', ['cargo  serde *']],
    ['cargo', '/cargo/3/a/abc', ['cargo  abc *']],
    ['cargo', '/cargo/my-repo/api/v1/crates/serde/1.0.1/download', ['cargo  serde 1.0.1']],
    ['cargo', '/cargo/my-repo/serde/1.0.1/download', ['cargo  serde 1.0.1']],
    ['cargo', '/cargo/my-repo/crates/serde/serde-1.0.1.crate', ['cargo  serde 1.0.1']],
    ['swift', '/swift/my-repo/apple/nio', ['swift apple nio *']],
    ['swift', '/swift/my-repo/apple/nio/2.0.0.zip', ['swift apple nio 2.0.0']],
    ['swift', '/swift/my-repo/apple/nio/2.0.0/Package.swift', ['swift apple nio 2.0.0']],
    ['swift', '/swift/apple/nio/2.0.0/Package.swift', ['swift apple nio 2.0.0']],
    ['swift', '/swift/apple/nio/other/thing', ['swift * * *']],
    ['npm', '/something/else/entirely/of/npm', ['npm * * *']],
  ] as const)('A request of %s for %s asks for %j', (format, uri, requests) => {
    expect(read(format, uri)).toEqual(expect.arrayContaining([...requests]));
  });

  test('The name of a repository can be that of a package', () => {
    expect(read('npm', '/npm/my-repo/-/my-repo-1.0.0.tgz')).toEqual(['npm  my-repo 1.0.0']);
  });

  test.each([
    ['npm', '/npm/my-repo/-/v1/search?text=a'],
    ['npm', '/npm/-/ping'],
    ['pypi', '/pypi/my-repo/simple/'],
    ['nuget', '/nuget/my-repo/v3/index.json'],
    ['ruby', '/ruby/my-repo/versions'],
    ['ruby', '/ruby/my-repo/specs.4.8.gz'],
    ['cargo', '/cargo/my-repo/config.json'],
    ['swift', '/swift/identifiers'],
  ])('A request of %s for %s asks for no version of the repository', (format, uri) => {
    expect((read(format, uri) as string[]).filter((request) => /\* \*$/.test(request))).toEqual([]);
  });
});

describe('A request of the API', () => {
  test.each([
    {
      domain: 'my-domain',
      repository: 'my-repo',
      format: 'generic',
      namespace: 'apps',
      package: 'web',
      packageVersion: '1',
    },
    { packageFormat: 'generic', packageNamespace: 'apps', packageName: 'web', packageVersion: '1', assetName: 'a.zip' },
  ])('A read of an asset is a use: %j', (parameters) => {
    expect(requestsOf({ eventName: 'GetPackageVersionAsset', parameters })).toEqual(['generic apps web 1']);
  });

  test('A copy uses its versions in both repositories', () => {
    const parameters = {
      domain: 'my-domain',
      sourceRepository: 'source',
      destinationRepository: 'target',
      format: 'npm',
      namespace: 'a',
      package: 'b',
      versions: ['1.0.0'],
      versionRevisions: { '1.1.0': 'r' },
    };
    const requests = readRecord(logRecord({ eventName: 'CopyPackageVersions', parameters }), FILE)?.requests;
    expect(requests).toMatchObject([
      { repository: { repository: 'source' }, requests: [{ version: '1.0.0' }, { version: '1.1.0' }] },
      { repository: { repository: 'target' }, requests: [{ version: '1.0.0' }, { version: '1.1.0' }] },
    ]);
  });

  test('A copy without versions uses the whole package', () => {
    const parameters = {
      sourceRepository: 'aa',
      destinationRepository: 'bb',
      format: 'npm',
      namespace: 'a',
      package: 'b',
    };
    expect(requestsOf({ eventName: 'CopyPackageVersions', parameters })).toEqual(['npm a b *', 'npm a b *']);
  });
});

describe('A record', () => {
  const members = { packageFormat: 'npm', packageName: 'lodash', packageVersion: '1.0.0' };

  test.each([
    ['failed', { errorCode: 'ResourceNotFoundException', parameters: members }],
    ['of another service', { eventSource: 's3.amazonaws.com', parameters: members }],
    ['of a list', { eventName: 'ListPackageVersions', parameters: members }],
    ['of a description', { eventName: 'DescribePackageVersion', parameters: members }],
    ['of a token', { eventName: 'GetAuthorizationToken', parameters: members }],
    ['of an unknown format', { parameters: { ...members, packageFormat: 'conda' } }],
  ])('A record that is %s is no use', (_what, event) => {
    expect(requestsOf(event)).toBeUndefined();
  });

  test.each([null, { omitted: true, domainName: undefined }, { repositoryName: undefined, packageFormat: 'npm' }])(
    'A record with the parameters %j does not tell for which repository it is',
    (parameters) => {
      expect(requestsOf({ parameters })).toBe(UNATTRIBUTED);
    },
  );

  test.each([
    { repositoryName: '../../etc' },
    { domainName: 'My Domain' },
    { domainOwner: '../1' },
    { packageName: '../../etc/passwd' },
    { packageVersion: 'a/b' },
    { packageNamespace: 'a\tb' },
  ])('A record with the forged name %j is refused', (forged) => {
    expect(() => requestsOf({ parameters: { ...members, ...forged } })).toThrow(/a record's .* must be/);
  });
});
