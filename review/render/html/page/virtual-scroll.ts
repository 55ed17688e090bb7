/** Browsers cut the height of an element at 16 to 33 million pixels. */
const MAX_HEIGHT = 8_000_000;

/**
 * Maps the position of a scrolled element to rows of equal height. Where all rows together are
 * higher than an element can be, a pixel of the scroll bar stands for several of the rows.
 */
export class VirtualScroll {
  readonly height: number;
  private readonly rowsHeight: number;

  constructor(
    private readonly rowCount: number,
    private readonly rowHeight: number,
    private readonly viewport: number,
  ) {
    this.rowsHeight = rowCount * rowHeight;
    this.height = Math.min(this.rowsHeight, MAX_HEIGHT);
  }

  /** The first row that shows, a part of it included. */
  firstRow(scrollTop: number): number {
    return Math.max(0, Math.floor(this.offset(scrollTop) / this.rowHeight));
  }

  /** The row after the last one that shows. */
  endRow(scrollTop: number): number {
    return Math.min(this.rowCount, Math.ceil((this.offset(scrollTop) + this.viewport) / this.rowHeight));
  }

  /** The place of a row within the element. */
  top(row: number, scrollTop: number): number {
    return row * this.rowHeight - this.offset(scrollTop) + scrollTop;
  }

  /** The position nearest to the given one at which the whole row shows. */
  scrollTopFor(row: number, scrollTop: number): number {
    const offset = this.offset(scrollTop);
    const top = row * this.rowHeight;
    const target = Math.min(Math.max(offset, top + this.rowHeight - this.viewport), top);
    return target === offset ? scrollTop : target / this.scale;
  }

  /** Pixels of rows above the first pixel that shows. */
  private offset(scrollTop: number): number {
    return Math.min(scrollTop * this.scale, Math.max(0, this.rowsHeight - this.viewport));
  }

  private get scale(): number {
    const range = this.height - this.viewport;
    return range <= 0 ? 1 : (this.rowsHeight - this.viewport) / range;
  }
}
