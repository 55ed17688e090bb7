import type { Report } from './report';
import type { CopiedLines, CopyFormat } from './selection-texts';

/** The rows that the reader selected. */
export class Selection {
  private readonly selected: Uint8Array;
  count = 0;

  constructor(private readonly report: Report) {
    this.selected = new Uint8Array(report.rowCount);
  }

  has(row: number): boolean {
    return this.selected[row] === 1;
  }

  set(row: number, selected: boolean) {
    this.count += Number(selected) - this.selected[row];
    this.selected[row] = Number(selected);
  }

  setAll(rows: Int32Array, selected: boolean) {
    rows.forEach((row) => this.set(row, selected));
  }

  clear() {
    this.selected.fill(0);
    this.count = 0;
  }

  /** Each version once, in the order of the plan. */
  copy({ line, head }: CopyFormat): CopiedLines {
    const lines = new Set<string>();
    let unnamed = 0;
    for (let row = 0; row < this.report.rowCount; row++) {
      if (this.has(row)) {
        const text = line(this.report, row);
        if (text === undefined) {
          unnamed++;
        } else {
          lines.add(text);
        }
      }
    }
    return { lines: [...(head !== undefined && lines.size > 0 ? [head] : []), ...lines], unnamed };
  }

  /** The selected rows as `0-5,9`. */
  ranges(): string {
    const ranges: string[] = [];
    for (let row = 0; row < this.selected.length; row++) {
      if (this.has(row)) {
        const start = row;
        while (row + 1 < this.selected.length && this.has(row + 1)) {
          row++;
        }
        ranges.push(start === row ? `${start}` : `${start}-${row}`);
      }
    }
    return ranges.join(',');
  }

  /** Selects the rows that `ranges` wrote, and no other one. */
  selectRanges(ranges: string) {
    this.clear();
    for (const [, start = '', end = start] of ranges.matchAll(/(?:^|,)([0-9]{1,9})(?:-([0-9]{1,9}))?(?=,|$)/g)) {
      for (let row = Number(start); row <= Math.min(Number(end), this.selected.length - 1); row++) {
        this.set(row, true);
      }
    }
  }
}
