import type { InvalidText } from '../../../../declaration/line-problems';
import type { Format } from '../../../../declaration/package-format';
import { packageText } from '../../../../review/declare/package-jobs';
import { parseTakeDownList } from '../../../../review/declare/take-down/parse-take-down';

function namesOf(text: string, format?: Format): string[] {
  return parseTakeDownList(text, format).packages.map(
    ({ pkg, requests }) => `${packageText(pkg)} ${requests.map(({ text }) => text).join(' ')}`,
  );
}

function problemsOf(text: string, format?: Format): string[] {
  try {
    parseTakeDownList(text, format);
  } catch (error) {
    return (error as InvalidText).problems.map(({ line, message }) => `${line}: ${message}`);
  }
  return [];
}

/** The versions that a list takes of some, for its only package. */
function taken(text: string, versions: readonly string[], format?: Format): string[] {
  const list = parseTakeDownList(text, format);
  expect(list.packages).toHaveLength(1);
  const [{ pkg, requests }] = list.packages as [(typeof list.packages)[number]];
  return versions.filter((version) => requests.some((each) => each.find(pkg.format, [version]).versions.length > 0));
}

describe('A take-down list of ranges', () => {
  const ALL = ['0.9.0', '1.0.0', '1.1.0', '1.2.0-rc.1', '1.2.0', '2.0.0'];

  test.each<[string, Format, readonly string[]]>([
    ['a@>=1.0.0 <1.2.0', 'npm', ['1.0.0', '1.1.0', '1.2.0-rc.1']],
    ['a@^1.1.0', 'npm', ['1.1.0', '1.2.0-rc.1', '1.2.0']],
    ['a@*', 'npm', ALL],
    ['npm a >=2', 'npm', ['2.0.0']],
    ['npm a 1.0.0', 'npm', ['1.0.0']],
    ['a>=1.1,<2', 'pypi', ['1.1.0', '1.2.0']],
    ['a==1.0.0', 'pypi', ['1.0.0']],
    ['g:a@[1.0.0,1.2.0)', 'maven', ['1.0.0', '1.1.0']],
    [
      'package,version\na,>= 1.0.0, < 1.2.0\n'.replace('>= 1.0.0, < 1.2.0', '">= 1.0.0, < 1.2.0"'),
      'nuget',
      ['1.0.0', '1.1.0', '1.2.0-rc.1'],
    ],
    ['package,version\na,"<= 1.0.0 || 2.0.0"\n', 'npm', ['0.9.0', '1.0.0', '2.0.0']],
    ['package,affected versions\na,*\n', 'cargo', ALL],
    ['a@v1.0.0', 'npm', ['1.0.0']],
    ['a@1.0.0 - 1.1.0', 'npm', ['1.0.0', '1.1.0']],
    ['npm a 1.0.0 1.1.0', 'npm', ['1.0.0', '1.1.0']],
  ])('The list %j of %s takes the versions that it means, the latest as well', (text, format, versions) => {
    const all = format === 'pypi' || format === 'maven' ? ALL.filter((version) => !version.includes('rc')) : ALL;
    expect(taken(text, all, format)).toEqual(versions);
  });

  test('A version that cannot be compared with a range is kept, and told', () => {
    const [only] = parseTakeDownList('a@<2', 'npm').packages;
    expect(only!.requests[0]!.find('npm', ['1.0.0', 'nightly'])).toEqual({
      versions: ['1.0.0'],
      uncertain: ['nightly'],
    });
  });
});

