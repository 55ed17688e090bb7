import Table from 'cli-table3';

/** The time that cli-table3 takes grows with the square of a table's rows. */
const ROWS_AT_ONCE = 50;

/** Columns of the remarks, which are wrapped; the others are as wide as their cells. */
const MIN_REMARKS = 24;
const MAX_REMARKS = 62;

const INDENT = '    ';
const SEPARATOR = ', ';

interface TableContent {
  readonly columns: readonly string[];
  /** The cells, whose length says how wide the columns are. */
  readonly plain: readonly (readonly string[])[];
  /** The same cells as they are printed. */
  readonly colored: readonly string[][];
  /** Columns of the terminal; undefined where there is none. */
  readonly width: number | undefined;
}

/** A table, or a block of lines for each row where the terminal is narrower than the table. */
export function tableText({ columns, plain, colored, width }: TableContent): string {
  const colWidths = findWidths([columns, ...plain], width);
  const needed = colWidths.reduce((sum, each) => sum + each + 1, 1);
  if (width !== undefined && needed > width) {
    return blocksText({ columns, plain, colored, width });
  }
  const rows = colored.flatMap(rowOfEachLine);
  const parts = Array.from({ length: Math.ceil(rows.length / ROWS_AT_ONCE) }, (_, index) => {
    const table = new Table({
      head: index === 0 ? [...columns] : [],
      style: { head: [], border: [], compact: true },
      wordWrap: true,
      colWidths,
    });
    table.push(...rows.slice(index * ROWS_AT_ONCE, (index + 1) * ROWS_AT_ONCE));
    return table.toString().split('\n');
  });
  const isLast = (index: number) => index === parts.length - 1;
  // Without the borders between the parts.
  return parts.flatMap((lines, index) => lines.slice(index === 0 ? 0 : 1, isLast(index) ? undefined : -1)).join('\n');
}

/**
 * A block for each row: its cells with their columns, as many on a line as fit, and the last one on another line. Terminals wrap
 * what is longer.
 */
function blocksText({ columns, plain, colored, width = Infinity }: TableContent): string {
  return colored
    .map((cells, row) => {
      const filled = cells.flatMap((cell, column) => {
        const text = plain[row]?.[column] ?? '';
        return column < 2 || text === ''
          ? []
          : [{ label: `${columns[column]}: `, cell, length: text.length, isLast: column === columns.length - 1 }];
      });
      const lines = [cells.slice(0, 2).join('  ')];
      let left = width - (plain[row] ?? []).slice(0, 2).join('  ').length;
      for (const { label, cell, length, isLast } of filled) {
        const needed = label.length + length + SEPARATOR.length;
        const [first = '', ...others] = cell.split('\n');
        if (needed <= left && others.length === 0 && !isLast) {
          lines.push(`${lines.pop() ?? ''}${SEPARATOR}${label}${first}`);
          left -= needed;
        } else {
          lines.push(`${INDENT}${label}${first}`, ...others.map((line) => `${INDENT}  ${line}`));
          left = others.length === 0 ? width - INDENT.length - label.length - length : 0;
        }
      }
      return lines.join('\n');
    })
    .join('\n');
}

/** The time that cli-table3 takes for a cell of several lines grows with the square of its length. */
function rowOfEachLine(row: readonly string[]): string[][] {
  const cells = row.map((cell) => cell.split('\n'));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) => cells.map((lines) => lines[line] ?? ''));
}

/** Columns are as wide as their cells; the last takes the rest of the terminal. */
function findWidths(rows: readonly (readonly string[])[], width: number | undefined): number[] {
  const [head = []] = rows;
  const longest = head.map((_, column) =>
    rows.reduce((most, row) => Math.max(most, ...(row[column] ?? '').split('\n').map(({ length }) => length + 2)), 0),
  );
  const others = longest.slice(0, -1);
  const left = width === undefined ? MAX_REMARKS : width - others.reduce((sum, other) => sum + other + 1, 0) - 2;
  return [...others, Math.min(longest.at(-1) ?? 0, Math.max(MIN_REMARKS, left))];
}
