import { packageOf, ruleFor, selected, selectFrom } from './packages';

const canaries = Array.from({ length: 150 }, (_, index) => `3.0.0-canary.${index}`);

describe('--keep-latest keeps', () => {
  test('--keep-latest keeps this many releases by the order of publication', () => {
    const pkg = packageOf('npm', ['2.0.0', '1.0.0', '1.1.0']);
    expect(selected(pkg, { keepLatest: 2 })).toEqual(['2.0.0']);
  });

  test("--keep-latest keeps this many releases by the format's order of versions", () => {
    const pkg = packageOf('maven', ['1.10', '1.9', '1.2']);
    expect(selected(pkg, { keepLatest: 2, latestBy: 'version' })).toEqual(['1.2']);
  });

  test('--keep-latest keeps releases although 150 canaries came after them, and as many canaries', () => {
    const pkg = packageOf('npm', ['1.0.0', '2.0.0', ...canaries]);
    const found = selected(pkg, { keepLatest: 2 });
    expect(found).toHaveLength(148);
    expect(found.filter((version) => !version.includes('canary') || /14[89]$/.test(version))).toEqual([]);
  });

  test('--keep-latest keeps as many pre-releases as --keep-latest-prereleases says, none included', () => {
    const pkg = packageOf('npm', ['1.0.0', '2.0.0', ...canaries]);
    expect(selected(pkg, { keepLatest: 2, keepLatestPrereleases: 10 })).toHaveLength(140);
    expect(selected(pkg, { keepLatest: 2, keepLatestPrereleases: 0 })).toHaveLength(150);
  });

  test.each([
    ['ruby', ['1.15.3', '1.15.3-x86_64-linux', '1.15.4', '1.15.4-x86_64-linux', '1.15.4-arm64-darwin']],
    ['pypi', ['2.0.0', '2.0.0+cpu', '2.1.0', '2.1.0+cpu', '2.1.0+cu118']],
    ['maven', ['31.0-jre', '31.0-android', '31.1-jre', '31.1-android']],
  ] as const)('--keep-latest keeps every flavour and platform file of one release of %s', (format, versions) => {
    const pkg = packageOf(format, versions);
    expect(selected(pkg, { keepLatest: 1 })).toEqual(versions.slice(0, 2).sort());
    expect(selected(pkg, { keepLatest: 1, latestBy: 'version' })).toEqual(versions.slice(0, 2).sort());
  });

  test('--keep-latest keeps versions that can be installed, whatever is archived, disposed or unfinished after them', () => {
    const pkg = packageOf('npm', ['1.0.0', '1.1.0 Unlisted', '1.2.0 Archived', '1.3.0 Disposed', '1.4.0 Unfinished']);
    expect(selected(pkg, { keepLatest: 2 })).toEqual(['1.2.0']);
  });

  test('--keep-latest keeps archived versions of a package that has no others', () => {
    const pkg = packageOf('npm', ['1.0.0 Archived', '1.1.0 Archived', '1.2.0 Disposed']);
    expect(selected(pkg, { keepLatest: 1 })).toEqual(['1.0.0']);
  });

  test.each([
    ['npm', { keepLatest: 2 }, 'The latest 2 releases and the latest 2 pre-releases are kept'],
    ['npm', { match: ['*'], keepLatestPrereleases: 3 }, 'The latest 3 pre-releases are kept'],
    ['generic', { keepLatest: 2 }, 'The latest 2 versions are kept'],
  ] as const)('A note says what --keep-latest keeps of %s with %j', (format, rules, note) => {
    expect(selectFrom(packageOf(format, ['1.0.0']), rules as object).notes.join(' ')).toContain(note);
  });

  test('--keep-latest keeps this many versions of a generic package', () => {
    expect(selected(packageOf('generic', ['b', 'c', 'a']), { keepLatest: 2 })).toEqual(['b']);
  });

  test('--keep-latest keeps what has no place in the order of versions, and a note counts it', () => {
    const selection = selectFrom(packageOf('pypi', ['1.0', '2.0', 'weird-build']), {
      keepLatest: 1,
      latestBy: 'version',
    });
    expect(selection.versions.map(({ version }) => version)).toEqual(['1.0']);
    expect(selection.notes).toContain('1 that have no place in this order are kept.');
  });
});

describe('builds of a SNAPSHOT', () => {
  const builds = [
    '0.9',
    '1.0-SNAPSHOT',
    '2.0-20240101.000000-1',
    '1.0-20250101.000000-1',
    '1.0-20260101.000000-9',
    '1.0-20260101.000000-10',
  ];

  test('Builds of a SNAPSHOT are selected but for the newest of each', () => {
    expect(selected(packageOf('maven', builds), { snapshotBuilds: true })).toEqual([
      '1.0-20250101.000000-1',
      '1.0-20260101.000000-9',
    ]);
  });

  test.each([{ keepLatest: 2 }, { keepLatestPrereleases: 2 }])(
    'Builds of a SNAPSHOT are kept as many of each as %j says',
    (rules) => {
      expect(selected(packageOf('maven', builds), { snapshotBuilds: true, ...rules })).toEqual([
        '1.0-20250101.000000-1',
      ]);
    },
  );

  test.each(['Disposed', 'Unfinished', 'Archived'])(
    'Builds of a SNAPSHOT are kept up to the newest usable one, where newer ones are %s',
    (status) => {
      const pkg = packageOf('maven', [
        '1.0-20250101.000000-1',
        '1.0-20250102.000000-2',
        `1.0-20260101.000000-3 ${status}`,
      ]);
      const selection = selectFrom(pkg, { snapshotBuilds: true });
      expect(selection.versions.map(({ version }) => version)).not.toContain('1.0-20250102.000000-2');
      expect(selection.versions.map(({ version }) => version)).toContain('1.0-20250101.000000-1');
      expect(ruleFor('1.0-20250102.000000-2', selection)).toContain('newest builds of 1.0-SNAPSHOT');
    },
  );

  test('Builds of a SNAPSHOT keep their newest although another rule selects it', () => {
    expect(selected(packageOf('maven', builds), { match: ['*'] })).not.toContain('1.0-20260101.000000-10');
  });

  test('Builds of a SNAPSHOT push no release and no other pre-release out', () => {
    const many = Array.from({ length: 50 }, (_, index) => `2.0-20260101.000000-${index + 1}`);
    const found = selected(packageOf('maven', ['1.0', '1.1', '1.1-rc1', ...many]), { keepLatest: 2 });
    expect(found).toHaveLength(48);
    expect(found.every((version) => version.startsWith('2.0-'))).toBe(true);
  });
});
