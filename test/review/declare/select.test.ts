import { selectByAny, selectedVersions } from '../../../review/declare/select';
import type { SelectionRules } from '../../../review/declare/selection-rules';
import { describeReasons } from '../../../review/render/render-selection';
import { NO_RULES, packageOf, ruleFor, selected, selectFrom } from './packages';

describe('The selection', () => {
  test('A version is selected if every rule selects it', () => {
    const pkg = packageOf('npm', ['1.0.0', '1.1.0-rc.1', '2.0.0-rc.1', '1.2.0-rc.1 Archived']);
    expect(selected(pkg, { match: ['1.*'], prerelease: true, status: ['Published'] })).toEqual(['1.1.0-rc.1']);
  });

  test('A version is selected if any of several patterns selects it', () => {
    expect(selected(packageOf('npm', ['1.0.0', '1.1.0', '2.0.0']), { match: ['1.0.0', '2.*'] })).toEqual([
      '1.0.0',
      '2.0.0',
    ]);
  });

  test('A version of the given origin is selected', () => {
    const { format, versions } = packageOf('npm', ['1.0.0', '2.0.0']);
    const [latest, ...others] = versions;
    const pkg = { format, versions: [{ ...latest!, origin: 'EXTERNAL' }, ...others] };
    expect(selected(pkg, { origin: ['EXTERNAL'] })).toEqual(['2.0.0']);
  });

  test('A version that was published before the given time is selected, and none whose time is not known', () => {
    const publishedTimes = new Map([
      ['1.0.0', new Date('2020-01-01')],
      ['2.0.0', new Date('2021-01-01')],
      ['3.0.0', undefined],
    ]);
    const pkg = packageOf('npm', ['1.0.0', '2.0.0', '3.0.0', '4.0.0'], { publishedTimes });
    const selection = selectFrom(pkg, { publishedBefore: new Date('2020-06-01') });
    expect(selection.versions.map(({ version }) => version)).toEqual(['1.0.0']);
    expect(selection.notes.join(' ')).toMatch(/published before 2020-06-01.*time of the last update.*1 without a publ/);
    expect(ruleFor('2.0.0', selection)).toBe('too young for --older-than');
  });

  test.each(['Disposed', 'Deleted', 'Quarantined'])(
    'A version that is %s is never selected, even if it is asked for',
    (status) => {
      const pkg = packageOf('npm', [`1.0.0 ${status}`, '2.0.0']);
      expect(selected(pkg, { match: ['*'], status: [status] })).toEqual([]);
      expect(selected(pkg, { match: ['*'] })).toEqual(['2.0.0']);
    },
  );

  test('An unfinished upload is selected only if its status is asked for', () => {
    const pkg = packageOf('npm', ['1.0.0 Unfinished', '2.0.0']);
    expect(selected(pkg, { match: ['<2'] })).toEqual([]);
    expect(selected(pkg, { match: ['<2'], status: ['Unfinished'] })).toEqual(['1.0.0']);
  });

  test('A version that cannot be pinned is never selected', () => {
    const { format, versions } = packageOf('npm', ['1.0.0', '2.0.0']);
    const unpinned = versions.map(({ version, status }) => ({ version, status }));
    const { versions: found, notes } = selectFrom({ format, versions: unpinned }, { match: ['*'] });
    expect(found).toEqual([]);
    expect(notes.join(' ')).toContain('2 whose revision the service does not give cannot be pinned');
  });

  test.each(['__proto__', 'Ref', 'Fn::Join', '{{resolve:ssm:x}}', '${Token[TOKEN.1]}', 'with space'])(
    'The selection never has %s, which no declaration can carry',
    (name) => {
      const pkg = packageOf('generic', ['1.0.0']);
      const version = { version: name, status: 'Published', revision: 'r' };
      const selection = selectFrom({ ...pkg, versions: [version, ...pkg.versions] }, { match: ['*'] });
      expect(selection.versions.map((pinned) => pinned.version)).toEqual(['1.0.0']);
      expect(selection.notes.join(' ')).toContain('1 whose name CloudFormation or the CDK would take for something');
    },
  );

  test('A version that a range cannot be compared with is not selected, and a note counts it', () => {
    const { versions, notes } = selectFrom(packageOf('pypi', ['1.0', 'weird-build', '2.0']), { match: ['<2'] });
    expect(versions.map(({ version }) => version)).toEqual(['1.0']);
    expect(notes).toContainEqual(
      expect.stringMatching(/^1 that the rules of PEP 440 do not define are kept.* with weird-build\.$/),
    );
  });

  test.each([
    ['pypi', ['1.0.0+cu118.dev1', '1.0rc1', '2.0'], ['1.0rc1']],
    ['ruby', ['1.15.4-x86_64-linux', '1.0.0.pre', '2.0.0'], ['1.0.0.pre']],
    ['maven', ['1.0-SNAPSHOT', '1.0-beta-2', '1.0.Final', '31.1-jre'], ['1.0-SNAPSHOT', '1.0-beta-2']],
    ['nuget', ['4.0.104.9', '1.0.0-beta', '5.0.0'], ['1.0.0-beta']],
  ] as const)('For %s, of %j the pre-releases %j are selected', (format, versions, prereleases) => {
    expect(selected(packageOf(format, versions), { prerelease: true })).toEqual(prereleases);
  });

  test('The selection is explained by the rules that decided it, and how each pattern was read', () => {
    const selection = selectFrom(packageOf('pypi', ['1.4', '1.5', '1.6', '2.0']), {
      match: ['>=1.5, <2'],
      status: ['Published'],
      except: ['1.6.0'],
    });
    expect(selection.decisions.map((each) => `${each.version} ${each.outcome}: ${describeReasons(each)}`)).toEqual([
      '2.0 not selected: not in --match',
      '1.6 kept: --except "1.6.0"',
      '1.5 selected: --match ">=1.5, <2", --status Published',
      '1.4 not selected: not in --match',
    ]);
    expect(selection.notes).toEqual([
      '--match ">=1.5, <2" is the range >=1.5 and <2 (PEP 440).',
      '--except "1.6.0" is the version 1.6.',
    ]);
  });

  test('The selection is guarded by the status that was asked for, if it was one', () => {
    const pkg = packageOf('npm', ['1.0.0 Archived', '2.0.0']);
    expect(selectFrom(pkg, { status: ['Archived'] }).expectedStatus).toBe('Archived');
    expect(selectFrom(pkg, { status: ['Archived', 'Unlisted'] }).expectedStatus).toBeUndefined();
    expect(selectFrom(pkg, { match: ['*'] }).expectedStatus).toBeUndefined();
  });
});