describe('A take-down list as it is published', () => {
  test.each<[string, string, Format | undefined, readonly string[]]>([
    [
      'a column of malicious versions',
      'Package,Malicious Version\nkeyv,5.5.4\n@keyv/redis,5.1.3\n',
      'npm',
      ['npm keyv 5.5.4', 'npm @keyv/redis 5.1.3'],
    ],
    [
      'package_name and package_versions',
      'package_name,package_versions,vendors\na,"1.0.0, 1.0.1",x\n',
      'npm',
      ['npm a 1.0.0 1.0.1'],
    ],
    ['Package and Versions', 'Package,Versions\na,= 1.0.0 || = 1.0.1\n', 'npm', ['npm a 1.0.0 1.0.1']],
    [
      'fixed versions beside them',
      'ecosystem,package,affected version,fixed version\nnpm,a,1.0.0,1.0.1\n',
      undefined,
      ['npm a 1.0.0'],
    ],
    [
      'the title of an ecosystem',
      'crates.io,append_only_vec\n'.replace(/.*/s, 'Ecosystem,Name,Version\ncrates.io,append_only_vec,0.1.9\n'),
      undefined,
      ['cargo append_only_vec 0.1.9'],
    ],
    [
      'JSON lines',
      '{"name":"a","version":"1.0.0"}\n{"name":"b","version":"2.0.0","ecosystem":"npm"}\n',
      'npm',
      ['npm a 1.0.0', 'npm b 2.0.0'],
    ],
    ['one JSON line', '{"name":"a","version":"1.0.0"}\n', 'npm', ['npm a 1.0.0']],
    ['a JSON list of package URLs', '["pkg:npm/a@1.0.0", "pkg:pypi/b@1.0"]', undefined, ['npm a 1.0.0', 'pypi b 1.0']],
    [
      'objects with purl',
      '[{"purl":"pkg:npm/a@1.0.0"},{"purl":"pkg:npm/b","version":"2.0.0"}]',
      undefined,
      ['npm a 1.0.0', 'npm b 2.0.0'],
    ],
    [
      'a table of Markdown',
      '# Affected\n\n| Package | Version |\n|---|:---:|\n| `a` | `1.0.0`, `1.0.1` |\n| [@s/b](https://example.com) | **2.0.0** |\n\nStay safe.\n',
      'npm',
      ['npm a 1.0.0 1.0.1', 'npm @s/b 2.0.0'],
    ],
    [
      'an advisory of OSV with versions',
      '{"id":"MAL-1","affected":[{"package":{"ecosystem":"npm","name":"@ctrl/tinycolor"},"versions":["4.1.1","4.1.2"]}]}',
      undefined,
      ['npm @ctrl/tinycolor 4.1.1 4.1.2'],
    ],
    [
      'an advisory of OSV for every version',
      '{"affected":[{"package":{"ecosystem":"crates.io","name":"append-only-vec"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}]}]}',
      undefined,
      ['cargo append-only-vec *'],
    ],
    [
      'an advisory of Swift',
      '{"affected":[{"package":{"ecosystem":"SwiftURL","name":"github.com/apple/swift-nio"},"versions":["2.1.0"]}]}',
      undefined,
      ['swift apple.swift-nio 2.1.0'],
    ],
    [
      'an advisory of GitHub',
      '{"ghsa_id":"GHSA-1","vulnerabilities":[{"package":{"ecosystem":"pip","name":"Tool"},"vulnerable_version_range":">= 1.0, < 1.2"}]}',
      undefined,
      ['pypi tool >= 1.0, < 1.2'],
    ],
    [
      'CycloneDX',
      '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"purl":"pkg:npm/a@1.0.0","components":[{"purl":"pkg:npm/b@2.0.0"}]}]}',
      undefined,
      ['npm a 1.0.0', 'npm b 2.0.0'],
    ],
    [
      'SPDX 2.3',
      '{"spdxVersion":"SPDX-2.3","packages":[{"name":"a","externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:npm/a@1.0.0"}]}]}',
      undefined,
      ['npm a 1.0.0'],
    ],
    [
      'SPDX 3.0',
      '{"@context":"https://spdx.org/rdf/3.0.1","@graph":[{"type":"software_Package","software_packageUrl":"pkg:npm/a@1.0.0"}]}',
      undefined,
      ['npm a 1.0.0'],
    ],
    [
      'a part of a version',
      'pkg:maven/g/a@1?classifier=sources\npkg:npm/a@1.0.0#dist\n',
      undefined,
      ['maven g:a 1', 'npm a 1.0.0'],
    ],
  ])('A take-down list is read with %s', (...[, text, format, names]) => {
    expect(namesOf(text, format).sort()).toEqual([...names].sort());
  });

  test('Ranges of OSV begin with an introduction, and end before the fix or with the last affected version', () => {
    const osv = (events: object[]) =>
      JSON.stringify({
        affected: [
          {
            package: { ecosystem: 'npm', name: 'a' },
            ranges: [
              { type: 'SEMVER', events },
              { type: 'GIT', events: [{ introduced: '0' }] },
            ],
          },
        ],
      });
    const versions = ['1.0.0', '1.5.0', '2.0.0', '2.5.0', '3.0.0'];
    expect(
      taken(
        osv([{ introduced: '0' }, { fixed: '1.5.0' }, { introduced: '2.0.0' }, { last_affected: '2.5.0' }]),
        versions,
      ),
    ).toEqual(['1.0.0', '2.0.0', '2.5.0']);
    expect(taken(osv([{ introduced: '2.5.0' }]), versions)).toEqual(['2.5.0', '3.0.0']);
  });

  test('A withdrawn advisory names nothing', () => {
    const withdrawn =
      '{"withdrawn":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"npm","name":"a"},"versions":["1.0.0"]}]}';
    const other = '{"affected":[{"package":{"ecosystem":"npm","name":"b"},"versions":["1.0.0"]}]}';
    expect(parseTakeDownList(`${withdrawn}\n${other}\n`)).toMatchObject({
      withdrawnCount: 1,
      packages: [{ pkg: { package: 'b' } }],
    });
    expect(() => parseTakeDownList(withdrawn)).toThrow('got 1 withdrawn advisories');
  });

  test('What is no package of CodeArtifact is refused with its line, or counted if it may be left out', () => {
    const list =
      'artifact_type,name,affected_versions\nnpm package,a,1.0.0\ndocker,b,1.0\ndocker,c,1.0\ngithub actions,d,v1\n';
    expect(problemsOf(list)).toHaveLength(3);
    const { packages, foreign } = parseTakeDownList(list, undefined, true);
    expect(packages.map(({ pkg }) => pkg.package)).toEqual(['a']);
    expect([...foreign]).toEqual([
      ['docker', 2],
      ['github actions', 1],
    ]);
  });

  test('A list of indicators has packages among addresses and hashes', () => {
    const list = 'type,indicator,context\npackage,axios@1.14.1,npm\ndomain,example.com,c2\nsha256,abcdef,file\n';
    const { packages, foreign } = parseTakeDownList(list, 'npm', true);
    expect(packages.map(({ pkg, requests }) => [pkg.package, requests[0]!.text])).toEqual([['axios', '1.14.1']]);
    expect([...foreign.keys()]).toEqual(['domain', 'sha256']);
  });

  test.each([
    ['package-lock.json', '{"name":"app","lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0"}}}'],
    ['yarn.lock', '# THIS IS AN AUTOGENERATED FILE.\n# yarn lockfile v1\n\na@^1.0.0:\n  version "1.0.0"\n'],
    ['pnpm-lock.yaml', "lockfileVersion: '9.0'\npackages:\n  a@1.0.0: {}\n"],
    ['Cargo.lock', 'version = 4\n\n[[package]]\nname = "a"\nversion = "1.0.0"\n'],
    ['Gemfile.lock', 'GEM\n  remote: https://rubygems.org/\n  specs:\n    rake (13.0.0)\n'],
    ['packages.lock.json', '{"version":1,"dependencies":{"net8.0":{"A":{"resolved":"1.0.0"}}}}'],
  ])('The lock file %s is refused, since it names good versions', (_name, text) => {
    expect(problemsOf(text, 'npm')).toEqual([
      expect.stringMatching(/^1: a take-down list must name versions to dispose; got a lock file/),
    ]);
  });

  test.each([
    ['JSON that is cut off', '{"affected":[{"package":', /^1: the list begins like JSON, and is none/],
    ['nested JSON', `${'['.repeat(100_000)}`, /^1: the list begins like JSON, and is none/],
    ['a number', '[1]', /^1: an entry of JSON must be an advisory/],
    ['an object of something else', '{"hello":"world"}', /^1: an entry of JSON must be an advisory/],
    [
      'an advisory without versions',
      '{"affected":[{"package":{"ecosystem":"npm","name":"a"}}]}',
      /^1: an advisory must have versions/,
    ],
    [
      'a bound that is no version',
      '{"affected":[{"package":{"ecosystem":"npm","name":"a"},"ranges":[{"type":"SEMVER","events":[{"introduced":"one"}]}]}]}',
      /^1: a bound of an advisory must be a version of npm; got one/,
    ],
    [
      'an empty bill of materials',
      '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[]}',
      /^1: a bill of materials must have components/,
    ],
    ['a carriage return in a comment', '# stays\rpkg:npm/a@1.0.0', /^1: a line must have at most/],
    ['a table of other columns', '| Name | Link |\n|---|---|\n| a | b |\n', /^1: a table must have the columns/],
  ])('%s is an error', (_what, text, problem) => {
    const problems = problemsOf(text);
    expect(problems[0]).toMatch(problem);
  });

  test('Deeply nested JSON that is complete is an error, and ends', () => {
    const text = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    expect(() => parseTakeDownList(text)).toThrow();
  });
});
