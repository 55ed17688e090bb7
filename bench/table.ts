/** One line of the result. */
export interface Row {
  readonly what: string;
  /** What it is measured against. */
  readonly against: string;
  readonly measured: string;
  /** The target; none where a row only informs. */
  readonly toReach?: string;
  readonly reached?: boolean;
}

export interface Section {
  readonly title: string;
  /** How it was measured, as far as the reader has to know. */
  readonly note: string;
  readonly rows: readonly Row[];
}

function verdict({ toReach, reached }: Row): string {
  return toReach === undefined ? '' : reached ? 'reached' : '**missed**';
}

export function sectionMarkdown({ title, note, rows }: Section): string {
  const lines = rows.map((row) => [row.what, row.against, row.measured, row.toReach ?? '', verdict(row)]);
  return `## ${title}\n\n${note}\n\n${markdownTable(['what', 'against', 'measured', 'to reach', 'verdict'], lines)}\n`;
}

export function markdownTable(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...lines.map(line)].join('\n');
}

function cell(content: string): string {
  return content.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

export function ratio(value: number): string {
  return value.toFixed(2);
}

export function number(value: number): string {
  return value.toLocaleString('en-US');
}