describe('The versions that are kept', () => {
  const versions = ['1.0.0', '1.9.0', '1.10.0', '2.0.0-rc.1'];

  test('Excepted versions are kept, pre-releases of the range included', () => {
    expect(selected(packageOf('npm', versions), { match: ['*'], except: ['>=1.9.0'] })).toEqual(['1.0.0']);
  });

  test('Versions that a hold list names are kept', () => {
    const heldBy = (version: string) => (version === '1.9.0' ? 'the hold list hold.txt' : undefined);
    const selection = selectFrom(packageOf('npm', versions), { match: ['<1.10'], heldBy });
    expect(selection.versions.map(({ version }) => version)).toEqual(['1.0.0']);
    expect(ruleFor('1.9.0', selection)).toBe('the hold list hold.txt');
  });

  test('The default version is kept, unless it is named in full', () => {
    const pkg = packageOf('npm', versions, { defaultVersion: '1.10.0' });
    expect(selected(pkg, { match: ['*'] })).toEqual(['1.0.0', '1.9.0', '2.0.0-rc.1']);
    expect(selected(pkg, { match: ['1.10.0'] })).toEqual(['1.10.0']);
  });

  test.each([{ match: ['>=0'] }, { match: ['*.*.*'] }, { status: ['Published'] }, { origin: ['INTERNAL'] }])(
    'The latest release of a package is kept that %j would empty',
    (rules) => {
      const selection = selectFrom(packageOf('npm', ['1.0.0', '2.0.0', '1.9.0']), rules);
      expect(selection.versions.map(({ version }) => version)).toEqual(['1.0.0']);
      expect(selection.notes.join(' ')).toContain('1.9.0 and 2.0.0: the rules select every version');
    },
  );

  test('The last published version is kept where only unlisted and archived ones would remain', () => {
    const pkg = packageOf('npm', ['1.0.0', '2.0.0 Unlisted', '3.0.0 Archived']);
    expect(selected(pkg, { status: ['Published'] })).toEqual([]);
    expect(selected(pkg, { status: ['Archived'] })).toEqual(['3.0.0']);
  });

  test('The latest release is kept, although a pre-release came after it', () => {
    const pkg = packageOf('npm', ['1.0.0', '2.0.0', '2.1.0-rc.1']);
    expect(selected(pkg, { status: ['Published'] })).toEqual(['1.0.0', '2.1.0-rc.1']);
  });

  test('The last versions of a package are kept where all others are named', () => {
    expect(selected(packageOf('npm', ['1.0.0', '2.0.0']), { match: ['2.0.0', '<2'] })).toEqual(['2.0.0']);
  });

  test('Nothing is kept of a package whose last version is named, or of which every version is asked for', () => {
    const pkg = packageOf('npm', ['1.0.0']);
    expect(selected(pkg, { match: ['1.0.0'] })).toEqual(['1.0.0']);
    expect(selected(pkg, { match: ['*'] })).toEqual(['1.0.0']);
  });
});

