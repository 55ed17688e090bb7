const STYLES: Readonly<Record<string, string>> = {
  '1': 'font-weight: bold',
  '2': 'opacity: 0.65',
  '31': 'color: #f85149',
  '33': 'color: #e3b341',
  '35': 'color: #db61e2',
};

const ESCAPE = String.fromCharCode(27);
const CODES = new RegExp(`${ESCAPE}\\[([0-9]+)m`, 'g');
const SPLIT = new RegExp(`(${ESCAPE}\\[[0-9]+m)`);

/** The text of a terminal with so many columns as a page. */
export function terminalPage(text: string, columns: number): string {
  const open: string[] = [];
  const lines = text.split('\n').flatMap((line) => wrapLine(line, columns));
  const body = escapeHtml(lines.join('\n')).replace(CODES, (_, code: string) => {
    const style = STYLES[code];
    if (style === undefined) {
      return open.pop() ?? '';
    }
    open.push('</span>');
    return `<span style="${style}">`;
  });
  return `<!doctype html><meta charset="utf-8"><style>
    body { background: #0d1117; color: #e6edf3; margin: 0; padding: 16px; width: max-content }
    pre { font: 14px/1.25 "DejaVu Sans Mono", monospace; margin: 0 }
  </style><pre>${body}</pre>`;
}

/** A terminal breaks a line wherever it ends; codes take no room. */
function wrapLine(line: string, columns: number): string[] {
  const parts = line.split(SPLIT);
  const lines = [''];
  let count = 0;
  for (const part of parts) {
    const characters = part.startsWith(ESCAPE) ? [part] : [...part];
    for (const character of characters) {
      if (!part.startsWith(ESCAPE) && count === columns) {
        lines.push('');
        count = 0;
      }
      lines.push(`${lines.pop() ?? ''}${character}`);
      count += part.startsWith(ESCAPE) ? 0 : 1;
    }
  }
  return lines;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
