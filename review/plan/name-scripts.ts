/** The scripts that names are written in today (Unicode Standard Annex 31, table 5). */
const UNICODE_SCRIPTS = [
  ...['Arabic', 'Armenian', 'Bengali', 'Bopomofo', 'Cyrillic', 'Devanagari', 'Ethiopic', 'Georgian', 'Greek'],
  ...['Gujarati', 'Gurmukhi', 'Han', 'Hangul', 'Hebrew', 'Hiragana', 'Kannada', 'Katakana', 'Khmer', 'Lao', 'Latin'],
  ...['Malayalam', 'Myanmar', 'Oriya', 'Sinhala', 'Tamil', 'Telugu', 'Thaana', 'Thai', 'Tibetan'],
];
const PATTERNS = UNICODE_SCRIPTS.map((script) => [script, new RegExp(String.raw`\p{Script=${script}}`, 'u')] as const);

/** Scripts that one language mixes, and that readers do not confuse. */
const MIXED_BY_A_LANGUAGE = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
];

const LETTER = /\p{L}/u;

/**
 * Remarks on a name that may be taken for another one: it has letters of two scripts, such as a Cyrillic "е" among Latin
 * ones, or letters in another form, such as full-width ones.
 *
 * @returns undefined for a name that can only be read in one way
 */
export function remarkOnLetters(name: string): string | undefined {
  // Nearly all names are ASCII, and a plan has many.
  if (/^[\x20-\x7e]*$/.test(name)) {
    return undefined;
  }
  const scripts = new Set([...name].filter((character) => LETTER.test(character)).map(findScript));
  const isOneLanguage = MIXED_BY_A_LANGUAGE.some((mix) => [...scripts].every((script) => mix.includes(script)));
  if (scripts.size > 1 && !isOneLanguage) {
    return `the name has letters of more than one script, which may look alike: ${[...scripts].sort().join(', ')}`;
  }
  const other = [...name].find((character) => LETTER.test(character) && character.normalize('NFKC') !== character);
  return other === undefined
    ? undefined
    : `the name has a letter in another form than usual, which may look alike: ${other} for ${other.normalize('NFKC')}`;
}

function findScript(letter: string): string {
  return PATTERNS.find(([, pattern]) => pattern.test(letter.normalize('NFKC')))?.[0] ?? 'another script';
}
