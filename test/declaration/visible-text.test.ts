import {
  escapeInvisible,
  excerpt,
  hasInvisible,
  hasInvisibleButTabs,
  showInvisible,
} from '../../declaration/visible-text';

/** A name of each character, with an escape of the same code point. */
const INVISIBLE = [
  ['a control', '\u0007'],
  ['an override of the direction', '\u202e'],
  ['a space without width', '\u200b'],
  ['a mark of the byte order', '\ufeff'],
  ['a filler of Hangul', '\u3164'],
  ['a halfwidth filler of Hangul', '\uffa0'],
  ['an initial filler of Hangul', '\u115f'],
  ['the blank pattern of Braille', '\u2800'],
  ['a variation selector', '\ufe0f'],
  ['a supplementary variation selector', '\u{e0100}'],
  ['a joiner of graphemes', '\u034f'],
  ['a vowel of Khmer that does not show', '\u17b4'],
  ['a free variation selector of Mongolian', '\u180b'],
  ['a tag', '\u{e0041}'],
  ['a separator of lines', '\u2028'],
  ['a no-break space', '\u00a0'],
  ['an ideographic space', '\u3000'],
  ['a lone surrogate', '\ud800'],
  ['a private character', '\ue000'],
  ['an unassigned character', '\u{50000}'],
] as const;

describe('characters that do not show', () => {
  test.each(INVISIBLE)('A text shows %s by its code point', (_name, character) => {
    const text = `2.0.0${character}`;
    expect(hasInvisible(text)).toBe(true);
    expect(showInvisible(text)).toBe(`2.0.0\\u{${character.codePointAt(0)!.toString(16)}}`);
    expect(excerpt(text)).not.toContain(character);
    expect(JSON.parse(escapeInvisible(JSON.stringify(text)))).toBe(text);
    expect(escapeInvisible(JSON.stringify(text))).toMatch(/^[\x20-\x7e]+$/);
  });

  test.each(['left-pad', '@my-scope/a_b.c', 'org.example:käse', '1.0.0-бета', '名前', '1 2'])(
    'The text %s stays as it is',
    (text) => {
      expect(hasInvisible(text)).toBe(false);
      expect(showInvisible(text)).toBe(text);
    },
  );

  test('A tab separates the fields of a line, and does not show in a name', () => {
    expect(hasInvisibleButTabs('npm\tleft-pad')).toBe(false);
    expect(hasInvisibleButTabs('npm\tleft-pad\u3164')).toBe(true);
    expect(hasInvisible('npm\tleft-pad')).toBe(true);
  });
});
