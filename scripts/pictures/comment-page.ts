import { escapeHtml } from './terminal-page';

/** The Markdown that `plan` writes, as a forge shows it: headings, tables, lists, bold text and code. */
export function commentPage(markdown: string): string {
  const blocks = markdown
    .replace(/<!--.*?-->/gs, '')
    .split(/\n{2,}/)
    .map(readBlock);
  return `<!doctype html><meta charset="utf-8"><style>
    body { font: 14px/1.5 "DejaVu Sans", sans-serif; color: #1f2328; margin: 0; padding: 16px; max-width: 900px }
    table { border-collapse: collapse; display: block; overflow-x: auto }
    td, th { border: 1px solid #d1d9e0; padding: 6px 13px; text-align: left }
    code { background: #eff1f3; border-radius: 6px; font: 12px "DejaVu Sans Mono", monospace; padding: 0.2em 0.4em }
  </style>${blocks.join('\n')}`;
}

function readBlock(block: string): string {
  const lines = block.trim().split('\n');
  const [, level, heading] = /^(#{1,6}) (.*)$/.exec(lines[0] ?? '') ?? [];
  if (level !== undefined) {
    return `<h${level.length}>${inline(heading ?? '')}</h${level.length}>${lines.length > 1 ? readBlock(lines.slice(1).join('\n')) : ''}`;
  }
  if (lines.every((line) => line.startsWith('|'))) {
    const rows = lines.map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\) \|/)
        .map((cell) => inline(cell.trim())),
    );
    const [head = [], , ...body] = rows;
    const row = (cells: readonly string[], tag: string) =>
      `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
    return `<table>${row(head, 'th')}${body.map((cells) => row(cells, 'td')).join('')}</table>`;
  }
  if (lines.every((line) => line.startsWith('- '))) {
    return `<ul>${lines.map((line) => `<li>${inline(line.slice(2))}</li>`).join('')}</ul>`;
  }
  return `<p>${lines.map(inline).join('\n')}</p>`;
}

function inline(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part) =>
      part.startsWith('`')
        ? `<code>${escapeHtml(part.slice(1, -1))}</code>`
        : escapeHtml(part)
            .replace(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')
            .replaceAll('&lt;br&gt;', '<br>'),
    )
    .join('');
}
