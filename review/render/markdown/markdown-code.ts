import { oneLine } from '../../text/sanitize';

/**
 * A text as code, without anything that Markdown or a forge acts on: no link, no mention, no end
 * of a table's cell.
 */
export function code(text: string, max?: number): string {
  const line = oneLine(text, max);
  if (line === '') {
    return '';
  }
  if (!/[`|\\<>&]/.test(line)) {
    return `\`${line}\``;
  }
  const escaped = line.replace(/[^\p{L}\p{N} ,;=+-]/gu, (character) => `&#${character.codePointAt(0)};`);
  return `<code>${escaped}</code>`;
}
