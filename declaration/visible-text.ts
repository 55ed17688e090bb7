/**
 * Characters that do not show, or that change how the text around them shows: controls, formats, unassigned and private
 * ones, lone surrogates, separators, spaces that look like another space, characters that fonts ignore (fillers of
 * Hangul, variation selectors), and the blank pattern of Braille.
 */
const INVISIBLE = String.raw`[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}`;
const ANY_INVISIBLE = new RegExp(INVISIBLE, 'u');
const EACH_INVISIBLE = new RegExp(INVISIBLE, 'gu');
const EACH_INVISIBLE_BUT_TAB = new RegExp(String.raw`(?!\t)(?:${INVISIBLE})`, 'u');

/** Characters of a value that a message shows. */
const MAX_EXCERPT = 80;

/** True if a text has a character that does not show. */
export function hasInvisible(text: string): boolean {
  return ANY_INVISIBLE.test(text);
}

/** The same for a line whose fields are separated by tabs. */
export function hasInvisibleButTabs(line: string): boolean {
  return EACH_INVISIBLE_BUT_TAB.test(line);
}

/** Writes each character that does not show as `\u{202e}`. */
export function showInvisible(text: string): string {
  return text.replace(EACH_INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Writes each character that does not show as an escape of JSON and JavaScript; line feeds between values stay. */
export function escapeInvisible(source: string): string {
  return source.replace(EACH_INVISIBLE, (character) => (character === '\n' ? character : toUnicodeEscapes(character)));
}

function toUnicodeEscapes(text: string): string {
  return Array.from({ length: text.length }, (_, n) => `\\u${text.charCodeAt(n).toString(16).padStart(4, '0')}`).join(
    '',
  );
}

/** A received value as a message shows it: in quotes, short, and with every character visible. */
export function excerpt(value: string, max = MAX_EXCERPT): string {
  const short = value.length > max ? `${value.slice(0, max)}…` : value;
  return showInvisible(JSON.stringify(short));
}
