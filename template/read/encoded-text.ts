/**
 * Texts in Base64 that can hold the name of an operation, also in lines of equal length. Scripts decode them, and so do
 * resources such as an instance with its user data.
 */
const BASE64 = /(?:[A-Za-z0-9+/]{60,76}\r?\n)*[A-Za-z0-9+/_-]{24,}/g;

/** A text with its escape sequences replaced, followed by all that is written in it in Base64. */
export function decodeText(text: string): string {
  const decoded = Array.from(text.matchAll(BASE64), ([encoded]) => Buffer.from(encoded, 'base64').toString('latin1'));
  return [text, ...decoded].map(decodeEscapes).join('\n');
}

/** A text whose escape sequences of JSON, YAML and JavaScript are replaced, however often the text is nested in another. */
export function decodeEscapes(text: string): string {
  return text.replace(
    /\\+(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|U([0-9a-f]{8}))/gi,
    (sequence, ...digits: (string | undefined)[]) => {
      const code = Number.parseInt(digits.slice(0, 4).find((each) => each !== undefined) ?? '', 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : sequence;
    },
  );
}
