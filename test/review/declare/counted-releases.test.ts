import { readCapturePattern } from '../../../review/declare/capture-pattern';
import { packageOf, selected } from './packages';

const range = (count: number, text: (n: string) => string) =>
  Array.from({ length: count }, (_, n) => text(String(n + 1).padStart(3, '0')));

describe('The latest are counted within the kind that a rule selects', () => {
  const pkg = packageOf('generic', [...range(30, (n) => `dev-${n}`), ...range(12, (n) => `prod-${n}`)]);

  test('The latest 10 of a pattern stay', () => {
    const names = selected(pkg, { match: ['dev-*'], keepLatest: 10 });
    expect(names).toEqual(range(20, (n) => `dev-${n}`));
  });

  test('The latest of one pattern are not those of another', () => {
    const previews = packageOf('npm', [
      ...range(60, (n) => `1.0.0-preview.${Number(n)}`),
      ...range(15, (n) => `1.0.0-rc.${Number(n)}`),
    ]);
    const names = selected(previews, { match: ['*-preview.*'], keepLatestPrereleases: 20 });
    expect(names).toHaveLength(40);
    expect(names.every((name) => Number(name.split('.').at(-1)) <= 40)).toBe(true);
  });

  test('The latest of a status stay', () => {
    const mixed = packageOf('npm', ['1.0.0 Archived', '1.1.0 Archived', '1.2.0', '1.3.0']);
    expect(selected(mixed, { status: ['Archived'], keepLatest: 1 })).toEqual(['1.0.0']);
  });

  test('A version that is named in full is no kind', () => {
    expect(selected(packageOf('npm', ['1.0.0', '1.1.0']), { match: ['1.0.0'], keepLatest: 1 })).toEqual(['1.0.0']);
  });

  test('Unlisted versions push no published one out, and stay beside them', () => {
    const withdrawn = packageOf('cargo', [
      ...['1.0.0', '1.1.0', '1.2.0', '1.3.0'],
      ...['2.0.0 Unlisted', '2.1.0 Unlisted', '2.2.0 Unlisted'],
    ]);
    expect(selected(withdrawn, { keepLatest: 2 })).toEqual(['1.0.0', '1.1.0', '2.0.0']);
  });
});

describe('The latest are counted for each part', () => {
  test('The latest two of every major stay', () => {
    const pkg = packageOf('npm', ['1.0.0', '1.1.0', '1.2.0', '2.0.0', '3.0.0', '3.1.0', '3.2.0']);
    expect(selected(pkg, { keepLatest: 2, per: 'major' })).toEqual(['1.0.0', '3.0.0']);
  });

  test('The latest of every minor stays', () => {
    const pkg = packageOf('pypi', ['1.0', '1.0.1', '1.1', '1!1.0', '1!1.0.1']);
    expect(selected(pkg, { keepLatest: 1, per: 'minor' })).toEqual(['1!1.0', '1.0']);
  });

  test.each([
    ['maven', ['Greenwich.SR1', 'Greenwich.SR2', 'Hoxton.SR1'], ['Greenwich.SR1']],
    ['maven', ['1.0', '1.9.1', '10.0'], ['1.0']],
    ['nuget', ['1.0.0', '1.0.0.1', '2.0.0'], ['1.0.0']],
    ['ruby', ['1.0', '1.9', '2.0'], ['1.0']],
    ['swift', ['1.0.0', '1.9.0', '2.0.0'], ['1.0.0']],
  ] as const)('The latest of every major of %s stays: %j', (format, versions, names) => {
    expect(selected(packageOf(format, versions), { keepLatest: 1, per: 'major' })).toEqual(names);
  });

  test('14 nights of each architecture stay', () => {
    const nights = range(20, (n) => n).flatMap((n) => [`nightly-${n}-amd64`, `nightly-${n}-linux-arm64`]);
    const names = selected(packageOf('generic', nights), { keepLatest: 14, per: 'nightly-???-(*)' });
    expect(names).toHaveLength(12);
    expect(names.every((name) => Number(name.split('-')[1]) <= 6)).toBe(true);
  });

  test('Two captured parts do not run together', () => {
    const names = selected(packageOf('generic', ['a-bc', 'ab-c', 'x-y']), { keepLatest: 1, per: '(*)-(*)' });
    expect(names).toEqual([]);
  });

  test('Versions of another form are counted together', () => {
    const names = selected(packageOf('generic', ['a', 'b', 'dev-1', 'dev-2']), { keepLatest: 1, per: '(dev)-*' });
    expect(names).toEqual(['a', 'dev-1']);
  });

  test('A long name takes no time', () => {
    const start = performance.now();
    expect(readCapturePattern('*-*-*-*-*-*-*-*(-*)y')(`${'-'.repeat(254)}x`)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe('What differs by a date or a commit after the + is a build', () => {
  const day = (n: string) => `202606${n.slice(1)}`;

  test.each([
    ['pypi', (n: string) => `2.4.0.dev0+git${day(n)}.06f1b2a`],
    ['pypi', (n: string) => `2.4.0.dev0+06f1b${n}`],
    ['cargo', (n: string) => `1.4.0+${day(n)}`],
    ['swift', (n: string) => `1.4.0+2026.06.${Number(n)}`],
    ['npm', (n: string) => `1.4.0-dev+sha.06f1b${n}`],
    ['maven', (n: string) => `1.4.0+${day(n)}`],
  ] as const)('The newest builds of a release of %s stay, and it pushes no other release out', (format, text) => {
    const pkg = packageOf(format, ['1.3.0', '1.3.0-rc1', ...range(30, text), '1.3.1']);
    expect(selected(pkg, { keepLatest: 5 })).toEqual(range(25, text).sort());
  });

  test.each([
    ['pypi', ['2.1.0+cu118', '2.1.0+cpu', '2.1.0+rocm5.6', '2.1.0']],
    ['cargo', ['2.0.9+zstd.1.5.5', '2.0.9+1']],
    ['pypi', ['2.1.0+git20260601.cu118', '2.1.0+git20260601.cpu']],
  ] as const)('Files of one release of %s stay together: %j', (format, versions) => {
    expect(selected(packageOf(format, ['1.0.0', ...versions]), { keepLatest: 1 })).toEqual(['1.0.0']);
  });
});