describe('an exception is idle', () => {
  test.each([
    ['npm', '>=9'],
    ['npm', '9.9.9'],
    ['npm', '*-beta*'],
    ['maven', '[32,)'],
    ['pypi', '9.0'],
  ] as const)('An exception is idle for %s if %s keeps nothing', (format, except) => {
    expect(
      selectFrom(packageOf(format, ['1.0.0', '2.0.0']), { match: ['*'], except: [except] }).idleExceptions,
    ).toEqual([except]);
  });

  test('An exception is idle if its range keeps only what cannot be compared with it', () => {
    const { idleExceptions, versions } = selectFrom(packageOf('pypi', ['1.0', 'weird-build']), {
      match: ['*'],
      except: ['>=9'],
    });
    expect(idleExceptions).toEqual(['>=9']);
    expect(versions.map(({ version }) => version)).toEqual(['1.0']);
  });

  test('An exception is not idle if it keeps what no rule selects, or what is disposed already', () => {
    const pkg = packageOf('npm', ['1.0.0', '2.0.0 Disposed', '3.0.0']);
    expect(selectFrom(pkg, { match: ['<2'], except: ['>=3', '2.0.0'] }).idleExceptions).toEqual([]);
  });
});

test.each([
  ['generic', { prerelease: true }, '--prerelease has no meaning for generic'],
  ['generic', { match: ['*'], latestBy: 'version' }, '--latest-by version has no meaning for generic'],
  ['npm', { snapshotBuilds: true }, '--snapshot-builds is about Maven packages'],
] as const)('Rules of a %s package that have no meaning, %j, are refused', (format, rules, message) => {
  expect(() => selectFrom(packageOf(format, ['1.0.0']), rules as object)).toThrow(message);
});

describe('several sets of rules', () => {
  const pkg = packageOf('npm', ['1.0.0', '1.1.0', '1.2.0']);
  const selectedByAny = (...sets: Partial<SelectionRules>[]) =>
    selectedVersions(
      selectByAny(
        pkg,
        sets.map((rules) => ({ ...NO_RULES, ...rules })),
      ),
    ).map(({ version }) => version);

  test('Several sets of rules select what any of them selects', () => {
    expect(selectedByAny({ match: ['1.0.0'] }, { match: ['1.1.0'] })).toEqual(['1.0.0', '1.1.0']);
  });

  test('Several sets of rules keep what any of them keeps', () => {
    expect(selectedByAny({ match: ['<1.2'] }, { keepsOnly: true, except: ['1.0.0'] })).toEqual(['1.1.0']);
    expect(selectedByAny({ match: ['<1.2'] }, { keepsOnly: true, keepLatest: 2 })).toEqual(['1.0.0']);
  });

  test('Several sets of rules keep the latest version where together they would leave none', () => {
    expect(selectedByAny({ match: ['<=1.1'] }, { match: ['>=1.1'] })).toEqual(['1.0.0', '1.1.0']);
  });

  test('Several sets of rules select nothing if they only keep', () => {
    expect(selectedByAny({ keepsOnly: true, keepLatest: 1 })).toEqual([]);
  });
});
