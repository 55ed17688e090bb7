import { remarkOnLetters } from '../../../review/plan/name-scripts';

describe('names that may be taken for others', () => {
  test.each([
    ['a Cyrillic letter in a name of NuGet', 'N\u0435wtonsoft.Json', /Cyrillic, Latin/],
    ['a Greek letter in a scope', '@my-sc\u03bfpe/left-pad', /Greek, Latin/],
    ['a Cyrillic letter in a version', 'left-pad 1.0.0-b\u0435ta', /Cyrillic, Latin/],
    ['an Armenian letter', 'lod\u0561sh', /Armenian, Latin/],
    ['a Cherokee letter', 'lod\u13aash', /Latin, another script/],
    ['Cyrillic and Greek letters', '\u0430\u03bf', /Cyrillic, Greek/],
    ['a full-width letter', 'left-p\uff41d', /\uff41 for a/],
    ['a mathematical letter', 'left-p\u{1d41a}d', /\u{1d41a} for a/u],
  ])('The plan remarks on %s', (_what, name, remark) => {
    expect(remarkOnLetters(name)).toMatch(remark);
  });

  test.each([
    'left-pad',
    '@my-scope/left_pad 1.0.0-rc.1',
    'k\u00e4se',
    '\u0431\u0435\u0442\u0430',
    '\u540d\u524d-\u3072\u3089-lib',
    '\ud55c\uad6d-lib',
  ])('The plan has no remark on %s', (name) => {
    expect(remarkOnLetters(name)).toBeUndefined();
  });
});
