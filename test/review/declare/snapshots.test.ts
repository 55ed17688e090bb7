import { packageOf, ruleFor, selected, selectFrom } from './packages';

/** Published times by the year and month of each text, such as `1.0 2022-08`. */
function datedPackage(texts: readonly string[], defaultVersion?: string) {
  const dated = texts.map((text) => text.split(' ') as [string, string, string?]);
  const publishedTimes = new Map(dated.map(([version, month]) => [version, new Date(`${month}-01`)]));
  const versions = dated.map(([version, , status = 'Published']) => `${version} ${status}`);
  return packageOf('maven', versions, { publishedTimes, defaultVersion });
}

const publishedBefore = new Date('2025-12-01');

describe('Releases stay, whatever SNAPSHOTs of branches came after them', () => {
  test.each([
    ['Spring', ['5.2.5.RELEASE', '5.2.6.RELEASE'], ['5.3.0-M1', '5.2.7.BUILD-SNAPSHOT', '5.3.0.BUILD-SNAPSHOT']],
    ['tickets', ['1.0', '1.1'], ['1.2-PROJ-42-SNAPSHOT', '1.2-20-g087b236-SNAPSHOT', '1.2-feature-login-snapshot']],
    ['git describe', ['24.0.0', '24.1.0'], ['24.1.0-17-g2e046b8-SNAPSHOT', '24.1.0-18-g2e046b9-SNAPSHOT']],
    ['branches', ['4.17.0', '4.18.0'], ['DAT-9999-part2-SNAPSHOT', 'master-SNAPSHOT', '0ba9e17-SNAPSHOT']],
    ['release trains', ['Greenwich.SR5', 'Hoxton.RELEASE'], ['Hoxton.M3', 'Hoxton.RC2', 'Ilford.BUILD-SNAPSHOT']],
    ['other words', ['1.9.10', '1.9.20'], ['1.9.30-dev-6845', '2.0.0-eap-3', '2.0.0.pr1', '17-ea+11', 'nightly-7']],
  ])('Releases stay beside %s', (_what, releases, others) => {
    const pkg = packageOf('maven', [...releases, ...others]);
    for (const latestBy of ['published', 'version'] as const) {
      expect(selected(pkg, { keepLatest: 2, keepLatestPrereleases: 0, latestBy })).toEqual([...others].sort());
    }
  });

  test.each(['633.v9def0c0ddca_3', '1.0-17-g2e046b8', '1.2.v0a1b2c3', 'r09', '31.1-jre', '9.4.1209.jre6', '1.0-sp1'])(
    '%s is a release',
    (version) => {
      expect(selected(packageOf('maven', [version, '1.0.1-rc1']), { prerelease: true })).toEqual(['1.0.1-rc1']);
    },
  );
});

describe('A SNAPSHOT and its builds are one thing', () => {
  const live = [
    '1.0 2022-01',
    '1.1-SNAPSHOT 2022-08',
    '1.1-20220801.101010-1 2022-08 Unlisted',
    '1.1-20261129.101010-2 2026-11 Unlisted',
    '1.1-20261130.101010-3 2026-11 Unlisted',
    '2.0 2026-11',
  ];

  test('A SNAPSHOT stays while one of its builds is too young', () => {
    const selection = selectFrom(datedPackage(live, '2.0'), { publishedBefore });
    expect(selection.versions.map(({ version }) => version)).toEqual(['1.0', '1.1-20220801.101010-1']);
    expect(ruleFor('1.1-SNAPSHOT', selection)).toBe('a SNAPSHOT of which a build stays');
  });

  test.each([{ prerelease: true }, { match: ['*SNAPSHOT*'] }, { match: ['*'] }, { snapshotBuilds: true }])(
    'A SNAPSHOT and its newest build stay where %j says neither how old nor how many',
    (rules) => {
      const names = selected(
        packageOf(
          'maven',
          live.map((text) => text.split(' ')[0]!),
        ),
        rules,
      );
      expect(names).toContain('1.1-20261129.101010-2');
      expect(names).not.toContain('1.1-SNAPSHOT');
      expect(names).not.toContain('1.1-20261130.101010-3');
    },
  );

  test('A glob of the name of a SNAPSHOT is about its builds, too', () => {
    const pkg = datedPackage([
      '1.0-feature-x-SNAPSHOT 2022-01',
      '1.0-feature-x-20220101.101010-1 2022-01',
      '1.0 2022-01',
    ]);
    expect(selected(pkg, { match: ['*-feature-*-SNAPSHOT'], publishedBefore })).toEqual([
      '1.0-feature-x-20220101.101010-1',
      '1.0-feature-x-SNAPSHOT',
    ]);
    expect(selected(pkg, { match: ['*'], except: ['*-feature-*-SNAPSHOT'] })).toEqual(['1.0']);
  });

  test('A SNAPSHOT that is named in full goes with its builds', () => {
    const pkg = packageOf('maven', ['1.0', '1.1-SNAPSHOT', '1.1-20220801.101010-1']);
    expect(selected(pkg, { match: ['1.1-SNAPSHOT'] })).toEqual(['1.1-20220801.101010-1', '1.1-SNAPSHOT']);
    expect(selected(pkg, { match: ['1.1-SNAPSHOT'], except: ['1.1-20220801.101010-1'] })).toEqual([]);
  });

  test('SNAPSHOTs of commits that are old go as a whole', () => {
    const commits = ['ga94ac85', 'g2e046b8', 'g0ba9e17'].flatMap((commit) => [
      `24.0.0-17-${commit}-SNAPSHOT 2023-09`,
      `24.0.0-17-${commit}-20230920.143841-1 2023-09`,
    ]);
    const pkg = datedPackage([...commits, '24.1.0 2026-11']);
    expect(selected(pkg, { publishedBefore })).toHaveLength(6);
    expect(selected(pkg, { publishedBefore, keepLatestPrereleases: 1 })).toEqual([
      '24.0.0-17-g2e046b8-20230920.143841-1',
      '24.0.0-17-g2e046b8-SNAPSHOT',
      '24.0.0-17-ga94ac85-20230920.143841-1',
      '24.0.0-17-ga94ac85-SNAPSHOT',
    ]);
  });

  test('A SNAPSHOT whose builds are the only ones that a rule selects keeps the newest', () => {
    const pkg = datedPackage(['1.1-SNAPSHOT 2022-08', '1.1-20220801.101010-1 2022-08', '2.0 2026-11']);
    expect(selected(pkg, { publishedBefore, snapshotBuilds: true })).toEqual([]);
  });

  test('SNAPSHOTs and other pre-releases are counted apart', () => {
    const branches = Array.from({ length: 20 }, (_, n) => `2.0-branch-${n}-SNAPSHOT`);
    const names = selected(packageOf('maven', ['1.0', '2.0-rc1', ...branches]), { keepLatest: 2 });
    expect(names).toHaveLength(18);
    expect(names).not.toContain('2.0-rc1');
  });
});
