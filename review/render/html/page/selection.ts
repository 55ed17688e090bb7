import { holdListLine } from '../../../../declaration/hold-list-line';
import type { Report } from './report';

/** The lines of a hold list, and how many rows no line can name. */
export interface HoldList {
  readonly lines: readonly string[];
  readonly unnamed: number;
}

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
    this.count += Number(selected) - this.selected[row]!;
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
  holdList(): HoldList {
    const lines = new Set<string>();
    let unnamed = 0;
    for (let row = 0; row < this.report.rowCount; row++) {
      if (this.has(row)) {
        const { known, format, name } = this.report.package(row);
        const version = this.report.version(row);
        const line = known && version !== null ? holdListLine(format, name, version) : undefined;
        if (line === undefined) {
          unnamed++;
        } else {
          lines.add(line);
        }
      }
    }
    return { lines: [...lines], unnamed };
  }
}
